//! Voices of a room on two shards: the same are heard everywhere, and one shard tells who speaks.

use std::collections::BTreeSet;
use std::time::Duration;

use sfu::api::{Command, Event, LegKey};

use super::world::{World, mic};

const PEOPLE: u64 = 12;
const SILENT: u8 = 127;
const LOUD: u8 = 25;

/// Everybody sends sound; these talk.
fn talk(world: &mut World, packets: std::ops::Range<u16>, speakers: &[u64]) {
    let legs: Vec<u64> = world.peers.iter().map(|peer| peer.leg.0).collect();
    for n in packets {
        for leg in legs.iter().copied() {
            world.sound(leg, n, if speakers.contains(&leg) { LOUD } else { SILENT });
        }
        world.advance(Duration::from_millis(20));
    }
}

/// The dominant speakers that were told, in order.
fn dominant(world: &mut World) -> Vec<Option<LegKey>> {
    let events = world.events.drain(..);
    let mut told: Vec<_> = events
        .filter_map(|event| match event {
            Event::Speakers { dominant, .. } => Some(dominant),
            _ => None,
        })
        .collect();
    told.dedup();
    told
}

/// Who is heard by each page.
fn heard(world: &mut World) -> Vec<(u64, BTreeSet<u64>)> {
    let heard = |peer: &mut super::world::Peer| {
        let voices = peer.rtp.drain(..).map(|packet| u64::from(packet.payload[0]));
        (peer.leg.0, voices.collect())
    };
    world.peers.iter_mut().map(heard).collect()
}

#[test]
fn the_same_voices_are_heard_on_both_shards_wherever_they_are() {
    let mut world = World::room(PEOPLE);
    talk(&mut world, 0..60, &[7, 8, 9]);
    heard(&mut world);
    talk(&mut world, 60..80, &[7, 8, 9]);
    for (leg, voices) in heard(&mut world) {
        let others = [7, 8, 9].into_iter().filter(|other| *other != leg);
        assert!(voices.is_superset(&others.collect()), "{leg}: {voices:?}");
        assert_eq!(voices.len(), 3, "{leg}: {voices:?}");
    }
}

#[test]
fn one_shard_tells_who_dominates_and_it_may_be_somebody_on_either() {
    let mut world = World::room(PEOPLE);
    talk(&mut world, 0..100, &[7]);
    assert_eq!(dominant(&mut world).last(), Some(&Some(LegKey(7))));
    talk(&mut world, 100..250, &[8]);
    assert_eq!(
        dominant(&mut world),
        [Some(LegKey(7)), Some(LegKey(8))],
        "each told by one shard"
    );
}

#[test]
fn only_microphones_that_are_heard_cross() {
    let mut world = World::room(PEOPLE);
    talk(&mut world, 0..60, &[7, 8]);
    let before = world.count(|counters| counters.packets_crossed);
    talk(&mut world, 60..110, &[7, 8]);
    let crossed = world.count(|counters| counters.packets_crossed) - before;
    assert!(crossed <= 4 * 50, "{crossed} packets of {PEOPLE} voices");
}

#[test]
fn another_shard_arranges_the_voices_when_the_first_has_no_legs_any_more() {
    for gone in [0, 1] {
        let mut world = World::room(PEOPLE);
        talk(&mut world, 0..100, &[7, 8]);
        dominant(&mut world);
        let leaving: Vec<u64> = (1..=PEOPLE).filter(|leg| leg % 2 == gone).collect();
        for leg in leaving {
            world.command(Command::Remove { leg: LegKey(leg) });
            world.peers.retain(|peer| peer.leg != LegKey(leg));
        }
        let stays = 7 + gone;
        talk(&mut world, 100..200, &[stays]);
        assert_eq!(dominant(&mut world).last(), Some(&Some(LegKey(stays))), "{gone}");
        // And back again.
        for leg in (1..=PEOPLE).filter(|leg| leg % 2 == gone) {
            world.join(leg, 3);
        }
        let other = 8 - gone;
        talk(&mut world, 200..400, &[other]);
        assert_eq!(dominant(&mut world).last(), Some(&Some(LegKey(other))), "{gone}");
        heard(&mut world);
        talk(&mut world, 400..410, &[other]);
        for (leg, voices) in heard(&mut world) {
            assert!(leg == other || voices.contains(&other), "{leg}: {voices:?}");
            assert!(voices.len() <= 4, "{leg}: {voices:?}");
        }
        let moved =
            |event: &Event| matches!(event, Event::AudioSlot { source, .. } if *source == Some(mic(other)));
        assert!(!world.events.iter().any(moved), "everybody keeps his place");
    }
}
