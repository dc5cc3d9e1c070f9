//! A page that never gets through, or is heard no more, is reported after 30 seconds.

use std::time::Duration;

use sfu::api::{Event, LegKey};

use super::world::World;

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
fn a_lost_page_that_is_added_again_connects_again() {
    let mut world = World::room(1);
    world.advance(Duration::from_secs(32));
    world.peers.clear();
    world.events.clear();
    world.join(1, 3);
    assert_eq!(world.events, [Event::Connected { leg: LegKey(1) }]);
}
