//! RTP as the forward path needs it: offsets read once, headers written per subscriber.

mod av1;
mod bits;
pub(crate) mod dependency;
mod h264;
mod header;
mod picture;
pub(crate) mod red;
mod vp8;
mod vp9;
mod write;

pub(crate) use header::Header;
pub(crate) use picture::{Picture, SPATIAL_LAYERS};
pub(crate) use red::Redundant;
pub(crate) use write::{HeaderWriter, Outgoing};

/// Whether a datagram on the shared port is RTP or RTCP (RFC 7983 §7).
pub(crate) fn is_rtp_or_rtcp(datagram: &[u8]) -> bool {
    datagram.len() >= 8 && (128..192).contains(&datagram[0])
}

/// Whether an RTP-like datagram is RTCP (RFC 5761 §4).
pub(crate) fn is_rtcp(datagram: &[u8]) -> bool {
    (192..224).contains(&datagram[1])
}
