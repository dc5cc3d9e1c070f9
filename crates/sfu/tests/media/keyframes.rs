//! Keyframes are asked for once however many subscribers want one.

use std::time::Duration;

use super::wire::picture;
use super::world::{STEP, World, camera, ssrcs, video_slot};

fn pli(media: u32) -> Vec<u8> {
    let mut out = vec![0x81, 206, 0, 2, 0, 0, 0, 9];
    out.extend_from_slice(&media.to_be_bytes());
    out
}

#[test]
fn requests_of_many_subscribers_become_one_every_half_second() {
    let mut world = World::room(10);
    for leg in 2..=10 {
        world.show(leg, 0, Some(camera(1)));
    }
    world.picture(1, 1, true);
    world.advance(Duration::from_secs(1));
    let camera_ssrc = ssrcs(1).1;
    let before = world.peer(1).picture_requests(camera_ssrc);
    for leg in 2..=10 {
        world.report(leg, pli(video_slot(leg, 0)));
    }
    world.advance(Duration::from_millis(400));
    assert_eq!(world.peer(1).picture_requests(camera_ssrc), before + 1);
    world.advance(Duration::from_millis(200));
    assert_eq!(
        world.peer(1).picture_requests(camera_ssrc),
        before + 2,
        "asked again, none came"
    );
    world.picture(1, 2, true);
    world.advance(Duration::from_secs(2));
    assert_eq!(world.peer(1).picture_requests(camera_ssrc), before + 2);
}

#[test]
fn a_new_subscriber_gets_nothing_before_a_keyframe_and_asks_for_one() {
    let mut world = World::room(2);
    world.picture(1, 1, true);
    world.advance(Duration::from_secs(1));
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 2, false);
    world.advance(4 * STEP);
    assert!(world.peer(2).rtp.is_empty());
    assert_eq!(world.peer(1).picture_requests(ssrcs(1).1), 1);
    world.picture(1, 3, true);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 1);
}

#[test]
fn a_source_that_begins_with_a_keyframe_is_not_asked_for_another_one() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(Duration::from_secs(2));
    assert_eq!(world.peer(2).rtp.len(), 1);
    assert_eq!(world.peer(1).picture_requests(ssrcs(1).1), 0);
}

#[test]
fn who_comes_just_after_a_keyframe_is_given_it_and_what_followed() {
    let mut world = World::room(3);
    world.show(2, 0, Some(camera(1)));
    for sequence in 1..=6 {
        world.picture(1, sequence, sequence == 2);
        world.advance(STEP);
    }
    let before = world.peer(1).picture_requests(ssrcs(1).1);
    world.show(3, 0, Some(camera(1)));
    world.picture(1, 7, false);
    world.advance(4 * STEP);
    let shown: Vec<u8> = world.peer(3).rtp.iter().map(|packet| packet.payload[7]).collect();
    assert_eq!(shown, [2, 3, 4, 5, 6, 7]);
    let numbers: Vec<u16> = world.peer(3).rtp.iter().map(|packet| packet.sequence).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)));
    world.advance(Duration::from_secs(1));
    assert_eq!(world.peer(1).picture_requests(ssrcs(1).1), before);
    assert_eq!(world.count(|counters| counters.groups_replayed), 1);
}

#[test]
fn a_group_with_a_gap_or_one_that_is_no_longer_fresh_is_not_given() {
    for (lost, pause) in [(4, Duration::ZERO), (0, Duration::from_millis(600))] {
        let mut world = World::room(3);
        world.show(2, 0, Some(camera(1)));
        for sequence in (1..=6).filter(|sequence| *sequence != lost) {
            world.rtp(1, &picture(1, sequence, sequence == 2));
            world.advance(STEP);
        }
        world.advance(pause);
        let before = world.peer(1).picture_requests(ssrcs(1).1);
        world.show(3, 0, Some(camera(1)));
        world.advance(Duration::from_secs(1));
        assert!(world.peer(3).rtp.is_empty(), "{lost}");
        assert!(world.peer(1).picture_requests(ssrcs(1).1) > before, "{lost}");
    }
}

#[test]
fn a_page_that_nothing_can_be_sent_to_asks_for_no_keyframes() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.add(3, 3);
    world.show(3, 0, Some(camera(1)));
    for sequence in 0..60 {
        world.picture(1, sequence, sequence % 10 == 0);
        world.advance(Duration::from_millis(33));
    }
    assert_eq!(world.peer(1).picture_requests(ssrcs(1).1), 0);
}

#[test]
fn who_gets_through_just_after_a_keyframe_is_given_it() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.add(3, 3);
    world.show(3, 0, Some(camera(1)));
    for sequence in 1..=6 {
        world.picture(1, sequence, sequence == 1);
        world.advance(STEP);
    }
    world.check(3, true);
    world.give_keys(3);
    world.advance(4 * STEP);
    let shown: Vec<u8> = world.peer(3).rtp.iter().map(|packet| packet.payload[7]).collect();
    assert_eq!(shown, [1, 2, 3, 4, 5, 6]);
    assert_eq!(world.peer(1).picture_requests(ssrcs(1).1), 0);
}

/// A keyframe of five packets and two pictures after it, as parts of these numbers, in this order.
fn parts(world: &mut World, order: &[u64]) {
    for number in order.iter().copied() {
        let mut packet = picture(1, number, number == 1);
        if (2..=5).contains(&number) {
            // Not the beginning of a partition: more of the keyframe.
            packet.payload[0] = 0x80;
        }
        packet.timestamp = picture(1, number.max(5), false).timestamp;
        packet.marker = number >= 5;
        world.rtp(1, &packet);
    }
}

#[test]
fn a_keyframe_whose_beginning_comes_late_goes_out_whole() {
    // At once or much later than the rest, which has been passed over by then; and more comes after it.
    for at_once in [true, false] {
        let mut world = World::room(2);
        world.show(2, 0, Some(camera(1)));
        world.picture(1, 0, false);
        world.advance(STEP);
        parts(&mut world, &[2, 3, 5, 6]);
        if !at_once {
            world.advance(6 * STEP);
        }
        parts(&mut world, &[1, 4, 7]);
        world.advance(4 * STEP);
        let stream = world.peer(2).stream(video_slot(2, 0));
        let mut shown: Vec<(u16, u8)> = stream.iter().map(|p| (p.sequence, p.payload[7])).collect();
        shown.sort_unstable();
        let first = shown.first().expect("something is shown").0;
        let expected: Vec<(u16, u8)> = (0..7).map(|n| (first + n, n as u8 + 1)).collect();
        assert_eq!(shown, expected, "{at_once}");
    }
}
