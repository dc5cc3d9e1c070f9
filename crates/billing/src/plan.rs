//! Plans: immutable versions with a price, an allowance and the price of going beyond it.

use crate::Rate;
use domain::Money;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Which version of which plan: `basic@1`. A version never changes; new prices are a new version, and
/// customers keep the one that they took until they change plans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlanKey {
    name: String,
    version: u32,
}

impl PlanKey {
    /// The plan without its version.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }
}

/// A text that does not name a version of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a plan is named as in `basic@1`: small letters, digits and dashes, then @ and its version")]
pub struct PlanKeyError;

impl FromStr for PlanKey {
    type Err = PlanKeyError;
    fn from_str(text: &str) -> Result<Self, PlanKeyError> {
        let (name, version) = text.split_once('@').ok_or(PlanKeyError)?;
        let slug = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let named = !name.is_empty() && name.len() <= 64 && name.bytes().all(slug);
        let number: u32 = version.parse().map_err(|_| PlanKeyError)?;
        // One spelling of each key, so that equal keys are equal texts.
        if named && number.to_string() == version {
            Ok(Self {
                name: name.to_owned(),
                version: number,
            })
        } else {
            Err(PlanKeyError)
        }
    }
}

impl TryFrom<String> for PlanKey {
    type Error = PlanKeyError;
    fn try_from(text: String) -> Result<Self, PlanKeyError> {
        text.parse()
    }
}

impl From<PlanKey> for String {
    fn from(key: PlanKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for PlanKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

/// Who may choose a plan. The one thing about a version that may change later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// Every customer.
    Everyone,
    /// Only the operator gives and takes it (contract §5.4, rule 7: Enterprise goes through sales).
    ByHand,
    /// Nobody any more; who has it keeps it.
    Retired,
}

/// One version of a plan (contract §5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanVersion {
    /// Which.
    pub key: PlanKey,
    /// Its name on invoices and cards.
    pub title: String,
    /// For one cycle, paid in advance, without taxes.
    pub price: Money,
    /// Monthly active users included in one cycle.
    pub included: u32,
    /// For each monthly active user beyond.
    pub overage: Rate,
    /// Who may choose it.
    pub offer: Offer,
}

impl PlanVersion {
    /// Whether it costs nothing, so that going beyond it needs a card (contract §5.3, Dev).
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.price.is_zero()
    }

    /// Whether changing from `self` to `other` is an upgrade: it costs more, or the same for a larger
    /// allowance. Every other change is a downgrade. So what an upgrade adds is never less than what it
    /// gives back.
    #[must_use]
    pub fn rises_to(&self, other: &Self) -> bool {
        (self.price.cents(), self.included) < (other.price.cents(), other.included)
    }
}

impl PlanKey {
    /// The first version of a plan whose name is known to be right.
    pub(crate) fn first(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: 1,
        }
    }
}
