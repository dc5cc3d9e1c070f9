//! What pages put on the wire: RTP, connectivity checks; and a seeded generator.

use aws_lc_rs::hmac;
use sfu::api::LegTransport;
use sfu::core::Sealer;

use super::world::{VP8, ssrcs};

/// A picture of one packet, with a 15-bit picture id and TL0PICIDX that follow the sequence number.
pub(crate) fn picture(leg: u64, sequence: u64, keyframe: bool) -> Sent {
    let id = (sequence as u16 & 0x7FFF) | 0x8000;
    let mut payload = vec![0x90, 0xC0];
    payload.extend_from_slice(&id.to_be_bytes());
    payload.extend_from_slice(&[sequence as u8, u8::from(!keyframe), leg as u8, sequence as u8]);
    let mut packet = Sent::new(ssrcs(leg).1, VP8, sequence, payload);
    packet.timestamp = (sequence as u32)
        .wrapping_mul(3000)
        .wrapping_add(leg as u32 * 777_777);
    packet.marker = true;
    packet
}

/// An RTP packet to be sent; `index` is the sequence number with its cycles.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) ssrc: u32,
    pub(crate) payload_type: u8,
    pub(crate) index: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) level: Option<u8>,
    /// A `mid` of one letter, and a `rid` or a `repaired-rid`.
    pub(crate) mid: Option<u8>,
    pub(crate) rid: Option<u8>,
    pub(crate) repaired_rid: Option<u8>,
    /// The transport-wide number, with an id of 5.
    pub(crate) transport: Option<u16>,
    pub(crate) payload: Vec<u8>,
}

impl Sent {
    pub(crate) fn new(ssrc: u32, payload_type: u8, index: u64, payload: Vec<u8>) -> Self {
        Self {
            ssrc,
            payload_type,
            index,
            timestamp: 0,
            marker: false,
            level: None,
            mid: None,
            rid: None,
            repaired_rid: None,
            transport: None,
            payload,
        }
    }

    pub(crate) fn seal(&self, sealer: &Sealer) -> Vec<u8> {
        let mut out = vec![0x90, self.payload_type | u8::from(self.marker) << 7];
        out.extend_from_slice(&(self.index as u16).to_be_bytes());
        out.extend_from_slice(&self.timestamp.to_be_bytes());
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        let level = self.level.map_or([0, 0], |level| [0x20, level]);
        let mid = self.mid.map_or([0, 0], |mid| [0x10, mid]);
        let rid = self.rid.map_or([0, 0], |rid| [0x30, rid]);
        let repaired = self.repaired_rid.map_or([0, 0], |rid| [0x40, rid]);
        let transport = self.transport.map(u16::to_be_bytes);
        out.extend_from_slice(&[0xBE, 0xDE, 0, 2 + u8::from(transport.is_some())]);
        [level, mid, rid, repaired]
            .iter()
            .for_each(|element| out.extend_from_slice(element));
        if let Some([high, low]) = transport {
            out.extend_from_slice(&[0x51, high, low, 0]);
        }
        let header = out.len();
        out.extend_from_slice(&self.payload);
        sealer.seal_rtp(self.ssrc, self.index, &mut out, 0, header);
        out
    }
}

/// A binding request with USERNAME, MESSAGE-INTEGRITY and FINGERPRINT.
pub(crate) fn binding_request(to: &LegTransport, from: &str, nominate: bool) -> Vec<u8> {
    let name = format!("{}:{from}", to.ufrag);
    let mut out = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
    out.extend_from_slice(b"transaction!");
    out.extend_from_slice(&[0, 6, 0, name.len() as u8]);
    out.extend_from_slice(name.as_bytes());
    out.resize(out.len().next_multiple_of(4), 0);
    if nominate {
        out.extend_from_slice(&[0, 0x25, 0, 0]);
    }
    let length = |out: &mut Vec<u8>, more: usize| {
        let length = (out.len() - 20 + more) as u16;
        out[2..4].copy_from_slice(&length.to_be_bytes());
    };
    length(&mut out, 24);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, to.password.as_bytes());
    let tag = hmac::sign(&key, &out);
    out.extend_from_slice(&[0, 8, 0, 20]);
    out.extend_from_slice(tag.as_ref());
    length(&mut out, 8);
    let sum = crc32(&out) ^ 0x5354_554E;
    out.extend_from_slice(&[0x80, 0x28, 0, 4]);
    out.extend_from_slice(&sum.to_be_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = !0u32;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg());
        }
    }
    !sum
}

/// A small generator, so that every run is the same.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}
