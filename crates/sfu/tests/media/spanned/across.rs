//! What crosses between shards: what somebody takes, once, and what control needs.

use std::time::Duration;

use sfu::api::{Command, Event, LegKey};

use super::simulcast::Camera;
use super::world::{STEP, World, camera, mic, ssrcs, video_slot};

/// What a page was sent on its first video slot, by the number of each picture.
fn shown(world: &mut World, leg: u64) -> Vec<u8> {
    let ssrc = video_slot(leg, 0);
    let packets = world.peer(leg).stream(ssrc);
    packets.iter().map(|packet| packet.payload[7]).collect()
}

/// The sound of another page that one was sent.
fn heard(world: &mut World, leg: u64, other: u64) -> usize {
    let rtp = world.peer(leg).rtp.iter();
    rtp.filter(|packet| packet.payload == [other as u8; 40]).count()
}

fn show_at(world: &mut World, leg: u64, height: u32) {
    world.command(Command::Show {
        leg: LegKey(leg),
        slot: 0,
        source: Some(camera(1)),
        height,
        on_stage: false,
    });
}

fn crossed(world: &World) -> u64 {
    world.count(|counters| counters.packets_crossed)
}

#[test]
fn sound_and_pictures_cross_both_ways() {
    let mut world = World::room(2);
    world.show(1, 0, Some(camera(2)));
    world.show(2, 0, Some(camera(1)));
    for n in 1..=20 {
        for leg in 1..=2 {
            world.sound(leg, n, 30);
            world.picture(leg, n.into(), n == 10);
        }
        world.advance(4 * STEP);
    }
    for (leg, other) in [(1, 2), (2, 1)] {
        let asked = world.peer(other).picture_requests(ssrcs(other).1);
        assert_eq!(asked, 1, "one keyframe was asked for");
        assert_eq!(shown(&mut world, leg), (10..=20).collect::<Vec<u8>>());
        assert_eq!(heard(&mut world, leg, other), 20);
    }
}

#[test]
fn a_packet_crosses_once_for_all_and_an_encoding_that_nobody_takes_not_at_all() {
    let mut world = World::new();
    world.join_with(1, 3, &["q", "h", "f"]);
    (2..=9).for_each(|leg| world.join(leg, 3));
    let mut camera = Camera::new(1);
    // Pages on its own shard make nothing cross.
    [3, 5, 7, 9].iter().for_each(|leg| show_at(&mut world, *leg, 720));
    camera.frames(&mut world, 30);
    assert_eq!(crossed(&world), 0);
    [2, 4, 6, 8].iter().for_each(|leg| show_at(&mut world, *leg, 180));
    camera.frames(&mut world, 30);
    let before = crossed(&world);
    camera.frames(&mut world, 30);
    assert_eq!(crossed(&world) - before, 30, "a packet a frame of the smallest");
    for leg in [2, 4, 6, 8] {
        let stream = world.peer(leg).stream(video_slot(leg, 0));
        assert!(stream.len() >= 30, "{}", stream.len());
    }
    [2, 4, 6, 8].iter().for_each(|leg| world.show(*leg, 0, None));
    world.advance(4 * STEP);
    let before = crossed(&world);
    camera.frames(&mut world, 30);
    assert_eq!(crossed(&world), before);
}

#[test]
fn demand_is_told_once_for_all_shards() {
    let demands = |world: &mut World| -> Vec<usize> {
        let events = world.events.drain(..);
        events
            .filter_map(|event| match event {
                Event::Demand { source, layers } if source == camera(1) => Some(layers),
                _ => None,
            })
            .collect()
    };
    let mut world = World::new();
    world.join_with(1, 3, &["q", "h", "f"]);
    (2..=3).for_each(|leg| world.join(leg, 3));
    let mut camera = Camera::new(1);
    show_at(&mut world, 2, 180);
    show_at(&mut world, 3, 180);
    camera.frames(&mut world, 120);
    assert_eq!(demands(&mut world).last(), Some(&1));
    show_at(&mut world, 2, 720);
    camera.frames(&mut world, 10);
    assert_eq!(demands(&mut world), [3]);
    world.command(Command::Remove { leg: LegKey(2) });
    camera.frames(&mut world, 120);
    assert_eq!(demands(&mut world), [1]);
    show_at(&mut world, 3, 720);
    world.command(Command::Remove { leg: LegKey(3) });
    camera.frames(&mut world, 120);
    assert_eq!(demands(&mut world).last(), Some(&0));
}

#[test]
fn where_a_shard_takes_nothing_pictures_are_lost_for_a_keyframe_and_sound_waits() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    let send = |world: &mut World, n: u16, keyframe| {
        world.sound(1, n, 30);
        world.picture(1, n.into(), keyframe);
        world.advance(4 * STEP);
    };
    (1..=10).for_each(|n| send(&mut world, n, n == 1 || n == 5));
    let asked = world.peer(1).picture_requests(ssrcs(1).1);
    world.crossing.held = true;
    for n in 11..=15 {
        send(&mut world, n, false);
        let dropped = world.lighten();
        assert_eq!(dropped, 1, "the picture");
    }
    world.crossing.held = false;
    world.advance(4 * STEP);
    assert_eq!(heard(&mut world, 2, 1), 15);
    assert!(world.peer(1).picture_requests(ssrcs(1).1) > asked);
    // Control waits however little is taken.
    world.crossing.held = true;
    world.command(Command::Mute {
        source: mic(1),
        muted: true,
    });
    world.lighten();
    world.crossing.held = false;
    (16..=18).for_each(|n| send(&mut world, n, n == 17));
    let expected: Vec<u8> = (1..=10).chain([16, 17, 18]).collect();
    assert_eq!(shown(&mut world, 2), expected);
    assert_eq!(heard(&mut world, 2, 1), 15);
}

#[test]
fn who_leaves_is_gone_on_all_shards_and_comes_back_there() {
    let mut world = World::room(3);
    let slots = |world: &mut World| -> Vec<_> {
        let events = world.events.drain(..);
        events
            .filter_map(|event| match event {
                Event::AudioSlot {
                    leg: LegKey(2),
                    source,
                    ..
                } => Some(source),
                _ => None,
            })
            .collect()
    };
    world.show(2, 0, Some(camera(1)));
    for n in 1..=5 {
        world.sound(1, n, 30);
        world.picture(1, n.into(), n == 1);
        world.advance(4 * STEP);
    }
    assert_eq!(slots(&mut world), [Some(mic(1))]);
    world.command(Command::Remove { leg: LegKey(1) });
    assert_eq!(slots(&mut world), [None]);
    world.peers.retain(|peer| peer.leg != LegKey(1));
    world.advance(Duration::from_secs(1));
    world.peer(2).rtp.clear();
    world.join(1, 3);
    world.sound(1, 90, 30);
    world.picture(1, 100, true);
    world.advance(STEP);
    assert_eq!((shown(&mut world, 2), heard(&mut world, 2, 1)), (vec![100], 1));
}
