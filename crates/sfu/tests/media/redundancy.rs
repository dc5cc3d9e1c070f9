//! Sound that repeats what the packets before it carried (RFC 2198).

use std::time::Duration;

use super::wire::Sent;
use super::world::{OPUS, RED, World, audio_slot, facts, ssrcs};

/// 20 ms of sound of page 1 whose first byte is its number.
fn piece(number: u16) -> Vec<u8> {
    let mut sound = vec![1; 40];
    sound[0] = number as u8;
    sound
}

/// What page 1 sends as the packet of this number: its own piece and so many before it.
fn redundant(number: u16, before: u16) -> Sent {
    let mut payload = Vec::new();
    for back in (1..=before).rev() {
        let block = ((u32::from(back) * 960) << 10) | 40;
        payload.extend_from_slice(&(u32::from(0x80 | OPUS) << 24 | block).to_be_bytes());
    }
    payload.push(OPUS);
    for back in (0..=before).rev() {
        payload.extend_from_slice(&piece(number - back));
    }
    let mut packet = Sent::new(ssrcs(1).0, RED, u64::from(number), payload);
    packet.timestamp = u32::from(number) * 960;
    packet.level = Some(20);
    packet
}

/// What page 2 heard: payload type, number of the piece, and both its times relative to the first.
fn heard(world: &mut World) -> Vec<(u8, u8, u16, u32)> {
    let packets = world.peer(2).stream(audio_slot(2, 0));
    let first = packets
        .first()
        .map_or((0, 0), |first| (first.sequence, first.timestamp));
    let tell = |packet: &&super::world::Received| {
        let (sequence, timestamp) = (packet.sequence - first.0, packet.timestamp - first.1);
        (packet.payload_type, packet.payload[0], sequence, timestamp / 960)
    };
    packets.iter().map(tell).collect()
}

#[test]
fn what_a_speaker_lost_is_taken_from_the_next_packet() {
    let mut world = World::room(2);
    for number in [100, 101, 103, 106, 107] {
        world.rtp(1, &redundant(number, 2));
        world.advance(Duration::from_millis(20));
    }
    let pieces: Vec<u8> = (100..=107).collect();
    let expected: Vec<_> = (0..)
        .zip(pieces)
        .map(|(at, piece)| (OPUS, piece, at, u32::from(at)))
        .collect();
    assert_eq!(heard(&mut world), expected);
}

#[test]
fn a_packet_that_comes_late_is_not_heard_twice_and_nothing_is_heard_from_before_the_first() {
    let mut world = World::room(2);
    for number in [100, 102, 101, 103] {
        world.rtp(1, &redundant(number, 2));
        world.advance(Duration::from_millis(20));
    }
    let pieces: Vec<_> = heard(&mut world).iter().map(|heard| heard.1).collect();
    assert_eq!(pieces, [100, 101, 102, 103]);
}

#[test]
fn a_listener_who_loses_nothing_or_offers_no_redundancy_gets_plain_sound() {
    let mut world = World::room(2);
    let mut plain = facts(3, 3);
    plain.payload_types.red = None;
    world.join_facts(3, plain);
    for number in 100..110 {
        world.rtp(1, &redundant(number, 1));
        world.advance(Duration::from_millis(20));
    }
    for listener in [2, 3] {
        let packets = world.peer(listener).stream(audio_slot(listener, 0)).len();
        let opus = world
            .peer(listener)
            .rtp
            .iter()
            .filter(|packet| packet.payload_type == OPUS)
            .count();
        assert_eq!((packets, opus), (10, 10), "page {listener}");
    }
}

#[test]
fn blocks_that_are_cut_or_of_another_kind_are_dropped() {
    let mut world = World::room(2);
    world.rtp(1, &redundant(100, 1));
    let before = world.count(|counters| counters.dropped_malformed);
    for payload in [
        vec![],
        vec![0x80 | OPUS, 0, 0],
        vec![0x80 | OPUS, 0x0F, 0, 40, OPUS, 1, 2, 3],
        vec![0x80 | 96, 0x0F, 0, 1, OPUS, 1, 2, 3],
        vec![96, 1, 2, 3],
        vec![0xFF; 30],
    ] {
        let sequence = 101 + world.count(|counters| counters.dropped_malformed) - before;
        world.rtp(1, &Sent::new(ssrcs(1).0, RED, sequence, payload));
    }
    assert_eq!(world.count(|counters| counters.dropped_malformed) - before, 6);
    world.advance(Duration::from_millis(20));
    assert_eq!(heard(&mut world).len(), 1);
}
