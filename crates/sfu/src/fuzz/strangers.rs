//! Whoever has no keys, wherever he sends from, changes nothing for a call.

use std::time::Duration;

use super::Choices;
use super::facts::{VP8, ssrc};
use super::world::{World, route};
use crate::api::VideoCodec;

/// Each step is what, from where, and some bytes. Nothing comes of it but a job for the handshake thread, if the
/// way is a page's own, and the next picture arrives as if nobody had been there.
pub(super) fn any(bytes: &[u8]) {
    let mut world = World::new(false);
    let mut choices = Choices(bytes);
    picture(&mut world, true);
    assert_eq!(seen(&mut world), 1, "there is a call");
    for _ in 0..256 {
        let (Some(what), Some(from), Some(said)) = (choices.byte(), choices.byte(), choices.bytes()) else {
            break;
        };
        let packet = match what % 5 {
            0 => said.to_vec(),
            1 => mangled(packet(&mut world, 1), said),
            2 => mangled(report(&mut world), said),
            3 => without_seal(said),
            _ => {
                world.pass(Duration::from_millis(u64::from(from) / 16));
                continue;
            }
        };
        let validated = world.shard.is_validated(route(from));
        let (bytes, jobs) = world.datagram(route(from), packet);
        assert_eq!(bytes, 0, "a stranger is not answered");
        assert!(jobs <= usize::from(validated));
    }
    let before = seen(&mut world);
    picture(&mut world, false);
    assert_eq!(seen(&mut world), before + 1, "the call goes on");
}

fn seen(world: &mut World) -> usize {
    world.page(2).pictures[VideoCodec::Vp8 as usize]
}

fn picture(world: &mut World, keyframe: bool) {
    let mut bytes = packet(world, 1);
    if keyframe {
        bytes = sealed(
            world,
            &[0x90, 0x80, 0x01, 0x00, 0, 0, 0x9D, 0x01, 0x2A, 0, 1, 0, 1],
            1,
        );
    }
    world.datagram(route(0), bytes);
    world.pass(Duration::from_millis(2));
}

/// The next packet of the camera of page 1.
fn packet(world: &mut World, step: i8) -> Vec<u8> {
    sealed(world, &[0x90, 0x80, 0x02, 0x01, 5, 6, 7, 8], step)
}

fn sealed(world: &mut World, payload: &[u8], step: i8) -> Vec<u8> {
    let mut packet = vec![0x80, 0x80 | VP8, 0, 0, 0, 0, 0, 1];
    packet.extend_from_slice(&ssrc(1, 1).to_be_bytes());
    packet.extend_from_slice(payload);
    world.page(1).seal(packet, 12, step)
}

fn report(world: &mut World) -> Vec<u8> {
    let mut report = vec![0x81, 206, 0, 2, 0, 0, 0, 9, 0, 0, 0, 9];
    world.page(1).sealer.seal_rtcp(&mut report, 0);
    report
}

/// RTP and RTCP as it looks, for streams that are known and for others, without a seal that fits.
fn without_seal(said: &[u8]) -> Vec<u8> {
    let mut packet = said.to_vec();
    packet.resize(packet.len().max(40), 0xA5);
    packet[0] = 0x80 | packet[0] & 0x3F;
    if packet[7] & 1 == 0 {
        let known = ssrc(1, u32::from(packet[7])).to_be_bytes();
        packet[8..12].copy_from_slice(&known);
    }
    packet
}

/// At least one bit is another one, or it is cut: the first two bytes say where, the others are laid over.
fn mangled(mut packet: Vec<u8>, how: &[u8]) -> Vec<u8> {
    let [a, b, over @ ..] = how else {
        packet.truncate(how.len());
        return packet;
    };
    let at = usize::from(u16::from_be_bytes([*a, *b])) % packet.len();
    let before = packet.clone();
    for (byte, over) in packet[at..].iter_mut().zip(over) {
        *byte ^= over;
    }
    if packet == before {
        packet.truncate(at);
    }
    packet
}
