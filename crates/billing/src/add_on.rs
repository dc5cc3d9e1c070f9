//! What is billed by the minute.

use serde::{Deserialize, Serialize};

/// A service billed by the minute (contract §5.3). Dialling in has no line: phones count as users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddOn {
    /// A SIP device calls in.
    SipIn,
    /// A meeting calls a SIP device.
    SipOut,
    /// Speech becomes text.
    Transcription,
    /// A live stream to a broadcaster.
    Streaming,
    /// A meeting calls a phone.
    CallOut,
    /// A recording of the meeting.
    Recording,
}

impl AddOn {
    /// Every add-on, in the order of the invoice (contract §5.2).
    pub const ALL: [Self; 6] = [
        Self::SipIn,
        Self::SipOut,
        Self::Transcription,
        Self::Streaming,
        Self::CallOut,
        Self::Recording,
    ];

    /// The name on the invoice.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::SipIn => "SIP call in",
            Self::SipOut => "SIP call out",
            Self::Transcription => "Transcription",
            Self::Streaming => "Streaming",
            Self::CallOut => "Call out",
            Self::Recording => "Recording",
        }
    }
}
