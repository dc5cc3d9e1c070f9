//! Entries of a customer's billing history: what happened, when, and who did it.

use crate::PlanKey;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Identifies one entry for ever; the same entry recorded twice is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub Uuid);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One entry; entries are appended and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The entry's identity.
    pub id: EntryId,
    /// When it took effect.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What changed.
    pub change: Change,
}

/// Who changes an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A member of the customer's team.
    Customer,
    /// The operator, who may also give and take plans that are sold by hand.
    Operator,
    /// The schedule of unpaid invoices.
    Dunning,
}

/// What happened to an account (contract §5.4). Stored as JSON; names never change their meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// The account began; its day is the anchor of every cycle.
    SignedUp {
        /// The plan it began with.
        plan: PlanKey,
    },
    /// A higher plan, at once.
    Upgraded {
        /// The new plan.
        to: PlanKey,
    },
    /// A lower plan from the next anchor; replaces a downgrade that was scheduled before.
    DowngradeScheduled {
        /// The plan from then on.
        to: PlanKey,
    },
    /// The scheduled downgrade will not happen.
    DowngradeUndone,
    /// No further cycle after this one.
    Cancelled {
        /// In the customer's words; may be empty.
        reason: String,
    },
    /// The account goes on after all.
    CancellationReverted,
    /// A card that can be charged is on file; takes the place of one that was.
    CardAttached,
    /// No card is on file any more.
    CardRemoved,
    /// The operator closed the rooms (contract §5.4, rule 8).
    Blocked {
        /// Why.
        reason: String,
    },
    /// The rooms are open again.
    Unblocked,
    /// No new meetings, because an invoice is unpaid.
    Suspended,
    /// What was unpaid is paid.
    Resumed,
    /// The account ended at once, not at the end of the cycle.
    Closed {
        /// Why.
        why: Closing,
    },
}

/// Why an account ended at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// An invoice stayed unpaid to the end of the dunning schedule.
    Unpaid,
    /// The operator ended it.
    Operator,
}
