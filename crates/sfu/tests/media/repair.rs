//! Losses are repaired: towards subscribers from the ring by RTX, towards publishers by NACK.

use std::collections::BTreeSet;
use std::time::Duration;

use super::wire::{Seeded, Sent, picture};
use super::world::{RTX, STEP, World, camera, ssrcs, video_slot};

pub(crate) fn nack(media: u32, missing: &[u16]) -> Vec<u8> {
    let mut out = vec![0x81, 205, 0, 2 + missing.len() as u8, 0, 0, 0, 9];
    out.extend_from_slice(&media.to_be_bytes());
    for sequence in missing {
        out.extend_from_slice(&sequence.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
    }
    out
}

/// Sequence numbers that a subscriber has, with repeats counted by their original number.
fn have(world: &mut World, leg: u64) -> BTreeSet<u16> {
    let ssrc = video_slot(leg, 0);
    let page = world.peer(leg);
    let media = page.stream(ssrc).into_iter().map(|packet| packet.sequence);
    let repeats = page.stream(ssrc + 1).into_iter().map(|packet| {
        assert_eq!(packet.payload_type, RTX);
        u16::from_be_bytes([packet.payload[0], packet.payload[1]])
    });
    media.chain(repeats).collect()
}

#[test]
fn nobody_has_a_flood_sent_by_asking_for_it() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    for n in 0..30 {
        let mut packet = picture(1, n, n == 0);
        packet.payload.resize(1000, 1);
        world.rtp(1, &packet);
        world.advance(STEP);
    }
    let sequences: Vec<u16> = world
        .peer(2)
        .stream(video_slot(2, 0))
        .iter()
        .map(|p| p.sequence)
        .collect();
    for _ in 0..20 {
        world.advance(Duration::from_millis(101));
        world.report(2, nack(video_slot(2, 0), &sequences));
    }
    let repeated = world.count(|counters| counters.packets_repeated);
    assert!((50..80).contains(&repeated), "{repeated} of 600");
}

#[test]
fn a_lossy_way_to_the_subscriber_is_repaired_from_the_ring() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(STEP);
    let first = world.peer(2).rtp[0].sequence;
    let mut random = Seeded(0xC0FF_EE11);
    world.lose = Box::new(move |_| random.chance(10));
    for n in 2..400u64 {
        world.picture(1, n, false);
        world.advance(STEP);
        let got = have(&mut world, 2);
        let newest = got
            .iter()
            .map(|s| s.wrapping_sub(first))
            .max()
            .expect("some came");
        let missing: Vec<u16> = (newest.saturating_sub(60)..newest)
            .map(|n| first.wrapping_add(n))
            .filter(|sequence| !got.contains(sequence))
            .collect();
        if n % 4 == 0 && !missing.is_empty() {
            world.report(2, nack(video_slot(2, 0), &missing));
        }
    }
    let got = have(&mut world, 2);
    let repaired = (0..330).filter(|n| got.contains(&first.wrapping_add(*n))).count();
    assert_eq!(repaired, 330, "everything but the tail is there");
    assert!(world.count(|counters| counters.packets_repeated) > 20);
}

#[test]
fn a_repeat_carries_the_original_payload_and_is_not_repeated_at_once() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.picture(1, 2, false);
    world.advance(STEP);
    let lost = world.peer(2).rtp[1].clone();
    let ask = nack(video_slot(2, 0), &[lost.sequence]);
    for _ in 0..3 {
        world.report(2, ask.clone());
    }
    let count = |world: &mut World| world.peer(2).stream(video_slot(2, 0) + 1).len();
    assert_eq!(count(&mut world), 1, "one repeat within 100 ms");
    let repeat = world.peer(2).stream(video_slot(2, 0) + 1)[0].clone();
    assert_eq!(repeat.payload[2..], lost.payload[..]);
    assert_eq!((repeat.timestamp, repeat.marker), (lost.timestamp, lost.marker));
    world.advance(Duration::from_millis(105));
    world.report(2, ask);
    assert_eq!(count(&mut world), 2);
    world.report(2, nack(video_slot(2, 0), &[lost.sequence.wrapping_add(9)]));
    assert_eq!(count(&mut world), 2, "what never went out is not repeated");
}

fn nacks(world: &mut World, leg: u64) -> Vec<u16> {
    let reports = &world.peer(leg).rtcp;
    let nacks = reports.iter().filter(|bytes| bytes[..2] == [0x81, 205]);
    nacks
        .map(|bytes| u16::from_be_bytes([bytes[12], bytes[13]]))
        .collect()
}

#[test]
fn a_gap_of_the_publisher_is_asked_for_ten_times_and_then_a_keyframe_is_if_somebody_looks() {
    for (looks, asked) in [(true, 2), (false, 0)] {
        let mut world = World::room(2);
        world.show(2, 0, looks.then(|| camera(1)));
        world.picture(1, 1, true);
        world.picture(1, 3, false);
        world.advance(Duration::from_millis(100));
        assert!((1..=3).contains(&nacks(&mut world, 1).len()));
        let before = world.peer(1).picture_requests(ssrcs(1).1);
        world.advance(Duration::from_secs(1));
        assert_eq!(nacks(&mut world, 1), [2; 10]);
        let requests = world.peer(1).picture_requests(ssrcs(1).1);
        assert_eq!(requests, before + asked, "asked, and asked again");
    }
}

#[test]
fn a_plane_that_was_idle_looks_after_its_first_page_at_once() {
    let mut world = World::new();
    world.advance(Duration::from_millis(3_100));
    world.join(1, 3);
    world.picture(1, 1, true);
    world.picture(1, 3, false);
    world.advance(Duration::from_millis(40));
    assert_eq!(nacks(&mut world, 1), [2]);
}

#[test]
fn a_repeat_of_the_publisher_fills_the_gap_for_subscribers() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.picture(1, 3, false);
    world.advance(Duration::from_millis(60));
    assert_eq!(nacks(&mut world, 1).first(), Some(&2));
    let original = picture(1, 2, false);
    let mut payload = vec![0, 2];
    payload.extend_from_slice(&original.payload);
    let mut repeat = Sent::new(ssrcs(1).2, RTX, 700, payload);
    (repeat.timestamp, repeat.marker) = (original.timestamp, original.marker);
    world.rtp(1, &repeat);
    let asked = nacks(&mut world, 1).len();
    world.advance(Duration::from_millis(200));
    assert_eq!(nacks(&mut world, 1).len(), asked, "nothing is missing any more");
    let first = world.peer(2).rtp[0].sequence;
    let sequences: Vec<u16> = world
        .peer(2)
        .rtp
        .iter()
        .map(|packet| packet.sequence.wrapping_sub(first))
        .collect();
    assert_eq!(sequences, [0, 2, 1]);
}
