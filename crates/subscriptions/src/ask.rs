//! What a customer can wish for.

use billing::PlanKey;
use serde::{Deserialize, Serialize};

/// A change of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Wish {
    /// Another plan: at once if it is higher, with the next cycle if it is lower.
    Plan {
        /// Which.
        to: PlanKey,
    },
    /// The lower plan that waits shall not come.
    Stay,
    /// No further cycle.
    Cancel {
        /// In the customer's words; may be empty.
        reason: String,
    },
    /// Go on after all.
    Revert,
}
