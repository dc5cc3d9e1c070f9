//! H.264 payloads (RFC 6184 §5): which packets begin a picture that needs nothing before it.

use super::Picture;
use super::bits::Bits;
use crate::api::VideoCodec;

/// NAL unit types (H.264 table 7-1, RFC 6184 table 1).
const SEQUENCE_PARAMETERS: u8 = 7;
const LAST_SINGLE: u8 = 23;
const AGGREGATE: u8 = 24;
const FRAGMENT: u8 = 28;
/// Sequence parameters are read no further: the height comes long before.
const MOST_PARAMETERS: usize = 96;

/// Reads a payload of packetization mode 1; `None` when it is cut or of another kind. A keyframe begins with its
/// sequence parameters, without which nobody can decode it.
pub(super) fn parse(payload: &[u8]) -> Option<Picture> {
    let (first, rest) = payload.split_first()?;
    let mut facts = Picture::of(VideoCodec::H264);
    let parameters = match first & 0x1F {
        1..=LAST_SINGLE => unit(payload),
        AGGREGATE => aggregate(rest)?,
        FRAGMENT => {
            let [header, _, ..] = rest else { return None };
            // The first and the last fragment are never the same (§5.8).
            if header & 0xC0 == 0xC0 {
                return None;
            }
            let begins = header & 0x80 != 0 && header & 0x1F == SEQUENCE_PARAMETERS;
            begins.then_some(&rest[1..])
        }
        _ => return None,
    };
    if let Some(parameters) = parameters {
        facts.keyframe_start = true;
        facts.frame_start = true;
        facts.heights[0] = height(parameters).unwrap_or(0);
    }
    Some(facts)
}

/// The sequence parameters, if the unit is these.
fn unit(unit: &[u8]) -> Option<&[u8]> {
    let (header, body) = unit.split_first()?;
    (header & 0x1F == SEQUENCE_PARAMETERS).then_some(body)
}

/// The sequence parameters among the units of an aggregation packet (STAP-A, §5.7.1); `None` when it is cut.
fn aggregate(mut units: &[u8]) -> Option<Option<&[u8]>> {
    let mut found = None;
    loop {
        let (size, rest) = units.split_first_chunk::<2>()?;
        let size = usize::from(u16::from_be_bytes(*size));
        let (one, rest) = rest.split_at_checked(size).filter(|_| size > 0)?;
        found = found.or_else(|| unit(one));
        if rest.is_empty() {
            return Some(found);
        }
        units = rest;
    }
}

/// The height in the sequence parameters of a profile of the baseline (H.264 §7.3.2.1.1).
fn height(parameters: &[u8]) -> Option<u16> {
    let mut plain = [0; MOST_PARAMETERS];
    let length = unescape(parameters, &mut plain);
    let mut bits = Bits::new(&plain[..length]);
    bits.skip(24)?;
    bits.golomb()?;
    bits.golomb()?;
    match bits.golomb()? {
        0 => drop(bits.golomb()?),
        1 => {
            bits.flag()?;
            bits.golomb()?;
            bits.golomb()?;
            for _ in 0..bits.golomb()?.min(255) {
                bits.golomb()?;
            }
        }
        _ => {}
    }
    bits.golomb()?;
    bits.flag()?;
    bits.golomb()?;
    let units = bits.golomb()?.checked_add(1)?;
    // Pictures of fields have two of these units one above the other.
    let fields = if bits.flag()? { 1 } else { 2 };
    if fields == 2 {
        bits.flag()?;
    }
    bits.flag()?;
    let mut cropped = 0;
    if bits.flag()? {
        bits.golomb()?;
        bits.golomb()?;
        cropped = bits.golomb()?.checked_add(bits.golomb()?)?;
    }
    let rows = units.checked_mul(16)?.checked_sub(cropped.checked_mul(2)?)?;
    u16::try_from(rows.checked_mul(fields)?).ok()
}

/// Takes out the bytes that keep start codes from occurring (H.264 §7.4.1); gives how many remain.
fn unescape(escaped: &[u8], plain: &mut [u8; MOST_PARAMETERS]) -> usize {
    let (mut zeros, mut length) = (0, 0);
    for byte in escaped {
        if zeros >= 2 && *byte == 3 {
            zeros = 0;
            continue;
        }
        let Some(place) = plain.get_mut(length) else { break };
        *place = *byte;
        length += 1;
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Of a picture of 640×360 in constrained baseline at level 3.1, as x264 writes it: 23 macroblocks high,
    /// cropped by eight rows.
    const PARAMETERS: [u8; 12] = [
        0x67, 0x42, 0xC0, 0x1F, 0x8C, 0x8D, 0x40, 0x50, 0x17, 0xFC, 0xB0, 0x80,
    ];

    /// Bits one by one, as a naive writer puts them down.
    #[derive(Default)]
    struct Writer(Vec<bool>);

    impl Writer {
        fn number(&mut self, value: u32, count: u32) {
            self.0.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
        }

        fn golomb(&mut self, value: u32) {
            let width = (value + 1).ilog2();
            self.number(0, width);
            self.number(value + 1, width + 1);
        }

        /// As bytes, with what keeps start codes from occurring.
        fn bytes(mut self) -> Vec<u8> {
            self.number(1, 1);
            let mut out: Vec<u8> = Vec::new();
            for bits in self.0.chunks(8) {
                let byte = bits
                    .iter()
                    .enumerate()
                    .fold(0, |byte, (n, bit)| byte | u8::from(*bit) << (7 - n));
                if out.ends_with(&[0, 0]) && byte <= 3 {
                    out.push(3);
                }
                out.push(byte);
            }
            out
        }
    }

    fn parameters(width: u32, height: u32, order: u32, frames: u32) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(0x42_E0_1F, 24);
        writer.golomb(0);
        writer.golomb(5);
        writer.golomb(order);
        match order {
            0 => writer.golomb(2),
            1 => {
                writer.number(0, 1);
                [0, 3, 2, 7, 9].into_iter().for_each(|value| writer.golomb(value));
            }
            _ => {}
        }
        writer.golomb(frames);
        writer.number(0, 1);
        writer.golomb(width.div_ceil(16) - 1);
        let units = height.div_ceil(16);
        writer.golomb(units - 1);
        writer.number(0b11, 2);
        let cropped = units * 16 - height;
        writer.number(u32::from(cropped > 0), 1);
        if cropped > 0 {
            [0, 0, 0, cropped / 2]
                .into_iter()
                .for_each(|value| writer.golomb(value));
        }
        writer.number(0, 1);
        [vec![0x67], writer.bytes()].concat()
    }

    fn aggregated(units: &[&[u8]]) -> Vec<u8> {
        let parts = units
            .iter()
            .map(|unit| [&(unit.len() as u16).to_be_bytes(), *unit].concat());
        [vec![0x78], parts.collect::<Vec<_>>().concat()].concat()
    }

    fn keyframe(payload: &[u8]) -> Option<bool> {
        parse(payload).map(|facts| facts.keyframe_start)
    }

    #[test]
    fn a_keyframe_begins_with_its_parameters_however_they_are_packed() {
        let picture: &[u8] = &[0x68, 0xCE, 0x3C, 0x80];
        assert_eq!(keyframe(&PARAMETERS), Some(true));
        assert_eq!(keyframe(&aggregated(&[&PARAMETERS, picture])), Some(true));
        assert_eq!(keyframe(&aggregated(&[picture, picture])), Some(false));
        assert_eq!(keyframe(&[0x7C, 0x87, 0x42, 0xC0]), Some(true), "a fragment");
        assert_eq!(
            keyframe(&[0x7C, 0x85, 0x88]),
            Some(false),
            "the picture follows its parameters"
        );
        assert_eq!(keyframe(&[0x65, 0x88]), Some(false));
        assert_eq!(keyframe(&[0x41, 0x9A]), Some(false));
    }

    #[test]
    fn what_is_cut_or_of_another_mode_is_refused() {
        for refused in [
            &[][..],
            &[0],
            &[0x78],
            &[0x78, 0, 0],
            &[0x78, 0, 9, 0x67],
            &[0x7C],
            &[0x7C, 0x85],
            &[0x7C, 0xC5, 1],
            &[0x79, 0, 1, 2],
            &[0x7D, 0x85, 1],
            &[0x1F, 0],
        ] {
            assert!(parse(refused).is_none(), "{refused:?}");
        }
    }

    proptest! {
        #[test]
        fn the_height_is_read(width in 8u32..2000, half in 8u32..2000, order in 0u32..3, frames in 0u32..5) {
            let unit = parameters(2 * width, 2 * half, order, frames);
            let facts = parse(&unit).expect("whole");
            prop_assert_eq!(u32::from(facts.heights[0]), 2 * half);
            for cut in 0..unit.len() {
                let _ = parse(&unit[..cut]);
            }
        }
    }
}
