//! Offers that change lines under the same keys: no index is sealed twice, or AES-GCM gives its key away.

use std::collections::BTreeSet;
use std::time::Duration;

use sfu::api::{Command, LegFacts, LegKey};
use sfu::core::Job;

use super::repair::nack;
use super::world::{ROOM, STEP, World, camera, facts, mic, video_slot};

/// Page 2 offers again, with the certificate it has.
fn offer_again(world: &mut World, facts: LegFacts) {
    let transport = world.peer(2).transport.clone();
    world.jobs.clear();
    world.command(Command::Add {
        room: ROOM,
        leg: LegKey(2),
        transport,
        facts,
    });
    let begun = world.jobs.iter().any(|job| matches!(job, Job::Begin(..)));
    assert!(!begun, "the keys stay");
}

/// Page 1 is heard and seen by page 2, who misses a packet of every picture.
fn talk(world: &mut World, from: u64) {
    world.show(2, 0, Some(camera(1)));
    for n in from..from + 20 {
        world.sound(1, n as u16, 20);
        world.picture(1, n, n == from);
        world.advance(STEP);
        if let Some(last) = world.peer(2).stream(video_slot(2, 0)).last() {
            let lost = nack(video_slot(2, 0), &[last.sequence]);
            world.report(2, lost);
        }
    }
    world.advance(Duration::from_millis(20));
}

#[test]
fn no_index_is_sealed_twice_whatever_is_offered_again() {
    let mut world = World::room(2);
    let plain = facts(2, 3);
    let mut other_ids = plain.clone();
    other_ids.extensions.mid = Some(5);
    let mut other_mids = other_ids.clone();
    for line in other_mids
        .video_slots
        .iter_mut()
        .chain(&mut other_mids.audio_slots)
    {
        line.mid.push('x');
    }
    let mut other_repeats = other_mids.clone();
    other_repeats.video_slots[0].rtx_ssrc = Some(9_999);
    let mut moved = plain.clone();
    moved.video_slots.swap(0, 1);
    let nothing = facts(2, 0);
    talk(&mut world, 1);
    let offers = [
        other_ids,
        other_mids.clone(),
        other_repeats,
        other_mids,
        nothing,
        moved,
        plain,
    ];
    for (round, offer) in (1..).zip(offers) {
        offer_again(&mut world, offer);
        talk(&mut world, 1 + 20 * round);
    }
    // A page refuses what it got already, so the world would have failed before this.
    let page = world.peer(2);
    let sealed: BTreeSet<(u32, u16)> = page.rtp.iter().map(|p| (p.ssrc, p.sequence)).collect();
    assert_eq!(sealed.len(), page.rtp.len());
    let repeats = page.stream(video_slot(2, 0) + 1).len() + page.stream(9_999).len();
    assert!(
        repeats > 20 && page.stream(video_slot(2, 0)).len() > 80,
        "{repeats}"
    );
    let voices = world
        .events
        .iter()
        .filter(|event| matches!(event, sfu::api::Event::AudioSlot { leg: LegKey(2), source, .. } if *source == Some(mic(1))));
    assert!(voices.count() > 1, "sound came back too");
}

#[test]
fn keys_that_are_given_twice_begin_nothing_anew() {
    let mut world = World::room(2);
    talk(&mut world, 1);
    world.advance(Duration::from_secs(2));
    let before = world.peer(2).rtcp.len();
    world.give_keys(2);
    talk(&mut world, 21);
    // Reports whose index came before are refused by the page, and the world fails.
    world.advance(Duration::from_secs(2));
    assert!(world.peer(2).rtcp.len() > before);
}
