//! A call whose pages and whose strangers do anything: nothing panics, and nothing grows beyond its bounds.

use std::time::Duration;

use super::Choices;
use super::world::{IDS, PAGES, TYPES, World, route, slot, source, ssrc};
use crate::api::{Command, LegKey, VideoCodec};
use crate::dtls::Progress;

/// Each step begins with what, and by or to which page.
pub(super) fn any(bytes: &[u8]) {
    let mut world = World::new(true);
    let mut choices = Choices(bytes);
    for _ in 0..512 {
        if step(&mut world, &mut choices).is_none() {
            break;
        }
    }
    world.pass(Duration::from_secs(40));
}

fn step(world: &mut World, choices: &mut Choices<'_>) -> Option<()> {
    let (what, who) = (choices.byte()?, choices.byte()?);
    let leg = 1 + u64::from(who) % PAGES;
    let own = route(leg as u8 - 1);
    match what % 16 {
        0 => drop(world.datagram(route(who), choices.bytes()?.to_vec())),
        1..=4 => {
            let packet = media(world, choices, leg)?;
            world.datagram(own, packet);
        }
        5 => report(world, leg, choices.bytes()?.to_vec()),
        6 => {
            let mut nack = vec![0x81, 205, 0, 0, 0, 0, 0, 9];
            nack.extend_from_slice(&(slot(leg, who.into()) + u32::from(who >> 7)).to_be_bytes());
            nack.extend_from_slice(choices.bytes()?);
            report(world, leg, whole(nack));
        }
        7 => {
            let mut feedback = vec![0x8F, 205, 0, 0, 0, 0, 0, 9, 0, 0, 0, 9];
            feedback.extend_from_slice(choices.bytes()?);
            report(world, leg, whole(feedback));
        }
        8 => {
            let wants = slot(leg, choices.byte()?.into()).to_be_bytes();
            let pli = [
                0x81, 206, 0, 2, 0, 0, 0, 9, wants[0], wants[1], wants[2], wants[3],
            ];
            report(world, leg, pli.to_vec());
        }
        9 => world.check(leg, choices.byte()?, who & 0x80 != 0),
        10 => match choices.byte()? % 4 {
            0 => world.shake(leg, Progress::Closed),
            1 => world.shake(leg, Progress::Failed("for no reason")),
            _ => world.keys(leg),
        },
        11 => {
            let (at, of) = (choices.byte()?, choices.byte()?);
            let source = (of & 0x80 == 0).then(|| source(1 + u64::from(of) % PAGES, of >> 4));
            world.show(leg, usize::from(at % 4), source, u32::from(at) * 8);
        }
        12 => {
            let (source, muted) = (source(leg, who >> 4), who & 0x80 != 0);
            world.command(Command::Mute { source, muted });
        }
        13 if who & 0x80 != 0 => world.command(Command::Remove { leg: LegKey(leg) }),
        13 => world.add(leg),
        14 => world.shard.closed(route(who)),
        _ => world.pass(match who & 0x80 {
            0 => Duration::from_millis(u64::from(who) / 4),
            _ => Duration::from_millis(u64::from(who & 0x7F) * 50),
        }),
    }
    Some(())
}

/// A packet of a page, sealed: its own streams, slots and others, of any payload type, with any extensions.
fn media(world: &mut World, choices: &mut Choices<'_>, leg: u64) -> Option<Vec<u8>> {
    let (kind, stream, step, ticks) = (choices.byte()?, choices.byte()?, choices.byte()?, choices.word()?);
    let [vp8, vp9] = [VideoCodec::Vp8, VideoCodec::Vp9].map(|codec| TYPES.pictures.get(codec));
    let types = [
        vp8?.media, TYPES.opus, vp8?.rtx?, TYPES.red?, vp9?.media, vp9?.rtx?,
    ];
    let payload_type = if kind & 0x40 == 0 {
        types[usize::from(kind) % types.len()]
    } else {
        kind & 0x3F
    };
    let ssrc = match stream >> 4 {
        0..12 => ssrc(leg, stream.into()),
        12 => slot(leg, stream.into()),
        _ => 0x7000_0000 + u32::from(stream),
    };
    let mut packet = vec![0x90 | kind & 0x20, payload_type | stream & 0x80, 0, 0];
    packet.extend_from_slice(&(u32::from(ticks) * 90).to_be_bytes());
    packet.extend_from_slice(&ssrc.to_be_bytes());
    extensions(choices, kind, &mut packet)?;
    let header = packet.len();
    packet.extend_from_slice(choices.bytes()?);
    Some(world.page(leg).seal(packet, header, step as i8))
}

fn extensions(choices: &mut Choices<'_>, kind: u8, packet: &mut Vec<u8>) -> Option<()> {
    let names = choices.byte()?;
    let (level, number) = (choices.byte()?, choices.word()?.to_be_bytes());
    let rid = [b'q', b'h', b'f', names][usize::from(names >> 4) % 4];
    let elements = [
        (IDS.mid, vec![b'0' + names % 4]),
        (
            if kind & 0x10 == 0 {
                IDS.rid
            } else {
                IDS.repaired_rid
            },
            vec![rid],
        ),
        (IDS.audio_level, vec![level]),
        (IDS.transport_cc, number.to_vec()),
    ];
    let mut body = Vec::new();
    for (id, value) in elements {
        if let Some(id) = id {
            body.push(id << 4 | (value.len() as u8 - 1));
            body.extend(value);
        }
    }
    body.resize(body.len().next_multiple_of(4), 0);
    packet.extend_from_slice(&[0xBE, 0xDE, 0, (body.len() / 4) as u8]);
    packet.append(&mut body);
    Some(())
}

fn report(world: &mut World, leg: u64, mut compound: Vec<u8>) {
    compound.resize(compound.len().max(8), 0);
    world.page(leg).sealer.seal_rtcp(&mut compound, 0);
    world.datagram(route(leg as u8 - 1), compound);
}

/// The same with whole words and its length.
fn whole(mut packet: Vec<u8>) -> Vec<u8> {
    packet.resize(packet.len().next_multiple_of(4), 0);
    let words = (packet.len() / 4 - 1) as u16;
    packet[2..4].copy_from_slice(&words.to_be_bytes());
    packet
}
