//! Reads the plans, the present one, and what waits.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MyPlan {
    /// The AppID that the page is about.
    pub(super) app: String,
    pub(super) plans: Vec<PlanRow>,
    /// How the running cycle stands, in a sentence.
    pub(super) standing: String,
    pub(super) pending: Pending,
    /// Name and price of a minute.
    pub(super) add_ons: Vec<(String, String)>,
    /// Whom to write to about plans that are sold by hand.
    pub(super) sales: Option<String>,
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlanRow {
    /// `basic@1`.
    pub(super) key: String,
    pub(super) title: String,
    /// "$99.00".
    pub(super) price: String,
    /// "300".
    pub(super) included: String,
    /// "$0.99".
    pub(super) overage: String,
    /// Whether the app has it.
    pub(super) current: bool,
    /// Whether changing to it takes effect at once.
    pub(super) rises: bool,
    /// Since when it waits to take effect: the day on which it will.
    pub(super) scheduled: Option<String>,
    /// Whether nobody but the operator gives it.
    pub(super) by_hand: bool,
    /// Whether going beyond its allowance needs a card.
    pub(super) free: bool,
    /// The one that fits most (contract §5.2).
    pub(super) recommended: bool,
}

/// A change that comes with the next cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Pending {
    /// None.
    Nothing,
    /// A lower plan.
    Downgrade { from: String, to: String, on: String },
    /// The end.
    Cancelled { on: String },
    /// It has ended.
    Ended { on: String },
}

impl Pending {
    /// Whether no plan can be chosen.
    pub(super) const fn ends(&self) -> bool {
        matches!(self, Self::Cancelled { .. } | Self::Ended { .. })
    }
}

#[server(endpoint = "plan")]
pub(super) async fn load_plan() -> FormResult<MyPlan> {
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::moment::long_day;
    use crate::ui::money::{grouped, money, rate};
    use billing::{AddOn, Life, Offer};

    let (app, session) = state::member()?;
    let overview = app.subscriptions.overview(&session.app).await.map_err(refused)?;
    let standing = &overview.standing;
    let next = long_day(standing.cycle.end);
    let pending = match (standing.state.life, &overview.scheduled) {
        (Life::Ended { on }, _) => Pending::Ended { on: long_day(on) },
        (Life::Cancelling, _) => Pending::Cancelled { on: next.clone() },
        (Life::Active, Some(to)) => Pending::Downgrade {
            from: standing.plan.title.clone(),
            to: to.title.clone(),
            on: next.clone(),
        },
        (Life::Active, None) => Pending::Nothing,
    };
    let catalogue = app.subscriptions.catalogue();
    let currency = catalogue.currency();
    let rates = catalogue.rates(standing.cycle.start);
    let plans = overview.plans.iter().map(|card| PlanRow {
        key: card.plan.key.to_string(),
        title: card.plan.title.clone(),
        price: money(card.plan.price),
        included: grouped(card.plan.included.into()),
        overage: rate(card.plan.overage, currency),
        current: card.current,
        rises: card.rises,
        scheduled: overview
            .scheduled
            .as_ref()
            .filter(|plan| plan.key == card.plan.key)
            .map(|_| next.clone()),
        by_hand: card.plan.offer == Offer::ByHand,
        free: card.plan.is_free(),
        recommended: card.plan.key.name() == "business",
    });
    let email = app.subscriptions.seller().email.trim().to_owned();
    Ok(MyPlan {
        app: session.app.to_string(),
        plans: plans.collect(),
        standing: format!(
            "{} of {} monthly active users are used; the next cycle begins on {next}.",
            grouped(standing.devices),
            grouped(standing.allowance),
        ),
        pending,
        add_ons: AddOn::ALL
            .into_iter()
            .map(|add_on| (add_on.title().to_owned(), rate(rates.minute(add_on), currency)))
            .collect(),
        sales: Some(email).filter(|email| !email.is_empty()),
    })
}
