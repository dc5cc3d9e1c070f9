//! Reads compound RTCP packets; what is cut or unknown is passed over.

use super::TransportFeedback;

const SENDER_REPORT: u8 = 200;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

/// The sender part of a sender report (RFC 3550 §6.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SenderInfo {
    /// The stream.
    pub ssrc: u32,
    /// NTP time, 32.32 fixed point.
    pub ntp: u64,
    /// RTP time of the same moment.
    pub rtp: u32,
}

/// One thing a page said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Report<'a> {
    /// A sender report.
    Sender(SenderInfo),
    /// Generic NACK: `first` and the sequence numbers after it whose bits are set (RFC 4585 §6.2.1).
    Nack {
        /// Stream that misses packets.
        ssrc: u32,
        /// First missing sequence number.
        first: u16,
        /// Bit n: `first + 1 + n` is missing too.
        more: u16,
    },
    /// A picture is wanted from scratch: PLI (RFC 4585 §6.3.1) or FIR (RFC 5104 §4.3.1).
    Keyframe {
        /// Stream that wants it.
        ssrc: u32,
    },
    /// Which of our packets arrived, and when.
    TransportFeedback(TransportFeedback<'a>),
}

/// Calls `each` for everything of interest in a compound packet.
pub(crate) fn read<'a>(mut compound: &'a [u8], mut each: impl FnMut(Report<'a>)) {
    while let Some((header, _)) = compound.split_first_chunk::<4>() {
        let length = 4 * (1 + usize::from(u16::from_be_bytes([header[2], header[3]])));
        if header[0] >> 6 != 2 || length > compound.len() {
            return;
        }
        let (packet, rest) = compound.split_at(length);
        compound = rest;
        let count = header[0] & 0x1F;
        match (header[1], count) {
            (SENDER_REPORT, _) if length >= 28 => {
                let ntp = u64::from(word(packet, 8)) << 32 | u64::from(word(packet, 12));
                let (ssrc, rtp) = (word(packet, 4), word(packet, 16));
                each(Report::Sender(SenderInfo { ssrc, ntp, rtp }));
            }
            (TRANSPORT_FEEDBACK, 1) if length >= 16 => {
                let ssrc = word(packet, 8);
                for item in packet[12..].chunks_exact(4) {
                    let first = u16::from_be_bytes([item[0], item[1]]);
                    let more = u16::from_be_bytes([item[2], item[3]]);
                    each(Report::Nack { ssrc, first, more });
                }
            }
            (TRANSPORT_FEEDBACK, 15) => {
                if let Some(feedback) = TransportFeedback::parse(packet) {
                    each(Report::TransportFeedback(feedback));
                }
            }
            (PAYLOAD_FEEDBACK, 1) if length >= 12 => {
                each(Report::Keyframe {
                    ssrc: word(packet, 8),
                });
            }
            (PAYLOAD_FEEDBACK, 4) if length >= 20 => {
                for item in packet[12..].chunks_exact(8) {
                    each(Report::Keyframe { ssrc: word(item, 0) });
                }
            }
            _ => {}
        }
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
