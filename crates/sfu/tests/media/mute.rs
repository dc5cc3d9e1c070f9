//! A muted source is not forwarded, and comes back without a seam.

use std::time::Duration;

use sfu::api::Command;

use super::world::{STEP, World, audio_slot, camera, mic, ssrcs, video_slot};

#[test]
fn muted_sound_stops_and_goes_on_in_sequence() {
    let mut world = World::room(2);
    for n in 0..5 {
        world.sound(1, n, 20);
        world.advance(Duration::from_millis(20));
    }
    world.command(Command::Mute {
        source: mic(1),
        muted: true,
    });
    for n in 5..10 {
        world.sound(1, n, 20);
        world.advance(Duration::from_millis(20));
    }
    assert_eq!(world.peer(2).rtp.len(), 5);
    world.command(Command::Mute {
        source: mic(1),
        muted: false,
    });
    world.sound(1, 10, 20);
    world.advance(STEP);
    let page = world.peer(2);
    let stream = page.stream(audio_slot(2, 0));
    assert_eq!(stream.len(), 6);
    assert_eq!(stream[5].sequence, stream[4].sequence.wrapping_add(1));
    let step = stream[5].timestamp.wrapping_sub(stream[4].timestamp);
    assert!((960..20_000).contains(&step), "about 120 ms: {step}");
}

#[test]
fn a_muted_camera_comes_back_with_a_keyframe() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(STEP);
    world.command(Command::Mute {
        source: camera(1),
        muted: true,
    });
    world.picture(1, 2, true);
    world.advance(STEP);
    world.command(Command::Mute {
        source: camera(1),
        muted: false,
    });
    world.picture(1, 3, false);
    world.picture(1, 4, true);
    world.advance(STEP);
    let page = world.peer(2);
    let payloads: Vec<u8> = page
        .stream(video_slot(2, 0))
        .iter()
        .map(|packet| packet.payload[7])
        .collect();
    assert_eq!(payloads, [1, 4]);
}

#[test]
fn what_is_said_again_changes_nothing() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(Duration::from_secs(1));
    let before = world.peer(1).picture_requests(ssrcs(1).1);
    world.picture(1, 2, false);
    world.command(Command::Mute {
        source: camera(1),
        muted: false,
    });
    world.advance(Duration::from_secs(1));
    assert_eq!(world.peer(2).stream(video_slot(2, 0)).len(), 2);
    assert_eq!(world.peer(1).picture_requests(ssrcs(1).1), before);
}

#[test]
fn who_comes_after_a_mute_is_given_nothing_from_before_it() {
    let mut world = World::room(3);
    world.show(2, 0, Some(camera(1)));
    for sequence in 1..=3 {
        world.picture(1, sequence, sequence == 1);
        world.advance(STEP);
    }
    for muted in [true, false] {
        world.command(Command::Mute {
            source: camera(1),
            muted,
        });
    }
    world.show(3, 0, Some(camera(1)));
    world.advance(STEP);
    assert!(world.peer(3).rtp.is_empty());
    world.picture(1, 4, true);
    world.advance(STEP);
    assert_eq!(world.peer(3).rtp.len(), 1);
}
