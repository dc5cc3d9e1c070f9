//! How two pages agree on a connection of their own. The server passes these on and reads nothing in them.

use serde::{Deserialize, Serialize};

/// The longest session description that is passed on, in bytes: four m-lines with every codec of a browser
/// and the addresses of a machine with many networks.
pub const MAX_DIRECT_BYTES: usize = 48 * 1024;

/// A step of the agreement. Both descriptions carry all of their side's addresses.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Direct {
    /// Of two pages, that of the participant who came first offers.
    Offer {
        /// Tells what belongs to this attempt from what is late.
        attempt: u32,
        /// The whole SDP.
        sdp: String,
    },
    /// The other one answers.
    Answer {
        /// As in the offer.
        attempt: u32,
        /// The whole SDP.
        sdp: String,
    },
    /// Media goes through the server again.
    End {
        /// As in the offer.
        attempt: u32,
    },
}

impl std::fmt::Debug for Direct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A description carries the credentials of ICE, and people's addresses.
        let (step, attempt) = match self {
            Self::Offer { attempt, .. } => ("Offer", attempt),
            Self::Answer { attempt, .. } => ("Answer", attempt),
            Self::End { attempt } => ("End", attempt),
        };
        f.debug_struct(step)
            .field("attempt", attempt)
            .finish_non_exhaustive()
    }
}
