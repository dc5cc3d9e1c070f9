//! A page that never gets through, or is heard no more, is reported after 30 seconds.

use std::time::Duration;

use sfu::api::{Command, Event, LegKey};

use super::world::{ROOM, STEP, World, camera, facts, ssrcs};

fn lost(world: &World) -> Vec<LegKey> {
    let lost = world.events.iter().filter_map(|event| match event {
        Event::Disconnected { leg, .. } => Some(*leg),
        _ => None,
    });
    lost.collect()
}

#[test]
fn a_page_that_never_finishes_ice_is_reported_once() {
    let mut world = World::new();
    world.add(1, 3);
    world.advance(Duration::from_secs(29));
    assert!(lost(&world).is_empty());
    world.advance(Duration::from_secs(60));
    assert_eq!(lost(&world), [LegKey(1)]);
}

#[test]
fn a_page_that_checks_but_never_shakes_hands_is_reported_too() {
    let mut world = World::new();
    world.add(1, 3);
    for _ in 0..33 {
        world.check(1, true);
        world.advance(Duration::from_secs(1));
    }
    assert_eq!(lost(&world), [LegKey(1)]);
}

#[test]
fn checks_keep_a_connected_page_and_silence_ends_it() {
    let mut world = World::room(2);
    for _ in 0..60 {
        world.check(1, true);
        world.advance(Duration::from_secs(1));
    }
    assert_eq!(lost(&world), [LegKey(2)]);
    world.advance(Duration::from_secs(32));
    assert_eq!(lost(&world), [LegKey(2), LegKey(1)]);
}

#[test]
fn a_page_that_never_got_through_and_is_added_again_shakes_hands_anew() {
    let mut world = World::new();
    world.add(1, 3);
    world.advance(Duration::from_secs(32));
    world.peers.clear();
    world.events.clear();
    world.join(1, 3);
    assert_eq!(world.events, [Event::Connected { leg: LegKey(1) }]);
}

/// Pages 1 and 2, which shows 1's camera; page 2 was not heard for 40 seconds. Gives the number of the last packet
/// that it was sent, too.
fn one_of_two_fell_silent() -> (World, u16) {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    for n in 0..40 {
        world.check(1, true);
        world.picture(1, n, n == 0);
        world.advance(Duration::from_secs(1));
    }
    assert_eq!(lost(&world), [LegKey(2)]);
    (world.jobs, world.events) = Default::default();
    let saw = std::mem::take(&mut world.peer(2).rtp);
    let last = saw.last().expect("it saw something").sequence;
    (world, last)
}

/// Its page restarts ICE: the same certificate, hence no new handshake.
fn restart(world: &mut World, leg: u64) {
    let transport = world.peer(leg).transport.clone();
    let facts = facts(leg, 3);
    let (room, leg) = (ROOM, LegKey(leg));
    world.command(Command::Add {
        room,
        leg,
        transport,
        facts,
    });
}

#[test]
fn a_silent_page_that_restarts_ice_goes_on_with_its_keys() {
    let (mut world, _) = one_of_two_fell_silent();
    restart(&mut world, 2);
    assert!(world.events.is_empty(), "not before it is heard");
    world.check(2, true);
    assert_eq!(world.events, [Event::Connected { leg: LegKey(2) }]);
    assert!(world.jobs.is_empty(), "no handshake is begun or ended");
    world.picture(1, 40, true);
    world.picture(2, 0, true);
    world.show(1, 0, Some(camera(2)));
    world.picture(2, 1, true);
    world.advance(STEP);
    assert!(!world.peer(2).rtp.is_empty(), "it sees");
    assert!(!world.peer(1).rtp.is_empty(), "it is seen");
    world.advance(Duration::from_secs(32));
    assert!(lost(&world).contains(&LegKey(2)), "and may fall silent again");
}

#[test]
fn a_silent_page_is_sent_nothing_and_answered_nothing_until_it_restarts_ice() {
    let (mut world, _) = one_of_two_fell_silent();
    world.peer(2).other.clear();
    world.check(2, true);
    world.picture(1, 40, true);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp, []);
    assert!(world.peer(2).other.is_empty());
}

#[test]
fn a_silent_page_that_still_does_not_come_is_reported_again() {
    let (mut world, _) = one_of_two_fell_silent();
    restart(&mut world, 2);
    for _ in 0..32 {
        world.check(1, true);
        world.advance(Duration::from_secs(1));
    }
    assert_eq!(lost(&world), [LegKey(2)]);
}

#[test]
fn who_comes_back_is_sent_a_keyframe_that_follows_what_went_out_last() {
    let (mut world, last) = one_of_two_fell_silent();
    restart(&mut world, 2);
    world.check(2, true);
    let asked = world.peer(1).picture_requests(ssrcs(1).1);
    world.picture(1, 40, false);
    world.advance(Duration::from_millis(200));
    assert_eq!(world.peer(2).rtp, []);
    assert!(world.peer(1).picture_requests(ssrcs(1).1) > asked);
    world.picture(1, 41, true);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp[0].sequence, last.wrapping_add(1));
}
