//! How much is measured, and how long.

use std::net::IpAddr;
use std::time::Duration;

/// What the command asks for.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// About a minute instead of under ten.
    pub(super) quick: bool,
    /// Where Janus may listen; without it there is no comparison.
    pub(super) janus: Option<IpAddr>,
    /// Only these parts; all if there is none.
    pub(super) only: Vec<String>,
}

impl Plan {
    /// How long each load is measured.
    pub(super) fn window(&self) -> Duration {
        Duration::from_secs(if self.quick { 2 } else { 8 })
    }

    /// Whether a part is run; `in_quick` ones also when there is little time.
    pub(super) fn runs(&self, part: &str, in_quick: bool) -> bool {
        match self.only.is_empty() {
            true => in_quick || !self.quick,
            false => self.only.iter().any(|only| only == part),
        }
    }
}
