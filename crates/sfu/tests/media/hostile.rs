//! Garbage, cut and forged packets on the media port change nothing for a running call.

use std::net::SocketAddr;

use proptest::collection::vec;
use proptest::prelude::*;
use sfu::core::Output;

use super::wire::{Seeded, binding_request, picture};
use super::world::{STEP, World, camera, ssrcs};

/// A call in which page 2 sees page 1.
pub(crate) fn call() -> World {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(STEP);
    world
}

pub(crate) fn goes_on(world: &mut World, sequence: u64) {
    let before = world.peer(2).rtp.len();
    world.picture(1, sequence, false);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), before + 1, "the call goes on");
}

#[test]
fn mangled_packets_of_every_kind_are_survived() {
    let mut world = call();
    let page = world.peer(1);
    let (address, transport) = (page.address, page.transport.clone());
    let mut report = vec![0x81, 206, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0];
    page.sealer.seal_rtcp(&mut report, 0);
    let mut hello = vec![22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 1];
    hello.resize(53, 3);
    let samples = [
        binding_request(&transport, "page1", true),
        picture(1, 9000, true).seal(&page.sealer),
        report,
        hello,
    ];
    let mut random = Seeded(20_261_122);
    let stranger = SocketAddr::from(([127, 0, 0, 1], 9)).into();
    for round in 0..20_000 {
        let mut bytes = samples[round % samples.len()].clone();
        if random.chance(30) {
            bytes.truncate(random.next() as usize % (bytes.len() + 1));
        }
        for _ in 0..random.next() % 4 {
            if let Some(at) = (random.next() as usize).checked_rem(bytes.len()) {
                bytes[at] = random.next() as u8;
            }
        }
        // Never the whole sample: that would be authentic.
        bytes.push(0);
        world.datagram(if random.chance(50) { address } else { stranger }, bytes);
    }
    goes_on(&mut world, 2);
}

#[test]
fn replayed_packets_are_refused() {
    let mut world = call();
    let page = world.peer(1);
    let (address, sealed) = (page.address, picture(1, 2, false).seal(&page.sealer));
    for _ in 0..5 {
        world.datagram(address, sealed.clone());
    }
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 2);
    assert_eq!(world.shard.counters().dropped_replayed, 4);
}

#[test]
fn packets_sealed_with_the_keys_of_another_page_are_refused() {
    let mut world = call();
    let forged = picture(1, 2, true).seal(&world.peer(2).sealer);
    let address = world.peer(1).address;
    world.datagram(address, forged);
    assert_eq!(world.shard.counters().dropped_not_authentic, 1);
    goes_on(&mut world, 2);
}

#[test]
fn a_page_that_invents_streams_is_bounded() {
    let mut world = call();
    for n in 0..200 {
        let mut packet = picture(1, 1, true);
        packet.ssrc = 5_000_000 + n;
        world.rtp(1, &packet);
    }
    assert_eq!(world.peer(2).rtp.len(), 1);
    assert!(world.shard.counters().dropped_malformed >= 200);
    goes_on(&mut world, 2);
}

#[test]
fn authentic_nonsense_is_survived() {
    let mut world = call();
    let mut random = Seeded(77);
    for n in 0..5_000u64 {
        let mut packet = picture(1, 10 + n, false);
        packet.payload_type = random.next() as u8 & 0x7F;
        packet.payload = (0..random.next() % 30).map(|_| random.next() as u8).collect();
        packet.ssrc = if random.chance(80) { ssrcs(1).1 } else { ssrcs(1).2 };
        world.rtp(1, &packet);
        let mut compound: Vec<u8> = (0..random.next() % 60).map(|_| random.next() as u8).collect();
        compound.splice(
            0..0,
            [
                0x81,
                200 + (random.next() % 8) as u8,
                0,
                (random.next() % 16) as u8,
            ],
        );
        compound.resize(compound.len().max(8), 0);
        world.report(2, compound);
        if n % 16 == 0 {
            world.advance(STEP);
        }
    }
    world.picture(1, 20_000, true);
    world.advance(STEP);
    goes_on(&mut world, 20_001);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_from_anywhere_are_survived(bytes in vec(any::<u8>(), 0..200), port in 1u16..4) {
        let mut world = World::new();
        world.add(1, 1);
        world.check(1, true);
        let from = SocketAddr::from(([127, 0, 0, 1], 20_000 + port));
        let mut out = Output::default();
        let mut bytes = bytes;
        world.shard.datagram(from.into(), &mut bytes, world.now, &mut out);
    }
}
