//! The RTP header and its extensions (RFC 3550 §5.1, RFC 8285), read without copying.

use std::ops::Range;

use crate::api::Extensions;

const FIXED: usize = 12;
const ONE_BYTE: u16 = 0xBEDE;
const TWO_BYTE: u16 = 0x1000;

/// What the forward path reads of an incoming packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Bytes before the payload.
    pub bytes: usize,
    /// The payload ends with padding.
    pub padded: bool,
    /// Last packet of a frame, or first of a talkspurt.
    pub marker: bool,
    /// Payload type.
    pub payload_type: u8,
    /// Sequence number.
    pub sequence: u16,
    /// Media time.
    pub timestamp: u32,
    /// The stream.
    pub ssrc: u32,
    /// Where the `mid` extension is in the packet; empty without one.
    pub mid: Range<usize>,
    /// Where `rtp-stream-id` is: which encoding this is; empty without one.
    pub rid: Range<usize>,
    /// Where `repaired-rtp-stream-id` is: which encoding this retransmits; empty without one.
    pub repaired_rid: Range<usize>,
    /// RFC 6464 level: 0 loudest, 127 silence.
    pub audio_level: Option<u8>,
    /// Transport-wide sequence number.
    pub transport_sequence: Option<u16>,
    /// Where the dependency descriptor is; empty without one.
    pub dependency: Range<usize>,
}

/// Sequence number and SSRC of a packet that is long enough, before anything else is read.
fn sequence_and_ssrc(packet: &[u8]) -> Option<(u16, u32)> {
    let fixed = packet.first_chunk::<FIXED>()?;
    Some((
        u16::from_be_bytes([fixed[2], fixed[3]]),
        u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
    ))
}

impl Header {
    /// Reads the header of a packet whose extensions have the ids of `ids`.
    pub(crate) fn parse(packet: &[u8], ids: &Extensions) -> Option<Self> {
        let fixed = packet.first_chunk::<FIXED>()?;
        if fixed[0] >> 6 != 2 {
            return None;
        }
        let (sequence, ssrc) = sequence_and_ssrc(packet)?;
        let mut header = Self {
            bytes: FIXED + 4 * usize::from(fixed[0] & 0x0F),
            padded: fixed[0] & 0x20 != 0,
            marker: fixed[1] & 0x80 != 0,
            payload_type: fixed[1] & 0x7F,
            sequence,
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc,
            mid: 0..0,
            rid: 0..0,
            repaired_rid: 0..0,
            audio_level: None,
            transport_sequence: None,
            dependency: 0..0,
        };
        if fixed[0] & 0x10 != 0 {
            let prefix = packet.get(header.bytes..header.bytes + 4)?;
            let profile = u16::from_be_bytes([prefix[0], prefix[1]]);
            let length = 4 * usize::from(u16::from_be_bytes([prefix[2], prefix[3]]));
            let start = header.bytes + 4;
            let elements = packet.get(start..start + length)?;
            header.bytes = start + length;
            header.read_extensions(profile, elements, start, ids);
        }
        (header.bytes <= packet.len()).then_some(header)
    }

    fn read_extensions(&mut self, profile: u16, elements: &[u8], start: usize, ids: &Extensions) {
        let mut rest = elements;
        while let [first, tail @ ..] = rest {
            let (id, length, body) = if *first == 0 {
                rest = tail;
                continue;
            } else if profile == ONE_BYTE {
                if first >> 4 == 15 {
                    return;
                }
                (first >> 4, usize::from(first & 0x0F) + 1, tail)
            } else if profile & 0xFFF0 == TWO_BYTE {
                let [length, body @ ..] = tail else { return };
                (*first, usize::from(*length), body)
            } else {
                return;
            };
            let Some((value, after)) = body.split_at_checked(length) else {
                return;
            };
            rest = after;
            let id = Some(id);
            let at = start + elements.len() - after.len();
            if id == ids.mid {
                self.mid = at - length..at;
            } else if id == ids.rid {
                self.rid = at - length..at;
            } else if id == ids.repaired_rid {
                self.repaired_rid = at - length..at;
            } else if id == ids.dependency_descriptor {
                self.dependency = at - length..at;
            } else if id == ids.audio_level {
                self.audio_level = value.first().map(|level| level & 0x7F);
            } else if id == ids.transport_cc
                && let [high, low, ..] = *value
            {
                self.transport_sequence = Some(u16::from_be_bytes([high, low]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: Extensions = Extensions {
        mid: Some(4),
        rid: None,
        repaired_rid: None,
        audio_level: Some(1),
        abs_send_time: Some(2),
        transport_cc: Some(3),
        sound_uncounted: false,
        dependency_descriptor: None,
    };

    #[test]
    fn one_byte_extensions_are_read_by_the_ids_of_the_offer() {
        let packet = [
            0x90, 0xEF, 0, 7, 0, 0, 0, 9, 0, 0, 0, 5, 0xBE, 0xDE, 0, 3, 0x10, 0x85, 0x31, 1, 2, 0x40, b'0',
            0, 0x22, 9, 9, 9, 0xAA,
        ];
        let header = Header::parse(&packet, &IDS).expect("well-formed");
        assert_eq!(
            (header.bytes, header.payload_type, header.marker),
            (28, 111, true)
        );
        assert_eq!((header.sequence, header.timestamp, header.ssrc), (7, 9, 5));
        assert_eq!(header.audio_level, Some(5));
        assert_eq!(header.transport_sequence, Some(258));
        assert_eq!(packet[header.mid], *b"0");
        for cut in 0..28 {
            assert!(Header::parse(&packet[..cut], &IDS).is_none());
        }
    }
}
