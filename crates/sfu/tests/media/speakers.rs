//! In a large room the loudest are heard, and nobody who speaks is cut off.

use std::collections::BTreeSet;
use std::time::Duration;

use sfu::api::{Event, LegKey};

use super::world::World;

const SILENT: u8 = 127;
const LOUD: u8 = 25;

/// Who was heard by a page since it was last asked.
fn heard(world: &mut World, leg: u64) -> BTreeSet<u8> {
    world
        .peer(leg)
        .rtp
        .drain(..)
        .map(|packet| packet.payload[0])
        .collect()
}

fn talk(world: &mut World, packets: std::ops::Range<u16>, speakers: &[u64]) {
    for n in packets {
        for leg in 1..=10 {
            world.sound(leg, n, if speakers.contains(&leg) { LOUD } else { SILENT });
        }
        world.advance(Duration::from_millis(20));
    }
}

#[test]
fn whoever_begins_to_speak_takes_the_slot_of_a_silent_voice() {
    let mut world = World::room(10);
    talk(&mut world, 0..50, &[9]);
    assert!(heard(&mut world, 1).contains(&9));
    talk(&mut world, 50..100, &[9, 8]);
    heard(&mut world, 1);
    talk(&mut world, 100..120, &[9, 8]);
    let voices = heard(&mut world, 1);
    assert!(
        voices.contains(&9) && voices.contains(&8) && voices.len() == 3,
        "{voices:?}"
    );
}

#[test]
fn nobody_who_speaks_is_displaced_by_a_fourth() {
    let mut world = World::room(10);
    talk(&mut world, 0..50, &[6, 7, 8]);
    talk(&mut world, 50..60, &[6, 7, 8, 9]);
    heard(&mut world, 1);
    heard(&mut world, 6);
    talk(&mut world, 60..100, &[6, 7, 8, 9]);
    assert_eq!(heard(&mut world, 1), BTreeSet::from([6, 7, 8]));
    assert_eq!(
        heard(&mut world, 6),
        BTreeSet::from([7, 8, 9]),
        "a speaker has a slot to spare"
    );
    talk(&mut world, 100..200, &[7, 8, 9]);
    heard(&mut world, 1);
    talk(&mut world, 200..210, &[7, 8, 9]);
    assert_eq!(heard(&mut world, 1), BTreeSet::from([7, 8, 9]));
}

#[test]
fn speakers_are_announced_when_they_change_and_at_most_five_times_a_second() {
    let mut world = World::room(10);
    world.events.clear();
    talk(&mut world, 0..50, &[4]);
    talk(&mut world, 50..150, &[5]);
    let announced = world.events.iter().filter_map(|event| match event {
        Event::Speakers { dominant, levels, .. } => Some((*dominant, levels.clone())),
        _ => None,
    });
    let announced: Vec<_> = announced.collect();
    let dominants: Vec<_> = announced.iter().filter_map(|(dominant, _)| *dominant).collect();
    assert_eq!(dominants.first(), Some(&LegKey(4)));
    assert_eq!(dominants.last(), Some(&LegKey(5)));
    assert!(announced.len() <= 15, "{} in three seconds", announced.len());
    assert!(
        announced
            .iter()
            .any(|(_, levels)| levels.iter().any(|(leg, l)| *leg == LegKey(4) && *l > 90))
    );
}

/// Words of 240 ms with gaps of 60 ms.
fn word(n: u16) -> u8 {
    if n % 15 < 12 { LOUD } else { 75 }
}

#[test]
fn a_cough_displaces_nobody_who_speaks_and_does_not_become_dominant() {
    let mut world = World::new();
    for leg in 1..=10 {
        world.join(leg, 4);
    }
    let say = |world: &mut World, packets: std::ops::Range<u16>, cough: bool| {
        for n in packets {
            for leg in 1..=10 {
                let level = match leg {
                    6..=8 => word(n + 4 * leg as u16),
                    3 if cough => 5,
                    _ => 80,
                };
                world.sound(leg, n, level);
            }
            world.advance(Duration::from_millis(20));
        }
    };
    say(&mut world, 0..150, false);
    world.events.clear();
    heard(&mut world, 1);
    say(&mut world, 150..163, true);
    say(&mut world, 163..220, false);
    assert_eq!(heard(&mut world, 1), BTreeSet::from([6, 7, 8]));
    let coughs = world.events.iter().any(|event| match event {
        Event::Speakers { dominant, .. } => *dominant == Some(LegKey(3)),
        _ => false,
    });
    assert!(!coughs);
}

#[test]
fn a_dominant_speaker_who_leaves_is_announced_as_gone() {
    let mut world = World::room(10);
    talk(&mut world, 0..80, &[4]);
    world.command(sfu::api::Command::Remove { leg: LegKey(4) });
    world.events.clear();
    world.advance(Duration::from_millis(400));
    let gone = |event: &Event| matches!(event, Event::Speakers { dominant: None, .. });
    assert!(world.events.iter().any(gone), "{:?}", world.events);
}

#[test]
fn the_dominant_speaker_is_heard_beside_three_who_make_as_much_noise() {
    let mut world = World::new();
    for leg in 1..=10 {
        world.join(leg, 4);
    }
    // Two sounds a second make a voice strong, but nobody dominant.
    let noises = |n: u16| if n % 25 < 12 { LOUD } else { 80 };
    for n in 0..200 {
        for leg in 1..=10 {
            let level = match leg {
                6..=8 => noises(n + 8 * leg as u16),
                9 if n >= 100 => word(n),
                _ => 80,
            };
            world.sound(leg, n, level);
        }
        world.advance(Duration::from_millis(20));
        if n == 160 {
            heard(&mut world, 1);
        }
    }
    assert_eq!(heard(&mut world, 1), BTreeSet::from([6, 7, 8, 9]));
}
