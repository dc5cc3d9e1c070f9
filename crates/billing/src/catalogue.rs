//! Every price there is or was: the operator's configuration, checked before anything is billed by it.

mod check;

pub use check::Mistake;

use crate::{Error, Offer, PlanKey, PlanVersion, Rate, RateCard, Result};
use domain::{CountBy, Currency, Date, Money};
use serde::{Deserialize, Serialize};
use time::macros::date;

/// The plans and prices of an installation. A value of this type has been checked: every plan is there
/// once, all prices have one currency, and there are add-on prices for every day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct Catalogue {
    currency: Currency,
    sign_up: PlanKey,
    plans: Vec<PlanVersion>,
    rates: Vec<RateCard>,
}

/// The catalogue as the configuration has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    currency: Currency,
    sign_up: PlanKey,
    plans: Vec<PlanVersion>,
    rates: Vec<RateCard>,
}

impl Catalogue {
    /// A catalogue; `sign_up` is the plan that everybody starts with.
    ///
    /// # Errors
    /// [`Error::Catalogue`] with everything that is wrong.
    pub fn new(
        currency: Currency,
        sign_up: PlanKey,
        plans: Vec<PlanVersion>,
        mut rates: Vec<RateCard>,
    ) -> Result<Self> {
        rates.sort_by_key(|card| card.from);
        let catalogue = Self {
            currency,
            sign_up,
            plans,
            rates,
        };
        let mistakes = check::mistakes(&catalogue);
        if mistakes.is_empty() {
            Ok(catalogue)
        } else {
            Err(Error::Catalogue(mistakes))
        }
    }

    /// Whether this catalogue may take the place of `earlier`: everything that a customer may have been
    /// billed by is there unchanged. Versions and retirement may be added, and add-on prices for cycles
    /// that begin after `today`.
    ///
    /// # Errors
    /// [`Error::Catalogue`] with every version that was changed or taken away.
    pub fn succeeds(&self, earlier: &Self, today: Date) -> Result<()> {
        let mistakes = check::broken_promises(self, earlier, today);
        if mistakes.is_empty() {
            Ok(())
        } else {
            Err(Error::Catalogue(mistakes))
        }
    }

    /// The one currency of all prices.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The plan that everybody starts with.
    #[must_use]
    pub const fn sign_up(&self) -> &PlanKey {
        &self.sign_up
    }

    /// Every version of every plan, in the operator's order.
    #[must_use]
    pub fn plans(&self) -> &[PlanVersion] {
        &self.plans
    }

    /// One version of a plan.
    ///
    /// # Errors
    /// [`Error::UnknownPlan`].
    pub fn plan(&self, key: &PlanKey) -> Result<&PlanVersion> {
        self.plans
            .iter()
            .find(|plan| plan.key == *key)
            .ok_or_else(|| Error::UnknownPlan(key.clone()))
    }

    /// The add-on prices of a cycle that begins on this day.
    #[must_use]
    pub fn rates(&self, cycle_start: Date) -> &RateCard {
        let after = self.rates.partition_point(|card| card.from <= cycle_start);
        // A checked catalogue begins with a card for every day before the next one.
        &self.rates[after.saturating_sub(1)]
    }

    /// Whether active users were ever counted this way.
    #[must_use]
    pub fn counts_by(&self, by: CountBy) -> bool {
        self.rates.iter().any(|card| card.count_by == by)
    }

    fn rate_cards(&self) -> &[RateCard] {
        &self.rates
    }
}

impl TryFrom<Unchecked> for Catalogue {
    type Error = Error;
    fn try_from(it: Unchecked) -> Result<Self> {
        Self::new(it.currency, it.sign_up, it.plans, it.rates)
    }
}

impl From<Catalogue> for Unchecked {
    fn from(it: Catalogue) -> Self {
        Self {
            currency: it.currency,
            sign_up: it.sign_up,
            plans: it.plans,
            rates: it.rates,
        }
    }
}

/// The prices of contract §5.3.
impl Default for Catalogue {
    fn default() -> Self {
        let plan = |name: &str, title: &str, dollars: i64, included, offer| PlanVersion {
            key: PlanKey::first(name),
            title: title.to_owned(),
            price: Money::new(dollars * 100, Currency::USD),
            included,
            overage: Rate::cents(99),
            offer,
        };
        Self {
            currency: Currency::USD,
            sign_up: PlanKey::first("dev"),
            plans: vec![
                plan("dev", "Dev", 0, 25, Offer::Everyone),
                plan("basic", "Basic", 99, 300, Offer::Everyone),
                plan("standard", "Standard", 499, 1_500, Offer::Everyone),
                plan("business", "Business", 999, 3_000, Offer::Everyone),
            ],
            rates: vec![RateCard {
                from: FIRST_DAY,
                count_by: CountBy::Device,
                sip_in: Rate::cents(6),
                sip_out: Rate::cents(6),
                transcription: Rate::cents(6),
                streaming: Rate::cents(1),
                call_out: Rate::cents(3),
                recording: Rate::cents(1),
            }],
        }
    }
}

/// No cycle begins before this day, so the first rate card must be there by then.
pub(crate) const FIRST_DAY: Date = date!(1970 - 01 - 01);
