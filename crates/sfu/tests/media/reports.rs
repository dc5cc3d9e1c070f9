//! Publishers get receiver reports and transport-wide feedback, subscribers get sender reports.

use std::time::Duration;

use super::world::{World, camera, ssrcs, video_slot};

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
