//! What is refused, at the door of a meeting or inside: a typed answer with a sentence.

use crate::{AddOn, Life, Standing};
use domain::Money;
use serde::{Deserialize, Serialize};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Begin a meeting.
    Meeting,
    /// Join with a device that has not counted in this cycle. One that has is not asked about.
    NewDevice,
    /// Begin to use what is billed by the minute.
    AddOn(AddOn),
}

/// Why something is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{sentence}")]
pub struct Refusal {
    /// For programs.
    pub code: RefusalCode,
    /// For people: what happened and what the owner of the app can do.
    pub sentence: String,
}

/// Why something is refused, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The account has ended.
    Ended,
    /// The operator closed the rooms.
    Blocked,
    /// An invoice is unpaid for too long.
    PastDue,
    /// The free allowance is used up and no card is on file: the plan-limit page.
    PlanLimit,
    /// Add-ons need a card (contract §5.3).
    CardNeeded,
    /// The customer's own limit is reached.
    SpendCap,
}

/// Whether it may be done. Nobody who is in a meeting is ever put out by this.
///
/// A card is whatever the payment gateway can charge. The cap is for overage and add-ons of one cycle;
/// devices within the allowance are paid for and pass it.
///
/// # Errors
/// [`Refusal`], with its code and sentence.
pub fn gate(standing: &Standing, cap: Option<Money>, ask: Ask) -> Result<(), Refusal> {
    let state = &standing.state;
    if matches!(state.life, Life::Ended { .. }) {
        return refuse(
            RefusalCode::Ended,
            "This app's account has ended. Its owner can sign up again.",
        );
    }
    if state.access.blocked {
        return refuse(
            RefusalCode::Blocked,
            "This app has been blocked. Its owner can ask the operator why, through support.",
        );
    }
    match ask {
        Ask::Meeting | Ask::AddOn(_) if state.access.suspended => refuse(
            RefusalCode::PastDue,
            "An invoice of this app is unpaid. It works again as soon as its owner has paid it.",
        ),
        Ask::Meeting => Ok(()),
        Ask::NewDevice => new_device(standing, cap),
        Ask::AddOn(add_on) => minutes(standing, cap, add_on),
    }
}

fn new_device(standing: &Standing, cap: Option<Money>) -> Result<(), Refusal> {
    let full = standing.devices >= standing.allowance.saturating_add(standing.beyond);
    if !full {
        return Ok(());
    }
    if standing.plan.is_free() && !standing.state.card {
        let sentence = format!(
            "The {} monthly active users of this app's plan are used up. Its owner can add a card or upgrade.",
            standing.allowance
        );
        return Err(Refusal {
            code: RefusalCode::PlanLimit,
            sentence,
        });
    }
    // A sum that cannot be computed is beyond every cap.
    let after = standing.spent.plus(standing.next_device);
    let allowed = |cap: Money| after.is_ok_and(|after| after <= cap);
    if standing.next_device.is_zero() || cap.is_none_or(allowed) {
        Ok(())
    } else {
        capped()
    }
}

fn minutes(standing: &Standing, cap: Option<Money>, add_on: AddOn) -> Result<(), Refusal> {
    if !standing.state.card {
        let sentence = format!(
            "{} needs a card on file. The app's owner can add one under Billing.",
            add_on.title()
        );
        return Err(Refusal {
            code: RefusalCode::CardNeeded,
            sentence,
        });
    }
    if cap.is_none_or(|cap| standing.spent < cap) {
        Ok(())
    } else {
        capped()
    }
}

fn capped() -> Result<(), Refusal> {
    refuse(
        RefusalCode::SpendCap,
        "The spending limit of this app is reached for this month. Its owner can raise it under Billing.",
    )
}

fn refuse(code: RefusalCode, sentence: &str) -> Result<(), Refusal> {
    Err(Refusal {
        code,
        sentence: sentence.to_owned(),
    })
}
