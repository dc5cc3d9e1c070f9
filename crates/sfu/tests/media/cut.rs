//! Cut packets from an address that ICE has validated: the call they belong to comes up and goes on.

use std::time::{Duration, Instant};

use sfu::api::RoomKey;
use sfu::core::Job;

use super::hostile::{call, goes_on};
use super::page::{Page, media_plane, page};
use super::repair::nack;
use super::wire::{Sent, binding_request, picture};
use super::world::{RTX, STEP, VP8, camera, ssrcs, video_slot};

#[test]
fn every_beginning_of_every_packet_is_survived_and_counted() {
    let mut world = call();
    let page = world.peer(1);
    let (address, transport) = (page.address, page.transport.clone());
    let mut report = nack(ssrcs(1).1, &[1, 2, 3]);
    page.sealer.seal_rtcp(&mut report, 0);
    let rtp = picture(1, 2, false).seal(&page.sealer);
    let stun = binding_request(&transport, "page1", true);
    let mut hello = vec![22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 1];
    hello.resize(53, 3);
    let before = world.shard.counters();
    world.jobs.clear();
    for sample in [&stun, &rtp, &report, &hello] {
        for length in 0..sample.len() {
            world.datagram(address, sample[..length].to_vec());
        }
    }
    let after = world.shard.counters();
    assert!(
        after.dropped_stun > before.dropped_stun,
        "a cut check validates nothing"
    );
    assert!(after.dropped_malformed > before.dropped_malformed);
    assert!(after.dropped_not_authentic > before.dropped_not_authentic);
    assert_eq!(after.packets_forwarded, before.packets_forwarded);
    let whole = |job: &Job| matches!(job, Job::Datagram(_, bytes) if bytes.len() < 13);
    assert!(
        !world.jobs.iter().any(whole),
        "less than a record header is no DTLS"
    );
    goes_on(&mut world, 2);
}

/// What the page sealed itself and yet cut before: its tag is right, its contents end anywhere.
#[test]
fn authentic_packets_that_end_too_early_are_survived() {
    let mut world = call();
    let (_, camera, repeats) = ssrcs(1);
    let slot = video_slot(2, 0).to_be_bytes();
    let mut compound = vec![0x81, 200, 0, 12, 0, 0, 0, 9];
    compound.resize(52, 1);
    compound.extend_from_slice(&[0x81, 201, 0, 7, 0, 0, 0, 9]);
    compound.resize(84, 2);
    compound.extend(nack(video_slot(2, 0), &[1, 2, 3]));
    compound.extend_from_slice(&[0x81, 206, 0, 2, 0, 0, 0, 9, slot[0], slot[1], slot[2], slot[3]]);
    compound.extend_from_slice(&[
        0x8F, 205, 0, 5, 0, 0, 0, 9, 0, 0, 0, 9, 0, 1, 0, 9, 0, 0, 1, 0, 0x20, 9, 0, 0,
    ]);
    for length in 8..=compound.len() {
        for leg in [1, 2] {
            world.report(leg, compound[..length].to_vec());
        }
    }
    let payload = picture(1, 2, true).payload;
    let mut index = 10;
    for length in 0..=payload.len() {
        for (ssrc, payload_type) in [(camera, VP8), (repeats, RTX)] {
            index += 1;
            let packet = Sent::new(ssrc, payload_type, index, payload[..length].to_vec());
            world.rtp(1, &packet);
        }
        world.advance(STEP);
    }
    world.picture(1, 1_000, true);
    world.advance(STEP);
    goes_on(&mut world, 1_001);
}

/// The real thing: the page sends beginnings of everything, its handshake included, before the whole.
#[test]
fn a_handshake_among_its_own_fragments_succeeds_and_the_call_goes_on() {
    let (sfu, _events) = media_plane(1);
    let mut pages: Vec<Page> = (1..=2).map(|leg| page(&sfu, RoomKey(1), leg, None)).collect();
    for (leg, other) in [(1, 2), (2, 1)] {
        let show = sfu::api::Command::Show {
            leg: sfu::api::LegKey(leg),
            slot: 0,
            source: Some(camera(other)),
            height: 360,
            on_stage: false,
        };
        sfu.command(show).expect("room for a command");
    }
    pages[0].cuts = Some(37);
    let begun = Instant::now();
    let mut spoke = begun;
    while !(pages[0].complete(&[2]) && pages[1].complete(&[1])) {
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", sfu.stats());
        if spoke.elapsed() >= Duration::from_millis(20) {
            spoke = Instant::now();
            pages.iter_mut().for_each(Page::speak);
        }
        pages.iter_mut().for_each(Page::turn);
        std::thread::yield_now();
    }
    let stats = sfu.stats();
    assert!(stats[0].dropped_stun > 0 && stats[0].dropped_not_authentic > 0);
    sfu.stop();
}
