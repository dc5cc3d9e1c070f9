//! A page that begins anew, with other keys or another SSRC, is heard and served again.

use std::time::Duration;

use sfu::api::Command;
use sfu::core::{Job, Opener, Sealer};

use super::wire::picture;
use super::world::{ROOM, STEP, World, camera, facts, material};
use sfu::api::LegKey;

/// Page `leg` comes back with another certificate and the keys of `seed`.
fn come_back(world: &mut World, leg: u64, seed: u8) {
    let mut facts = facts(leg, 3);
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
