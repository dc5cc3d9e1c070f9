//! What a flood costs for each packet: nothing is allocated, nothing is sent, nothing is left to do, and nobody
//! else is told. Counted, not timed; how late media comes meanwhile, the bench says.

use std::net::SocketAddr;

use sfu::core::{Job, Output, Route};

use super::allocations::counted;
use super::hostile::{call, goes_on};
use super::wire::{Seeded, binding_request, picture};
use super::world::World;

const PACKETS: usize = 20_000;

/// Dropped packets, whatever for.
fn dropped(world: &World) -> u64 {
    let counters = world.shard.counters();
    counters.dropped_unknown
        + counters.dropped_stun
        + counters.dropped_address
        + counters.dropped_malformed
        + counters.dropped_replayed
        + counters.dropped_not_authentic
}

/// Takes a flood of such packets from there; gives the jobs it made.
fn flood(world: &mut World, from: Route, mut packet: impl FnMut(&mut Seeded, &mut [u8]) -> usize) -> usize {
    let (mut random, mut out) = (Seeded(20_261_123), Output::default());
    let mut buffer = [0u8; 1200];
    let (before, due) = (dropped(world), world.shard.next_timeout());
    let mut allocations = 0;
    for _ in 0..PACKETS {
        let length = packet(&mut random, &mut buffer);
        let start = counted();
        world
            .shard
            .datagram(from, &mut buffer[..length], world.now, &mut out);
        allocations += counted() - start;
    }
    let jobs = out.jobs.len();
    assert!(out.bytes.is_empty() && out.events.is_empty(), "nothing is sent");
    assert_eq!(world.shard.next_timeout(), due, "nothing is left to do");
    assert_eq!(
        dropped(world) - before,
        (PACKETS - jobs) as u64,
        "all are counted"
    );
    if jobs == 0 {
        assert_eq!(allocations, 0);
    }
    goes_on_after(world);
    jobs
}

fn goes_on_after(world: &mut World) {
    let next = 2 + world.peer(2).rtp.len() as u64;
    goes_on(world, next);
}

fn stranger() -> Route {
    SocketAddr::from(([203, 0, 113, 9], 9)).into()
}

fn fill(random: &mut Seeded, bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(4) {
        let word = random.next().to_be_bytes();
        chunk.copy_from_slice(&word[4..][..chunk.len()]);
    }
}

#[test]
fn random_bytes_from_a_stranger() {
    let mut world = call();
    let jobs = flood(&mut world, stranger(), |random, buffer| {
        let length = 1 + random.next() as usize % buffer.len();
        fill(random, &mut buffer[..length]);
        length
    });
    assert_eq!(jobs, 0);
}

#[test]
fn connectivity_checks_with_a_wrong_password_or_a_wrong_sum() {
    let mut world = call();
    let mut transport = world.peer(1).transport.clone();
    transport.password = "guessed".to_owned();
    let wrong = binding_request(&transport, "page1", true);
    for from in [stranger(), world.peer(2).address] {
        let jobs = flood(&mut world, from, |random, buffer| {
            buffer[..wrong.len()].copy_from_slice(&wrong);
            // Every second has a sum that does not fit.
            buffer[10] ^= (random.next() % 2) as u8;
            wrong.len()
        });
        assert_eq!(jobs, 0);
    }
}

#[test]
fn media_with_bad_tags_for_streams_known_and_unknown() {
    let mut world = call();
    let page = world.peer(1);
    let (own, sealed) = (page.address, picture(1, 2, false).seal(&page.sealer));
    for (from, known) in [(own, true), (own, false), (stranger(), true)] {
        let jobs = flood(&mut world, from, |random, buffer| {
            let packet = &mut buffer[..sealed.len()];
            packet.copy_from_slice(&sealed);
            // Another sequence number, another SSRC, and bytes that no key sealed.
            fill(random, &mut packet[2..4]);
            if !known {
                fill(random, &mut packet[8..12]);
            }
            fill(random, &mut packet[24..]);
            sealed.len()
        });
        assert_eq!(jobs, 0);
    }
}

#[test]
fn reports_with_bad_tags_and_media_that_came_already() {
    let mut world = call();
    let page = world.peer(1);
    let own = page.address;
    let mut report = vec![0x81, 206, 0, 2, 0, 0, 0, 9, 0, 0, 0, 9];
    page.sealer.seal_rtcp(&mut report, 0);
    let again = picture(1, 1, true).seal(&page.sealer);
    let jobs = flood(&mut world, own, |random, buffer| {
        if random.chance(50) {
            buffer[..again.len()].copy_from_slice(&again);
            return again.len();
        }
        let packet = &mut buffer[..report.len()];
        packet.copy_from_slice(&report);
        fill(random, &mut packet[8..]);
        packet[report.len() - 4] |= 0x80;
        report.len()
    });
    assert_eq!(jobs, 0);
}

fn hello(random: &mut Seeded, buffer: &mut [u8]) -> usize {
    fill(random, &mut buffer[..120]);
    buffer[..3].copy_from_slice(&[22, 0xFE, 0xFD]);
    120
}

#[test]
fn handshakes_of_strangers() {
    let mut world = call();
    assert_eq!(flood(&mut world, stranger(), hello), 0);
}

/// The only ones that go further: what comes from a page's own address may be its own. They go to the handshake
/// threads, whose queues are bounded.
#[test]
fn handshakes_from_the_address_of_a_page_are_one_job_each() {
    let mut world = call();
    let own = world.peer(1).address;
    assert_eq!(flood(&mut world, own, hello), PACKETS);
    assert!(world.jobs.iter().all(|job| !matches!(job, Job::Datagram(..))));
}
