//! A call whose pages and whose strangers do anything: nothing panics, and nothing grows beyond its bounds.

use std::time::Duration;

use super::Choices;
use super::encoded::{self, Descriptor};
use super::facts::{IDS, TYPES, slot, ssrc};
use super::world::{PAGES, World, route, source};
use crate::api::{Command, LegKey, VideoCodec};
use crate::dtls::Progress;

/// After this time without a word a leg has fallen silent.
const LEAP: Duration = Duration::from_secs(31);

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
    // The last ones came later: inputs from before them mean what they meant.
    let what = if what < 0xC0 { what % 16 } else { 16 + what % 4 };
    match what {
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
        15 => world.pass(match who & 0x80 {
            0 => Duration::from_millis(u64::from(who) / 4),
            _ => Duration::from_millis(u64::from(who & 0x7F) * 50),
        }),
        16 | 17 => {
            let packet = picture(world, choices, leg)?;
            world.datagram(own, packet);
        }
        18 => world.pass(LEAP),
        _ => world.offer(leg, choices.byte()?),
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
    let mut packet = vec![0x90 | kind & 0x20, payload_type | stream & 0x80, 0, 0];
    packet.extend_from_slice(&(u32::from(ticks) * 90).to_be_bytes());
    packet.extend_from_slice(&stream_of(leg, stream).to_be_bytes());
    extensions(choices, kind & 0x10 != 0, &[], &mut packet)?;
    let header = packet.len();
    packet.extend_from_slice(choices.bytes()?);
    Some(world.page(leg).seal(packet, header, step as i8))
}

/// One of a page's own streams, a slot's, or one that nobody announced.
fn stream_of(leg: u64, stream: u8) -> u32 {
    match stream >> 4 {
        0..12 => ssrc(leg, stream.into()),
        12 => slot(leg, stream.into()),
        _ => 0x7000_0000 + u32::from(stream),
    }
}

/// A packet of a picture of any codec, sealed: its payload and its dependency descriptor as encoders make them or
/// any bytes, itself or as a repeat. What it is, is in the bits of `how`: its codec, whether it is of a keyframe, a
/// repeat, the last of its picture, without a descriptor or with which, and whether its payload is any bytes.
fn picture(world: &mut World, choices: &mut Choices<'_>, leg: u64) -> Option<Vec<u8>> {
    let (how, form, stream, step) = (
        choices.byte()?,
        choices.byte()?,
        choices.byte()?,
        choices.byte()? as i8,
    );
    let ticks = choices.word()?;
    let codec = VideoCodec::ALL[usize::from(how) % VideoCodec::ALL.len()];
    let (keyframe, repeat, ends) = (how & 0x04 != 0, how & 0x08 != 0, how & 0x10 != 0);
    let types = TYPES.pictures.get(codec)?;
    let payload_type = if repeat { types.rtx? } else { types.media };
    let stream = stream_of(leg, stream);
    let number = match repeat {
        true => world.page(leg).sequence(ssrc(leg, 1), choices.byte()? as i8),
        false => world.page(leg).sequence(stream, step),
    };
    let descriptor = descriptor(choices, how >> 5 & 3, number)?;
    let mut packet = vec![0x90, u8::from(ends) << 7 | payload_type, 0, 0];
    packet.extend_from_slice(&(u32::from(ticks) * 90).to_be_bytes());
    packet.extend_from_slice(&stream.to_be_bytes());
    extensions(choices, repeat, &descriptor, &mut packet)?;
    let header = packet.len();
    if repeat {
        packet.extend_from_slice(&number.to_be_bytes());
    }
    let rest = choices.bytes()?;
    match how & 0x80 {
        0 => packet.extend(encoded::payload(codec, keyframe, form, number, rest)),
        _ => packet.extend_from_slice(rest),
    }
    Some(world.page(leg).seal(packet, header, step))
}

/// No dependency descriptor, one that refers to templates or brings them, or any bytes. Where every frame is one or
/// two packets, their numbers do for those of frames.
fn descriptor(choices: &mut Choices<'_>, kind: u8, number: u16) -> Option<Vec<u8>> {
    match kind {
        0 => return Some(Vec::new()),
        3 => return Some(choices.bytes()?.to_vec()),
        _ => {}
    }
    let what = choices.byte()?;
    let goes_on = what & 0x40 != 0;
    let needs = match what & 0x20 {
        0 => None,
        _ => Some(choices.byte()?),
    };
    let descriptor = Descriptor {
        first: !goes_on,
        last: what & 0x80 == 0,
        frame: number.wrapping_sub(goes_on.into()),
        template: what & 0x07,
        structure: kind == 2,
        targets: what & 0x10 != 0,
        needs,
    };
    Some(descriptor.bytes())
}

/// The names of a stream, a level, a number of the transport and a dependency descriptor, if it is not empty.
fn extensions(
    choices: &mut Choices<'_>,
    repaired: bool,
    descriptor: &[u8],
    packet: &mut Vec<u8>,
) -> Option<()> {
    let names = choices.byte()?;
    let (level, number) = (choices.byte()?, choices.word()?.to_be_bytes());
    let rid = [b'q', b'h', b'f', names][usize::from(names >> 4) % 4];
    let elements = [
        (IDS.mid, vec![b'0' + names % 4]),
        (if repaired { IDS.repaired_rid } else { IDS.rid }, vec![rid]),
        (IDS.audio_level, vec![level]),
        (IDS.transport_cc, number.to_vec()),
        (IDS.dependency_descriptor, descriptor.to_vec()),
    ];
    // The form of one byte has room for sixteen bytes (RFC 8285 §4.2).
    let short = descriptor.len() <= 16;
    let mut body = Vec::new();
    for (id, value) in elements {
        if let Some(id) = id.filter(|_| !value.is_empty()) {
            match short {
                true => body.push(id << 4 | (value.len() as u8 - 1)),
                false => body.extend([id, value.len() as u8]),
            }
            body.extend(value);
        }
    }
    body.resize(body.len().next_multiple_of(4), 0);
    packet.extend_from_slice(if short { &[0xBE, 0xDE] } else { &[0x10, 0x00] });
    packet.extend_from_slice(&((body.len() / 4) as u16).to_be_bytes());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzz::world::Told;

    /// What an input of the corpus leaves behind, and what the meeting heard of page 2 meanwhile.
    fn play(bytes: &[u8]) -> (World, Vec<Told>) {
        let (mut world, mut choices) = (World::new(true), Choices(bytes));
        let mut told = vec![world.page(2).told];
        while step(&mut world, &mut choices).is_some() {
            told.push(world.page(2).told);
        }
        told.dedup();
        (world, told)
    }

    #[test]
    fn pictures_of_every_codec_pass_and_those_that_need_what_was_left_out_do_not() {
        let (mut world, _) = play(include_bytes!("../../../../fuzz/corpus/call/codecs"));
        assert_eq!(world.page(2).pictures, [2, 2, 5, 6]);
    }

    #[test]
    fn a_page_that_fell_silent_comes_back_and_sees_pictures_again() {
        let (mut world, told) = play(include_bytes!("../../../../fuzz/corpus/call/silence"));
        // Without another handshake.
        assert!(
            told.ends_with(&[Told::Disconnected, Told::Nothing, Told::Connected]),
            "{told:?}"
        );
        assert_eq!(world.page(2).pictures, [0, 0, 4, 0]);
    }

    #[test]
    fn a_page_sees_what_it_offers_to_show() {
        let (mut world, _) = play(include_bytes!("../../../../fuzz/corpus/call/offers"));
        assert_eq!(world.page(2).pictures, [2, 2, 1, 5]);
    }
}
