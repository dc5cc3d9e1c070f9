//! A page that begins anew, with other keys or another SSRC, is heard and served again.

use std::time::Duration;

use sfu::api::{Command, LegFacts, LegKey};
use sfu::core::{Job, Opener, Sealer};

use super::wire::picture;
use super::world::{ROOM, STEP, World, camera, facts, material};

/// Page `leg` comes back with another certificate and the keys of `seed`.
fn come_back(world: &mut World, leg: u64, seed: u8) {
    come_back_with(world, leg, seed, facts(leg, 3));
}

fn come_back_with(world: &mut World, leg: u64, seed: u8, mut facts: LegFacts) {
    facts.remote_fingerprint = [8; 32];
    let transport = world.peer(leg).transport.clone();
    world.command(Command::Add {
        room: ROOM,
        leg: LegKey(leg),
        transport,
        facts,
    });
    let begun = world.jobs.iter().rev().find_map(|job| match job {
        Job::Begin(key, _) => Some(*key),
        _ => None,
    });
    let keys = material(seed);
    let peer = world.peer(leg);
    peer.association = begun.expect("a new handshake");
    peer.sealer = Sealer::new(&keys, true).expect("keys");
    peer.opener = Opener::new(&keys, false).expect("keys");
    world.check(leg, true);
    world.give_keys_of(leg, seed);
}

#[test]
fn slots_begin_anew_for_a_page_with_new_keys_and_show_what_was_wanted() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    for n in 0..70_000 {
        world.picture(1, n, n == 0);
        if n % 8 == 7 {
            world.advance(STEP);
        }
    }
    world.check(1, true);
    come_back(&mut world, 2, 77);
    world.peer(2).rtp.clear();
    world.picture(1, 70_000, true);
    world.advance(STEP);
    assert_eq!(
        world.peer(2).rtp.len(),
        1,
        "opened without knowing how often it rolled over"
    );
}

#[test]
fn sources_begin_anew_for_a_page_with_new_keys() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 30_000, true);
    world.advance(STEP);
    come_back(&mut world, 1, 77);
    world.picture(1, 5, true);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 2);
}

#[test]
fn another_ssrc_of_the_same_line_takes_over_after_a_pause() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 30_000, true);
    world.advance(STEP);
    let mut other = picture(1, 10, true);
    other.ssrc = 4242;
    other.mid = Some(b'1');
    world.rtp(1, &other);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 1, "not while the old stream flows");
    world.advance(Duration::from_millis(400));
    other.index = 11;
    world.rtp(1, &other);
    world.advance(STEP);
    let rtp = &world.peer(2).rtp;
    assert_eq!((rtp.len(), rtp[1].sequence), (2, rtp[0].sequence.wrapping_add(1)));
}

/// Transport-wide numbers that page 1 was told of, as spans of a first one and how many.
fn told_of(world: &mut World) -> Vec<(u16, u16)> {
    let rtcp = std::mem::take(&mut world.peer(1).rtcp);
    let feedback = rtcp.iter().filter(|bytes| bytes[..2] == [0x8F, 205]);
    let number = |bytes: &[u8]| u16::from_be_bytes([bytes[0], bytes[1]]);
    feedback
        .map(|bytes| (number(&bytes[12..]), number(&bytes[14..])))
        .collect()
}

#[test]
fn a_page_with_new_keys_numbers_its_packets_anew_and_is_told_of_them() {
    let mut world = World::new();
    let mut facts = facts(1, 3);
    facts.extensions.transport_cc = Some(5);
    world.join_facts(1, facts.clone());
    let numbered = |number: u16| {
        let mut packet = picture(1, u64::from(number), true);
        packet.transport = Some(number);
        packet
    };
    world.rtp(1, &numbered(20_000));
    world.advance(Duration::from_millis(120));
    assert_eq!(told_of(&mut world), [(20_000, 1)]);
    come_back_with(&mut world, 1, 77, facts);
    world.rtp(1, &numbered(3));
    world.advance(Duration::from_millis(120));
    assert_eq!(told_of(&mut world), [(3, 1)]);
}

#[test]
fn handshakes_of_another_page_do_not_go_where_the_old_one_was() {
    let mut world = World::room(2);
    let old = world.peer(2).address;
    assert!(world.shard.is_validated(old));
    let mut facts = facts(2, 3);
    facts.remote_fingerprint = [8; 32];
    let transport = world.peer(2).transport.clone();
    let (room, leg) = (ROOM, LegKey(2));
    world.command(Command::Add {
        room,
        leg,
        transport,
        facts,
    });
    assert!(!world.shard.is_validated(old));
    world.check(2, true);
    assert!(
        world.shard.is_validated(old),
        "unless the new one is there as well"
    );
}
