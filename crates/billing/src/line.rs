//! Lines of an invoice: what, for when, how much, at which price, and why.

use crate::{AddOn, EntryId, PlanKey, Rate};
use domain::{Cycle, Date, Money};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One line. It is found again by its [`Key`]; text and amount can be computed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The anchor on which it falls due.
    #[serde(with = "crate::day")]
    pub due: Date,
    /// What it is for.
    pub item: Item,
    /// What it says to people.
    pub text: String,
    /// The days that it is for.
    pub period: Period,
    /// How many.
    pub quantity: Quantity,
    /// The price of one; of a whole cycle where days are counted.
    pub each: Rate,
    /// What is to be paid, negative where something is given back.
    pub amount: Money,
    /// Why it is there.
    pub cause: Cause,
}

/// What makes a line the same line: the day on which it falls due and what it is for.
pub type Key = (Date, Item);

impl Line {
    /// What makes it the same line.
    #[must_use]
    pub fn key(&self) -> Key {
        (self.due, self.item.clone())
    }
}

/// What a line is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Item {
    /// Minutes of the cycle that is over.
    AddOn {
        /// Of what.
        add_on: AddOn,
    },
    /// Devices beyond the allowance of the cycle that is over.
    Overage {
        /// The price of one; plans held in one cycle can have different ones.
        each: Rate,
    },
    /// The higher plan for the days that remained.
    Upgrade {
        /// The entry in the history.
        entry: EntryId,
    },
    /// The lower plan given back for the same days.
    Returned {
        /// The entry in the history.
        entry: EntryId,
    },
    /// The plan of the cycle that begins.
    Plan {
        /// Which.
        plan: PlanKey,
    },
}

/// How many of what. Negative where something is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", content = "count", rename_all = "snake_case")]
pub enum Quantity {
    /// Monthly active users.
    Devices(i64),
    /// Whole minutes.
    Minutes(i64),
    /// Days of the cycle's thirty.
    Days(i64),
    /// Whole cycles.
    Cycles(i64),
}

impl Quantity {
    /// The bare number.
    #[must_use]
    pub const fn count(self) -> i64 {
        match self {
            Self::Devices(n) | Self::Minutes(n) | Self::Days(n) | Self::Cycles(n) => n,
        }
    }

    /// The same kind, another number.
    #[must_use]
    pub(crate) const fn with(self, count: i64) -> Self {
        match self {
            Self::Devices(_) => Self::Devices(count),
            Self::Minutes(_) => Self::Minutes(count),
            Self::Days(_) => Self::Days(count),
            Self::Cycles(_) => Self::Cycles(count),
        }
    }
}

/// As the invoice prints it: `200`, `15 of 30 days`, `1`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "{days} of {} days", crate::DAYS),
            other => write!(f, "{}", other.count()),
        }
    }
}

/// Days from one to another, the latter not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    #[serde(with = "crate::day")]
    pub from: Date,
    /// The day after the last.
    #[serde(with = "crate::day")]
    pub until: Date,
}

impl From<Cycle> for Period {
    fn from(cycle: Cycle) -> Self {
        Self {
            from: cycle.start,
            until: cycle.end,
        }
    }
}

/// Why a line is there. There is no line without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Cause {
    /// An entry of the history.
    Entry {
        /// Which.
        entry: EntryId,
    },
    /// What was used in a cycle.
    Usage {
        /// The first day of the cycle.
        #[serde(with = "crate::day")]
        cycle: Date,
    },
}
