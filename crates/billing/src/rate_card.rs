//! Prices of add-ons and what counts as an active user, dated.

use crate::{AddOn, Rate};
use domain::{CountBy, Date};
use serde::{Deserialize, Serialize};

/// Prices of one minute of each add-on (contract §5.3) and what an active user is, for every cycle that
/// begins on or after a day. A cycle that runs keeps what it began with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateCard {
    /// The first day on which a cycle can begin at these prices.
    #[serde(with = "crate::day")]
    pub from: Date,
    /// What an active user is; a device, unless the operator says otherwise (contract §1.6).
    #[serde(default)]
    pub count_by: CountBy,
    /// A SIP device calls in.
    pub sip_in: Rate,
    /// A meeting calls a SIP device.
    pub sip_out: Rate,
    /// Speech becomes text.
    pub transcription: Rate,
    /// A live stream.
    pub streaming: Rate,
    /// A meeting calls a phone.
    pub call_out: Rate,
    /// A recording.
    pub recording: Rate,
}

impl RateCard {
    /// The price of one minute.
    #[must_use]
    pub const fn minute(&self, add_on: AddOn) -> Rate {
        match add_on {
            AddOn::SipIn => self.sip_in,
            AddOn::SipOut => self.sip_out,
            AddOn::Transcription => self.transcription,
            AddOn::Streaming => self.streaming,
            AddOn::CallOut => self.call_out,
            AddOn::Recording => self.recording,
        }
    }
}
