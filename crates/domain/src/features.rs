//! The `context.features` of a token (contract §2.2).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every feature name that the contract's client validator accepts.
pub const FEATURES: [&str; 19] = [
    "branding",
    "calendar",
    "create-polls",
    "file-upload",
    "flip",
    "inbound-call",
    "list-visitors",
    "live-translation",
    "livestreaming",
    "lobby",
    "moderation",
    "outbound-call",
    "recording",
    "room",
    "screen-sharing",
    "send-groupchat",
    "sip-inbound-call",
    "sip-outbound-call",
    "transcription",
];

/// What a token says about features; a name it does not mention has the contract's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Features(BTreeMap<String, bool>);

impl Features {
    /// From what the token says; unknown names are kept and mean nothing.
    #[must_use]
    pub fn new(said: BTreeMap<String, bool>) -> Self {
        Self(said)
    }

    /// Whether the feature may be used: as the token says, else by the contract's default, which is
    /// denial for everything that costs money and permission for what the page always offers.
    #[must_use]
    pub fn allows(&self, name: &str) -> bool {
        self.0.get(name).copied().unwrap_or(matches!(
            name,
            "inbound-call" | "sip-inbound-call" | "send-groupchat" | "create-polls" | "screen-sharing"
        ))
    }

    /// The names and values that the token carried, in order.
    pub fn said(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}
