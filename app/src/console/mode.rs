//! Live or sandbox: which of the customer's two apps is looked at.

use serde::{Deserialize, Serialize};

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// Real meetings, real money.
    Live,
    /// Nothing is billed, and the clock can be moved.
    Sandbox,
}

#[cfg(feature = "ssr")]
impl From<store::apps::AppMode> for Mode {
    fn from(mode: store::apps::AppMode) -> Self {
        match mode {
            store::apps::AppMode::Live => Self::Live,
            store::apps::AppMode::Sandbox => Self::Sandbox,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<Mode> for store::apps::AppMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Live => Self::Live,
            Mode::Sandbox => Self::Sandbox,
        }
    }
}
