//! What a payload says of itself: who made it, the how-manieth it is, and when. The rest is a pattern, so that
//! a receiver sees whether he got what was sent.

/// Bytes of a mark.
const BYTES: usize = 20;
/// Bytes before the mark of a picture: a VP8 descriptor with a picture id of 15 bits (RFC 7741 §4.2), and the
/// header of a keyframe (RFC 6386 §9.1).
const PICTURE: usize = 4 + 10;
/// Size of the pictures, told by keyframes.
const WIDTH: u16 = 640;
/// See [`WIDTH`].
const HEIGHT: u16 = 360;

/// The pattern; no two bytes at equal distance of each other are often alike.
static PATTERN: [u8; 1500] = {
    let (mut bytes, mut at) = ([0; 1500], 0);
    while at < bytes.len() {
        bytes[at] = (at * 31 + at / 251) as u8;
        at += 1;
    }
    bytes
};

/// When packets were made that are not to be measured: in no window.
pub(super) const UNMEASURED: u64 = 0;

/// A mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Number of the publisher.
    pub(super) source: u32,
    /// Number of the packet.
    pub(super) number: u64,
    /// When it was made: nanoseconds of the time of day, or [`UNMEASURED`].
    pub(super) made: u64,
}

/// A packet of a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Number of the picture.
    pub(super) picture: u64,
    /// Whether it is the picture's first packet.
    pub(super) first: bool,
    /// Whether the picture is a keyframe.
    pub(super) keyframe: bool,
}

impl Mark {
    /// A payload of so many bytes; without a part of a picture it is sound.
    pub(super) fn payload(self, part: Option<Part>, size: usize) -> Vec<u8> {
        let mut payload = Vec::with_capacity(size);
        if let Some(Part {
            picture,
            first,
            keyframe,
        }) = part
        {
            let id = (picture as u16 | 0x8000).to_be_bytes();
            let begins = if first { 0x90 } else { 0x80 };
            payload.extend_from_slice(&[begins, 0x80, id[0], id[1]]);
            payload.extend_from_slice(&[u8::from(!keyframe), 0, 0, 0x9D, 0x01, 0x2A]);
            payload.extend_from_slice(&WIDTH.to_le_bytes());
            payload.extend_from_slice(&HEIGHT.to_le_bytes());
        }
        payload.extend_from_slice(&self.source.to_be_bytes());
        payload.extend_from_slice(&self.number.to_be_bytes());
        payload.extend_from_slice(&self.made.to_be_bytes());
        let rest = size.saturating_sub(payload.len()).min(PATTERN.len());
        payload.extend_from_slice(&PATTERN[..rest]);
        payload
    }

    /// The mark of a payload; `None` if it is not what was sent.
    pub(super) fn read(payload: &[u8], is_picture: bool) -> Option<Self> {
        let (mark, rest) = payload
            .get(if is_picture { PICTURE } else { 0 }..)?
            .split_first_chunk::<BYTES>()?;
        let (source, mark) = mark.split_first_chunk::<4>()?;
        let (number, made) = mark.split_first_chunk::<8>()?;
        if PATTERN.get(..rest.len()) != Some(rest) {
            return None;
        }
        Some(Self {
            source: u32::from_be_bytes(*source),
            number: u64::from_be_bytes(*number),
            made: u64::from_be_bytes(made.try_into().ok()?),
        })
    }
}

/// The packets of one publisher that a receiver has seen, so that none is counted twice.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// The next number after the highest.
    next: u64,
    /// Whether the 512 before it were seen, by number modulo 512.
    bits: [u64; 8],
}

impl Seen {
    /// Whether it is new. What is older than the last 512 is not.
    pub(super) fn insert(&mut self, number: u64) -> bool {
        if number + 512 < self.next {
            return false;
        }
        let gap = (number + 1).saturating_sub(self.next);
        for cleared in (number + 1 - gap.min(512))..=number {
            self.bits[(cleared / 64 % 8) as usize] &= !(1 << (cleared % 64));
        }
        self.next = self.next.max(number + 1);
        let (word, bit) = (&mut self.bits[(number / 64 % 8) as usize], 1 << (number % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_that_was_changed_has_no_mark() {
        let mark = Mark {
            source: 3,
            number: 70_000,
            made: 1 << 60,
        };
        let part = Part {
            picture: 9,
            first: true,
            keyframe: true,
        };
        for part in [None, Some(part)] {
            let mut payload = mark.payload(part, 300);
            assert_eq!(
                (payload.len(), Mark::read(&payload, part.is_some())),
                (300, Some(mark))
            );
            payload[299] ^= 1;
            assert_eq!(Mark::read(&payload, part.is_some()), None);
        }
    }

    #[test]
    fn a_packet_is_new_once() {
        let mut seen = Seen::default();
        for number in [5, 7, 6, 600, 599, 89, 5000] {
            assert!(seen.insert(number), "{number}");
            assert!(!seen.insert(number), "{number} again");
        }
        assert!(!seen.insert(600), "too old");
    }
}
