//! Picture codecs.

use serde::{Deserialize, Serialize};

/// A picture codec that the server forwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VideoCodec {
    /// VP8, which every browser has.
    Vp8,
    /// VP9, profile 0.
    Vp9,
    /// AV1, main profile.
    Av1,
    /// H.264, constrained baseline or baseline profile.
    H264,
}

impl VideoCodec {
    /// All of them, in the order in which the server names them.
    pub const ALL: [Self; 4] = [Self::Vp8, Self::Vp9, Self::Av1, Self::H264];

    /// The name in `RTCRtpCodec.mimeType`; browsers write it in any case (RFC 6838 §4.2).
    #[must_use]
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Vp8 => "video/VP8",
            Self::Vp9 => "video/VP9",
            Self::Av1 => "video/AV1",
            Self::H264 => "video/H264",
        }
    }

    /// What a server that says nothing of codecs forwards.
    pub(crate) fn vp8() -> Vec<Self> {
        vec![Self::Vp8]
    }
}
