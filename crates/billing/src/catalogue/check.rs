//! What can be wrong with a catalogue, in words for the operator who wrote it.

use super::{Catalogue, FIRST_DAY};
use crate::{Offer, PlanKey};
use domain::{Currency, Date};
use std::collections::BTreeSet;

/// One thing that is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// Two entries claim to be the same version.
    #[error("the plan {0} is there twice; give the newer one the next version")]
    PlanTwice(PlanKey),
    /// A plan without a name cannot be shown.
    #[error("the plan {0} has no title; give it the name that customers read")]
    NoTitle(PlanKey),
    /// A plan pays the customer.
    #[error("the plan {0} has a negative price; prices are zero or more")]
    NegativePrice(PlanKey),
    /// A plan is priced in another currency.
    #[error("the plan {plan} is priced in {found}, but the catalogue in {expected}; use one currency")]
    OtherCurrency {
        /// The plan.
        plan: PlanKey,
        /// The catalogue's currency.
        expected: Currency,
        /// The plan's.
        found: Currency,
    },
    /// Nobody could sign up.
    #[error("customers sign up on {0}, but there is no such plan; add it or name another one")]
    NoSignUpPlan(PlanKey),
    /// Nobody may choose the plan of sign-up.
    #[error("customers sign up on {0}, which is not offered to everyone; offer it or name another one")]
    SignUpNotOffered(PlanKey),
    /// Add-ons have no price on some day.
    #[error("there are no add-on prices before {0}; let the first list of rates begin on {FIRST_DAY}")]
    NoRates(Date),
    /// Add-ons have no price at all.
    #[error("there are no add-on prices; give at least one list of rates, from {FIRST_DAY}")]
    NoRatesAtAll,
    /// Two lists of add-on prices begin on the same day.
    #[error("two lists of add-on prices begin on {0}; keep one")]
    RatesTwice(Date),
    /// A version that customers may have is gone.
    #[error("the plan {0} was taken away; put it back and retire it instead")]
    PlanGone(PlanKey),
    /// A version that customers may have has other terms.
    #[error("the plan {0} was changed; restore it and add the new terms as its next version")]
    PlanChanged(PlanKey),
    /// Prices that were billed by are gone or changed.
    #[error("the add-on prices from {0} were changed; restore them and add new ones from a later day")]
    RatesChanged(Date),
    /// New prices would change cycles that had begun.
    #[error(
        "the add-on prices from {0} would change cycles that have begun; let them begin after today and after all others"
    )]
    RatesInThePast(Date),
    /// Amounts that were billed are in another currency.
    #[error("the currency was changed from {0} to {1}; set up a new installation for another currency")]
    CurrencyChanged(Currency, Currency),
}

pub(super) fn mistakes(catalogue: &Catalogue) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut keys = BTreeSet::new();
    for plan in catalogue.plans() {
        let key = || plan.key.clone();
        if !keys.insert(&plan.key) {
            mistakes.push(Mistake::PlanTwice(key()));
        }
        if plan.title.trim().is_empty() {
            mistakes.push(Mistake::NoTitle(key()));
        }
        if plan.price.is_negative() {
            mistakes.push(Mistake::NegativePrice(key()));
        }
        if plan.price.currency() != catalogue.currency() {
            let (expected, found) = (catalogue.currency(), plan.price.currency());
            mistakes.push(Mistake::OtherCurrency {
                plan: key(),
                expected,
                found,
            });
        }
    }
    match catalogue.plan(catalogue.sign_up()) {
        Err(_) => mistakes.push(Mistake::NoSignUpPlan(catalogue.sign_up().clone())),
        Ok(plan) if plan.offer != Offer::Everyone => {
            mistakes.push(Mistake::SignUpNotOffered(catalogue.sign_up().clone()));
        }
        Ok(_) => {}
    }
    rate_mistakes(catalogue, &mut mistakes);
    mistakes
}

fn rate_mistakes(catalogue: &Catalogue, mistakes: &mut Vec<Mistake>) {
    match catalogue.rate_cards().first() {
        None => mistakes.push(Mistake::NoRatesAtAll),
        Some(first) if first.from > FIRST_DAY => mistakes.push(Mistake::NoRates(first.from)),
        Some(_) => {}
    }
    for pair in catalogue.rate_cards().windows(2) {
        if pair[0].from == pair[1].from {
            mistakes.push(Mistake::RatesTwice(pair[1].from));
        }
    }
}

pub(super) fn broken_promises(new: &Catalogue, earlier: &Catalogue, today: Date) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    if new.currency() != earlier.currency() {
        mistakes.push(Mistake::CurrencyChanged(earlier.currency(), new.currency()));
    }
    for old in earlier.plans() {
        match new.plan(&old.key) {
            Err(_) => mistakes.push(Mistake::PlanGone(old.key.clone())),
            Ok(plan) => {
                let same_terms =
                    (plan.price, plan.included, plan.overage) == (old.price, old.included, old.overage);
                // The title is on invoices, so it is one of the terms.
                if !same_terms || plan.title != old.title {
                    mistakes.push(Mistake::PlanChanged(old.key.clone()));
                }
            }
        }
    }
    for old in earlier.rate_cards() {
        if !new.rate_cards().contains(old) {
            mistakes.push(Mistake::RatesChanged(old.from));
        }
    }
    let last = earlier
        .rate_cards()
        .last()
        .map_or(today, |card| card.from.max(today));
    for card in new.rate_cards() {
        if !earlier.rate_cards().contains(card) && card.from <= last {
            mistakes.push(Mistake::RatesInThePast(card.from));
        }
    }
    mistakes
}
