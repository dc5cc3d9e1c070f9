//! How a participant's media connections fare, in the words of the W3C's statistics
//! (<https://www.w3.org/TR/webrtc-stats/>), so that whoever knows `getStats` can read them.
//!
//! Everything is optional, because browsers differ in what they tell. Counters count from the beginning
//! of the connection. Addresses are left out: nobody needs them to see why a call was bad.

mod figure;

pub use figure::Figure;

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// The most statistics in one sample; a page with every receiver in use sends fewer.
pub const MAX_STATS: usize = 96;

/// Where a connection leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// To the media plane.
    Server,
    /// To the only other participant.
    Direct,
}

/// One look at one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// When the server got it.
    pub at: Timestamp,
    /// Which connection.
    pub path: Path,
    /// What the browser said of it.
    pub stats: Vec<Stat>,
}

/// An identifier within one sample, as the browser gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// Browsers' identifiers, codecs and source names are far shorter, in bytes.
    pub const MAX_BYTES: usize = 96;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot stand in a sample.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("names in statistics have at most 96 printable characters of ASCII")]
pub struct NameError;

impl TryFrom<String> for Name {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        let fits = text.len() <= Self::MAX_BYTES && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        fits.then_some(Self(text)).ok_or(NameError)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

/// Declares dictionaries whose members may all be missing.
macro_rules! dictionaries {
    ($($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $name {
                /// Its identifier in this sample.
                pub id: Name,
                $(
                    $(#[$member_doc])*
                    #[serde(default, skip_serializing_if = "Option::is_none")]
                    pub $member: Option<$kind>,
                )*
            }
        )*
    };
}

/// One dictionary of statistics, by its `type`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Stat {
    /// The pair of addresses that media flows between.
    CandidatePair(CandidatePair),
    /// Our end of it.
    LocalCandidate(Candidate),
    /// The other end.
    RemoteCandidate(Candidate),
    /// An encoding of sound or pictures.
    Codec(Codec),
    /// What is received.
    InboundRtp(Box<InboundRtp>),
    /// What is sent.
    OutboundRtp(Box<OutboundRtp>),
    /// What the other side says of what we send.
    RemoteInboundRtp(RemoteInboundRtp),
}

dictionaries! {
    /// `RTCIceCandidatePairStats`, of the selected pair only.
    CandidatePair {
        /// [`Stat::LocalCandidate`]
        local_candidate_id: Name,
        /// [`Stat::RemoteCandidate`]
        remote_candidate_id: Name,
        /// Seconds.
        current_round_trip_time: Figure,
        /// Bits a second that the sender believes in.
        available_outgoing_bitrate: Figure,
        /// Bytes.
        bytes_sent: u64,
        /// Bytes.
        bytes_received: u64,
    }

    /// `RTCIceCandidateStats` without its addresses.
    Candidate {
        /// `host`, `srflx`, `prflx` or `relay`.
        candidate_type: Name,
        /// `udp` or `tcp`.
        protocol: Name,
        /// How a relay is reached: `udp`, `tcp` or `tls`.
        relay_protocol: Name,
    }

    /// `RTCCodecStats`
    Codec {
        /// Such as `video/VP8`.
        mime_type: Name,
    }

    /// `RTCInboundRtpStreamStats`
    InboundRtp {
        /// `audio` or `video`.
        kind: Name,
        /// Whose source it is; not the browser's, added by the page.
        source: Name,
        /// [`Stat::Codec`]
        codec_id: Name,
        /// Packets.
        packets_received: u64,
        /// Packets; falls when late ones arrive.
        packets_lost: i64,
        /// Seconds.
        jitter: Figure,
        /// Bytes.
        bytes_received: u64,
        /// Requests for retransmission.
        nack_count: u64,
        /// Requests for a keyframe.
        pli_count: u64,
        /// Pictures.
        frames_decoded: u64,
        /// Pictures.
        frames_dropped: u64,
        /// Pictures a second.
        frames_per_second: Figure,
        /// Pixels.
        frame_width: u32,
        /// Pixels.
        frame_height: u32,
        /// How often the picture stood still.
        freeze_count: u64,
        /// Seconds it stood still.
        total_freezes_duration: Figure,
        /// Samples of sound that were made up for missing ones.
        concealed_samples: u64,
        /// Samples of sound.
        total_samples_received: u64,
        /// Seconds that packets waited, summed over [`Self::jitter_buffer_emitted_count`].
        jitter_buffer_delay: Figure,
        /// Samples or pictures.
        jitter_buffer_emitted_count: u64,
    }

    /// `RTCOutboundRtpStreamStats`
    OutboundRtp {
        /// `audio` or `video`.
        kind: Name,
        /// Whose source it is; not the browser's, added by the page.
        source: Name,
        /// Which simulcast encoding.
        rid: Name,
        /// Whether it is sent.
        active: bool,
        /// [`Stat::Codec`]
        codec_id: Name,
        /// Packets.
        packets_sent: u64,
        /// Packets.
        retransmitted_packets_sent: u64,
        /// Bytes.
        bytes_sent: u64,
        /// Requests for retransmission.
        nack_count: u64,
        /// Requests for a keyframe.
        pli_count: u64,
        /// Pictures.
        frames_encoded: u64,
        /// Pictures a second.
        frames_per_second: Figure,
        /// Pixels.
        frame_width: u32,
        /// Pixels.
        frame_height: u32,
        /// Bits a second that the encoder aims at.
        target_bitrate: Figure,
        /// `none`, `cpu`, `bandwidth` or `other`.
        quality_limitation_reason: Name,
    }

    /// `RTCRemoteInboundRtpStreamStats`
    RemoteInboundRtp {
        /// `audio` or `video`.
        kind: Name,
        /// [`Stat::OutboundRtp`]
        local_id: Name,
        /// Packets.
        packets_lost: i64,
        /// 0 to 1, since the report before.
        fraction_lost: Figure,
        /// Seconds.
        jitter: Figure,
        /// Seconds.
        round_trip_time: Figure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_dictionary_is_read_and_what_it_says_beyond_is_left_out() {
        let text = r#"{"id":"IT01V42","timestamp":1700000000000.1,"type":"inbound-rtp","kind":"video","ssrc":42,
            "packetsReceived":12,"packetsLost":-1,"jitter":0.004,"framesPerSecond":30,"address":"192.0.2.1"}"#;
        let Stat::InboundRtp(stat) = serde_json::from_str(text).unwrap() else {
            panic!("inbound")
        };
        assert_eq!(stat.id.as_str(), "IT01V42");
        assert_eq!(stat.packets_lost, Some(-1));
        assert_eq!(stat.jitter.map(Figure::get), Some(0.004));
        assert_eq!(stat.frames_per_second.map(Figure::get), Some(30.0));
        let again = serde_json::to_string(&Stat::InboundRtp(stat)).unwrap();
        assert!(
            again.starts_with(r#"{"type":"inbound-rtp","id":"IT01V42","kind":"video","packetsReceived":12"#)
        );
        assert!(!again.contains("192.0.2.1"));
    }

    #[test]
    fn names_are_short_and_plain() {
        assert!(Name::try_from("video/VP8".to_owned()).is_ok());
        assert_eq!(Name::try_from("a".repeat(97)), Err(NameError));
        assert_eq!(Name::try_from("line\nbreak".to_owned()), Err(NameError));
    }
}
