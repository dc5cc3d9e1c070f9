//! Publishers get receiver reports and transport-wide feedback, subscribers get sender reports.

use std::time::Duration;

use super::world::{STEP, World, camera, ssrcs, video_slot};

#[test]
fn reports_say_how_many_packets_came_and_went() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    for n in 1..=100u64 {
        if n % 10 != 0 {
            world.picture(1, n, n == 1);
        }
        world.advance(Duration::from_millis(30));
    }
    let video = ssrcs(1).1.to_be_bytes();
    let reports = &world.peer(1).rtcp;
    let last = reports
        .iter()
        .rfind(|b| b[1] == 201 && b[8..12] == video)
        .expect("a report");
    let lost = u32::from_be_bytes([0, last[13], last[14], last[15]]);
    assert!((4..=10).contains(&lost), "{lost} of 10 reported lost");
    assert!(
        (20..=32).contains(&last[12]),
        "about a tenth of 256: {}",
        last[12]
    );
    let slot = video_slot(2, 0).to_be_bytes();
    let reports = &world.peer(2).rtcp;
    let sent = reports
        .iter()
        .rfind(|b| b[1] == 200 && b[4..8] == slot)
        .expect("a report");
    let packets = u32::from_be_bytes([sent[20], sent[21], sent[22], sent[23]]);
    assert!((60..=90).contains(&packets), "{packets}");
}

/// A sender report of leg 1's camera that says so of its clock and its media time.
fn sender_report(ntp: u64, rtp: u32) -> Vec<u8> {
    let mut report = vec![0x80, 200, 0, 6];
    report.extend_from_slice(&ssrcs(1).1.to_be_bytes());
    report.extend_from_slice(&ntp.to_be_bytes());
    report.extend_from_slice(&rtp.to_be_bytes());
    report.extend_from_slice(&[0; 8]);
    report
}

/// The media time that leg 2 is told of its slot when a second has passed since a picture.
fn told(world: &mut World, sequence: u64) -> u32 {
    world.picture(1, sequence, false);
    world.advance(STEP);
    world.peer(2).rtcp.clear();
    world.advance(Duration::from_secs(1));
    let slot = video_slot(2, 0).to_be_bytes();
    let reports = &world.peer(2).rtcp;
    let report = reports.iter().rfind(|b| b[1] == 200 && b[4..8] == slot);
    let report = report.expect("a report");
    u32::from_be_bytes([report[16], report[17], report[18], report[19]])
}

#[test]
fn whatever_a_publisher_says_of_his_clock_reports_go_on() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(STEP);
    for (n, ntp) in [0, 1, u64::MAX, 1 << 63, (1 << 63) - 1, 0xEEAA_0000 << 32]
        .into_iter()
        .enumerate()
    {
        world.report(1, sender_report(ntp, 1));
        world.advance(Duration::from_secs(3));
        told(&mut world, 2 + n as u64);
    }
}

#[test]
fn a_report_of_somebody_without_a_clock_is_none() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(STEP);
    let before = told(&mut world, 2);
    world.report(1, sender_report(0, 123_456_789));
    let after = told(&mut world, 3);
    // A picture later, as the pictures themselves say.
    let passed = after.wrapping_sub(before) as i32;
    assert!(passed.abs() < 10_000, "{passed}");
}
