//! What the pages show of a subscription: read in one go, so that its figures fit each other.

use crate::account::Account;
use crate::{CardOnFile, Error, Result, StoredInvoice, Subscriptions, Wish};
use billing::{
    Actor, CreditNote, Difference, Forecast, Line, Offer, Party, PlanVersion, Standing, forecast, preview,
};
use domain::{AppId, Date, Money, Timestamp};
use store::apps::AppMode;
use store::payments::Attempt;

/// A subscription as its pages show it.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What the app is for.
    pub mode: AppMode,
    /// The present by the app's clock.
    pub now: Timestamp,
    /// Whether that clock is ahead of the real one.
    pub ahead: bool,
    /// Plan, cycle, devices and what they cost so far.
    pub standing: Standing,
    /// The next invoice, as it is and as it is expected to be.
    pub forecast: Forecast,
    /// The plan that comes with the next cycle, if another one was chosen.
    pub scheduled: Option<PlanVersion>,
    /// The card on file.
    pub card: Option<CardOnFile>,
    /// Whom invoices are made out to.
    pub bill_to: Party,
    /// The most that overage and add-ons of one cycle may cost.
    pub cap: Option<Money>,
    /// Every invoice, the newest first.
    pub invoices: Vec<StoredInvoice>,
    /// Every credit note, the newest first.
    pub credit_notes: Vec<CreditNote>,
    /// Every attempt to move money, oldest first.
    pub attempts: Vec<Attempt>,
    /// The plans to choose from.
    pub plans: Vec<PlanCard>,
    /// Days of thirty that remain in the cycle.
    pub days_left: u8,
}

/// A plan as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanCard {
    /// Its terms.
    pub plan: PlanVersion,
    /// Whether it is the present one.
    pub current: bool,
    /// Whether changing to it takes effect at once.
    pub rises: bool,
}

/// What a change would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Whether it takes effect at once; else with the next cycle.
    pub at_once: bool,
    /// The first day of the next cycle.
    pub next_cycle: Date,
    /// What is written up to then if nothing more is used, the oldest first.
    pub invoices: Vec<PreviewedInvoice>,
}

/// An invoice that would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedInvoice {
    /// The day that it is for.
    pub on: Date,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Their sum.
    pub total: Money,
}

impl Subscriptions {
    /// The subscription as its pages show it.
    ///
    /// # Errors
    /// [`Error::UnknownApp`], [`Error::Store`].
    pub async fn overview(&self, app: &AppId) -> Result<Overview> {
        self.0.usage.catch_up().await?;
        let account = self.view(app).await?;
        let standing = account.standing(self)?;
        let forecast = forecast(
            self.catalogue(),
            &account.history,
            &account.usage,
            &account.booked(),
            account.now,
        )?;
        let scheduled = standing.state.scheduled.as_ref();
        let scheduled = scheduled
            .map(|(plan, _)| self.catalogue().plan(plan))
            .transpose()?;
        let mut invoices = account.invoices.clone();
        invoices.reverse();
        let mut credit_notes: Vec<CreditNote> = account.notes.iter().map(|(_, note)| note.clone()).collect();
        credit_notes.reverse();
        let days_left = billing::remaining_days(account.history.anchor(), standing.cycle, account.now.date());
        Ok(Overview {
            mode: account.app.mode,
            now: account.now,
            ahead: account.row.ahead != 0,
            scheduled: scheduled.cloned(),
            card: account.card()?,
            bill_to: account.bill_to()?,
            cap: account.cap(self),
            plans: self.plan_cards(&standing),
            invoices,
            credit_notes,
            attempts: account.attempts,
            days_left,
            standing,
            forecast,
        })
    }

    /// What is offered, and what the app has even if it is not offered any more.
    fn plan_cards(&self, standing: &Standing) -> Vec<PlanCard> {
        self.catalogue()
            .plans()
            .iter()
            .filter(|plan| plan.offer == Offer::Everyone || plan.key == standing.plan.key)
            .map(|plan| PlanCard {
                plan: plan.clone(),
                current: plan.key == standing.plan.key,
                rises: standing.plan.rises_to(plan),
            })
            .collect()
    }

    /// Exactly what will be written up to the next cycle if this change is made and nothing more is used.
    ///
    /// # Errors
    /// [`Error::Rules`] with the reason in words if the change is not possible; [`Error::CardNeeded`] is
    /// not raised, so that prices can be looked at without a card.
    pub async fn preview(&self, app: &AppId, wish: &Wish) -> Result<Preview> {
        self.0.usage.catch_up().await?;
        let account = self.view(app).await?;
        let mut with_card = account.history.state(self.catalogue(), account.now)?;
        with_card.card = true;
        let change = match wish {
            Wish::Plan { to } => self.plan_change(&with_card, to)?,
            other => self.change_of(&account, other)?,
        };
        let at_once = !matches!(
            change,
            billing::Change::DowngradeScheduled { .. } | billing::Change::Cancelled { .. }
        );
        let entry = self.entry(&account, Actor::Customer, change);
        let difference = preview(
            self.catalogue(),
            &account.history,
            &account.usage,
            &account.booked(),
            entry,
        )?;
        Ok(Preview {
            at_once,
            next_cycle: account.history.cycle(account.now).end,
            invoices: self.previewed(difference)?,
        })
    }

    /// The invoices of a difference, with their sums.
    ///
    /// # Errors
    /// [`Error::Rules`] if a sum is too large.
    pub fn previewed(&self, difference: Difference) -> Result<Vec<PreviewedInvoice>> {
        let currency = self.catalogue().currency();
        difference
            .invoices
            .into_iter()
            .map(|due| {
                Ok(PreviewedInvoice {
                    on: due.on,
                    total: due.total(currency)?,
                    lines: due.lines,
                })
            })
            .collect()
    }

    /// The app's invoice of this number.
    ///
    /// # Errors
    /// [`Error::UnknownInvoice`], [`Error::UnknownApp`], [`Error::Store`].
    pub async fn invoice(&self, app: &AppId, number: &str) -> Result<StoredInvoice> {
        let account = self.view(app).await?;
        find(&account, number).cloned()
    }
}

pub(crate) fn find<'a>(account: &'a Account, number: &str) -> Result<&'a StoredInvoice> {
    let numbered = |it: &&StoredInvoice| {
        it.invoice
            .issued()
            .is_some_and(|issued| issued.number.to_string() == number)
    };
    account
        .invoices
        .iter()
        .find(numbered)
        .ok_or_else(|| Error::UnknownInvoice(number.chars().take(40).collect()))
}
