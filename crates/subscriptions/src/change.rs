//! Changes that a customer makes: plan, cancellation, and back.

use crate::account::Account;
use crate::mail::{Cancelled, Reverted};
use crate::{Error, Result, Subscriptions, Wish, mail};
use billing::{Actor, Change, PlanKey, State};
use domain::AppId;

/// More of a reason is not kept.
const LONGEST_REASON: usize = 2_000;

impl Subscriptions {
    /// Makes a change, and books and charges what falls due by it.
    ///
    /// # Errors
    /// [`Error::Rules`] with the reason in words, [`Error::CardNeeded`], [`Error::UnknownApp`],
    /// [`Error::Store`].
    pub async fn change(&self, app: &AppId, wish: &Wish) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let change = self.change_of(&account, wish)?;
        self.record(&mut tx, &mut account, Actor::Customer, change.clone())
            .await?;
        match &change {
            Change::Cancelled { .. } => {
                let text = Cancelled::new(self, &account)?;
                mail::send(self, &mut tx, &account, &text).await?;
            }
            Change::CancellationReverted => {
                let text = Reverted::new(self, &account)?;
                mail::send(self, &mut tx, &account, &text).await?;
            }
            _ => {}
        }
        tx.commit().await?;
        tracing::info!(%app, ?change, "a subscription was changed");
        self.look_after(app).await
    }

    /// The entry that a wish stands for, by what the account is now.
    pub(crate) fn change_of(&self, account: &Account, wish: &Wish) -> Result<Change> {
        Ok(match wish {
            Wish::Plan { to } => {
                let state = account.history.state(self.catalogue(), account.now)?;
                self.plan_change(&state, to)?
            }
            Wish::Stay => Change::DowngradeUndone,
            Wish::Cancel { reason } => Change::Cancelled {
                reason: reason.trim().chars().take(LONGEST_REASON).collect(),
            },
            Wish::Revert => Change::CancellationReverted,
        })
    }

    /// The change to a plan: at once if it is higher. One with a price needs a card.
    pub(crate) fn plan_change(&self, state: &State, to: &PlanKey) -> Result<Change> {
        let (from, plan) = (self.catalogue().plan(&state.plan)?, self.catalogue().plan(to)?);
        if !plan.is_free() && !state.card {
            return Err(Error::CardNeeded);
        }
        let to = to.clone();
        Ok(if from.rises_to(plan) {
            Change::Upgraded { to }
        } else {
            Change::DowngradeScheduled { to }
        })
    }
}
