//! Writes the RTP header that one subscriber gets, with his payload types and extension ids.

use crate::api::Extensions;

/// What differs from packet to packet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outgoing {
    /// Payload type in the subscriber's numbering.
    pub payload_type: u8,
    /// Marker bit.
    pub marker: bool,
    /// Our sequence number.
    pub sequence: u16,
    /// Media time after mapping.
    pub timestamp: u32,
    /// SSRC of the slot.
    pub ssrc: u32,
    /// RFC 6464 level to pass on.
    pub audio_level: Option<u8>,
    /// 24-bit 6.18 fixed-point seconds (abs-send-time).
    pub abs_send_time: u32,
    /// Transport-wide sequence number.
    pub transport_sequence: u16,
}

/// The constant part of a slot's header extensions: the ids, and the `mid` bytes.
#[derive(Debug, Clone)]
pub(crate) struct HeaderWriter {
    ids: Extensions,
    mid: Vec<u8>,
}

impl HeaderWriter {
    /// For one slot; a `mid` longer than 16 bytes cannot be written in the one-byte form and is left out.
    pub(crate) fn new(ids: Extensions, mid: &str) -> Self {
        let fits = (1..=16).contains(&mid.len());
        Self {
            ids,
            mid: if fits { mid.as_bytes().to_vec() } else { Vec::new() },
        }
    }

    /// Whether packets carry a transport-wide sequence number.
    pub(crate) fn counts_transport(&self) -> bool {
        self.ids.transport_cc.is_some()
    }

    /// Appends a header and gives its length in bytes.
    pub(crate) fn write(&self, packet: &Outgoing, out: &mut Vec<u8>) -> usize {
        let start = out.len();
        out.extend_from_slice(&[0x90, packet.payload_type | u8::from(packet.marker) << 7]);
        out.extend_from_slice(&packet.sequence.to_be_bytes());
        out.extend_from_slice(&packet.timestamp.to_be_bytes());
        out.extend_from_slice(&packet.ssrc.to_be_bytes());
        out.extend_from_slice(&[0xBE, 0xDE, 0, 0]);
        let elements = out.len();
        if let Some(id) = self.ids.mid
            && let Some(length) = self.mid.len().checked_sub(1)
        {
            out.push(id << 4 | length as u8);
            out.extend_from_slice(&self.mid);
        }
        if let (Some(id), Some(level)) = (self.ids.audio_level, packet.audio_level) {
            out.extend_from_slice(&[id << 4, level]);
        }
        if let Some(id) = self.ids.abs_send_time {
            out.push(id << 4 | 2);
            out.extend_from_slice(&packet.abs_send_time.to_be_bytes()[1..]);
        }
        if let Some(id) = self.ids.transport_cc {
            out.push(id << 4 | 1);
            out.extend_from_slice(&packet.transport_sequence.to_be_bytes());
        }
        while !(out.len() - elements).is_multiple_of(4) {
            out.push(0);
        }
        let words = (out.len() - elements) / 4;
        out[elements - 1] = words as u8;
        if words == 0 {
            out.truncate(elements - 4);
            out[start] = 0x80;
        }
        out.len() - start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::Header;

    #[test]
    fn what_is_written_reads_back() {
        let ids = Extensions {
            mid: Some(1),
            audio_level: Some(2),
            abs_send_time: Some(3),
            transport_cc: Some(4),
            ..Extensions::default()
        };
        let packet = Outgoing {
            payload_type: 96,
            marker: true,
            sequence: 65_535,
            timestamp: 7,
            ssrc: 9,
            audio_level: Some(33),
            abs_send_time: 0x0001_0203,
            transport_sequence: 513,
        };
        let mut out = vec![0xFF];
        let length = HeaderWriter::new(ids, "a12").write(&packet, &mut out);
        let header = Header::parse(&out[1..], &ids).expect("well-formed");
        assert_eq!((header.bytes, out.len()), (length, length + 1));
        assert_eq!(out[1..][header.mid.clone()], *b"a12");
        assert_eq!(header.audio_level, Some(33));
        assert_eq!(header.transport_sequence, Some(513));
        assert!(header.marker);
        let mut bare = Vec::new();
        assert_eq!(
            HeaderWriter::new(Extensions::default(), "").write(&packet, &mut bare),
            12
        );
    }
}
