//! What a subscriber's way is believed to carry decides what he gets and how fast.

use std::time::Duration;

use sfu::api::{Command, LegKey};

use super::simulcast::Camera;
use super::wire::picture;
use super::world::{World, camera, facts, video_slot};

/// A page that promises transport-wide feedback, and then gives none.
fn silent(world: &mut World, leg: u64) {
    let mut facts = facts(leg, 3);
    facts.extensions.transport_cc = Some(5);
    world.join_facts(leg, facts);
}

/// A camera with three encodings, shown large by a page that says nothing of what arrives.
fn stage() -> (World, Camera) {
    let mut world = World::new();
    world.join_with(1, 3, &["q", "h", "f"]);
    silent(&mut world, 2);
    world.command(Command::Show {
        leg: LegKey(2),
        slot: 0,
        source: Some(camera(1)),
        height: 720,
        on_stage: false,
    });
    (world, Camera::new(1))
}

#[test]
fn nobody_gets_more_than_his_way_is_believed_to_carry() {
    let (mut world, mut publisher) = stage();
    publisher.frames(&mut world, 90);
    let stream = world.peer(2).stream(video_slot(2, 0));
    let bytes: usize = stream.iter().map(|packet| packet.payload.len()).sum();
    // 300 kbit/s in the beginning, for three seconds.
    assert!((50_000..115_000).contains(&bytes), "{bytes}");
    let largest = stream.iter().filter_map(|packet| packet.payload.last()).max();
    assert!(largest < Some(&2), "the largest takes 580 kbit/s");
}

#[test]
fn who_promised_feedback_and_gives_none_is_served_blindly_in_the_end() {
    let (mut world, mut publisher) = stage();
    publisher.frames(&mut world, 210);
    let stream = world.peer(2).stream(video_slot(2, 0));
    assert_eq!(stream.last().and_then(|packet| packet.payload.last()), Some(&2));
}

#[test]
fn a_large_picture_leaves_in_bursts_and_in_order() {
    let mut world = World::new();
    world.join(1, 3);
    silent(&mut world, 2);
    world.show(2, 0, Some(camera(1)));
    for n in 0..30 {
        world.picture(1, n, n == 0);
        world.advance(Duration::from_millis(33));
    }
    world.peer(2).rtp.clear();
    for n in 0..25 {
        let mut packet = picture(1, 30 + n, n == 0);
        packet.payload.resize(1000, 1);
        packet.timestamp = 100_000;
        packet.marker = n == 24;
        world.rtp(1, &packet);
    }
    let mut counts = Vec::new();
    while counts.last() != Some(&25) {
        world.advance(Duration::from_millis(20));
        counts.push(world.peer(2).stream(video_slot(2, 0)).len());
        assert!(counts.len() < 100, "{counts:?}");
    }
    assert!(counts[0] < 10 && counts.len() > 5, "{counts:?}");
    let stream = world.peer(2).stream(video_slot(2, 0));
    assert!(
        stream
            .windows(2)
            .all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1))
    );
}

#[test]
fn a_probe_repeats_what_went_out_or_pads_on_the_stream_of_repeats() {
    let (mut world, mut publisher) = stage();
    publisher.frames(&mut world, 30);
    let probing = world.count(|counters| counters.packets_probing);
    assert!(probing > 0, "more than the beginning's estimate is wanted");
    let repeats = world.peer(2).stream(video_slot(2, 0) + 1).len();
    assert_eq!(repeats as u64, probing);
}
