//! A room of 500 costs what its voices cost: nobody is sent more than four of them, whoever sends.

use std::collections::BTreeSet;

use sfu::api::{Event, LegKey};

use super::world::{STEP, World, mic};

const PEOPLE: u64 = 500;
const TALKERS: [u64; 3] = [77, 250, 491];
const NOISE: u8 = 70;

/// Level (RFC 6464) of somebody who talks: syllables of 240 ms with gaps of 60 ms.
fn speech(n: u16) -> u8 {
    if n % 15 < 12 { 25 } else { 66 }
}

/// Every page sends so many packets of sound; gives how many packets were forwarded for each round of them.
fn rounds(world: &mut World, packets: std::ops::Range<u16>, level: impl Fn(u64, u16) -> u8) -> Vec<u64> {
    let one = |n| {
        let before = world.count(|counters| counters.packets_forwarded);
        for leg in 1..=PEOPLE {
            world.sound(leg, n, level(leg, n));
        }
        world.advance(4 * STEP);
        world.count(|counters| counters.packets_forwarded) - before
    };
    packets.map(one).collect()
}

/// On how many streams each page was sent something since it was last asked, and how many packets.
fn streams(world: &mut World) -> Vec<(usize, usize)> {
    let mut count = |leg| {
        let rtp = std::mem::take(&mut world.peer(leg).rtp);
        let ssrcs: BTreeSet<u32> = rtp.iter().map(|packet| packet.ssrc).collect();
        (ssrcs.len(), rtp.len())
    };
    (1..=PEOPLE).map(&mut count).collect()
}

#[test]
fn five_hundred_senders_cost_as_much_as_the_voices_that_are_heard() {
    let mut world = World::new();
    for leg in 1..=PEOPLE {
        world.join(leg, 4);
    }
    // Three talk; the noise of all others is not forwarded instead of them.
    let talk = |leg, n| if TALKERS.contains(&leg) { speech(n) } else { NOISE };
    rounds(&mut world, 0..50, talk);
    let dominant = world.events.iter().rev().find_map(|event| match event {
        Event::Speakers { dominant, .. } => *dominant,
        _ => None,
    });
    assert!(dominant.is_some_and(|leg| TALKERS.contains(&leg.0)));
    for talker in TALKERS {
        let carried = world.events.iter().filter_map(|event| match event {
            Event::AudioSlot { leg, source, .. } if *source == Some(mic(talker)) => Some(*leg),
            _ => None,
        });
        let listeners: BTreeSet<LegKey> = carried.collect();
        assert_eq!(listeners.len() as u64, PEOPLE - 1);
    }
    streams(&mut world);
    world.events.clear();
    let forwarded = rounds(&mut world, 50..60, talk);
    let each = |count: &u64| (3 * (PEOPLE - 1)..=3 * PEOPLE).contains(count);
    assert!(forwarded.iter().all(each), "{forwarded:?}");
    for heard in streams(&mut world) {
        assert_eq!(heard, (3, 30), "streams and packets");
    }
    let moved = |event: &Event| matches!(event, Event::AudioSlot { .. });
    assert!(!world.events.iter().any(moved), "everybody keeps his place");
    // Everybody talks at once.
    let forwarded = rounds(&mut world, 60..90, |leg, n| speech(n.wrapping_add(leg as u16)));
    assert!(
        forwarded.iter().all(|count| *count <= 4 * PEOPLE),
        "{forwarded:?}"
    );
    assert!(streams(&mut world).iter().all(|(streams, _)| *streams <= 4));
}
