//! The billing run: looks at every subscription whose time has come.

use crate::account::Account;
use crate::{Error, Result, Subscriptions};
use domain::AppId;
use std::time::Duration;
use store::payments::{Attempt, Outcome};

/// Subscriptions fetched at once; only one is held in memory at a time.
const PAGE: u32 = 200;
/// One that failed is tried again after this time.
const AGAIN: Duration = Duration::from_secs(10 * 60);

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Subscriptions looked at.
    pub looked_at: u64,
    /// Of those, how many could not be finished and will be tried again.
    pub failed: u64,
}

impl Subscriptions {
    /// Books and charges everything that is due. May be ended at any moment and started again: nothing is
    /// billed or charged twice, and what is missing is made up for.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Usage`]; a single subscription that fails is put off and logged.
    pub async fn run(&self) -> Result<Ran> {
        self.open_missing().await?;
        self.0.usage.catch_up().await?;
        let mut ran = Ran::default();
        loop {
            let now = self.real_now();
            let due = store::subscriptions::due(&self.0.store, now, PAGE).await?;
            if due.is_empty() {
                return Ok(ran);
            }
            for app in due {
                ran.looked_at += 1;
                match self.look_after(&app).await {
                    // A sandbox that was erased on the way, with the live app of its customer.
                    Ok(()) | Err(Error::UnknownApp) => {}
                    Err(error) => {
                        ran.failed += 1;
                        tracing::error!(%app, %error, "a subscription could not be billed; it will be tried again");
                        store::subscriptions::put_off(&self.0.store, &app, now.plus(AGAIN)).await?;
                    }
                }
            }
        }
    }

    /// Brings one subscription up to its present: settles what is in doubt, books, charges.
    ///
    /// # Errors
    /// As [`Subscriptions::run`].
    pub(crate) async fn look_after(&self, app: &AppId) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load_to_book(&mut tx, app).await?;
        if account.in_doubt() {
            tx.commit().await?;
            self.settle_doubts(&account).await?;
            tx = self.0.store.begin().await?;
            account = self.load_to_book(&mut tx, app).await?;
        }
        let todo = self.book(&mut tx, &mut account).await?;
        let erased = account.row.erased_at.is_some();
        tx.commit().await?;
        if !todo.is_empty() {
            self.carry_out(&account, todo).await;
            self.look_again_later(app).await?;
        }
        if erased && !account.is_sandbox() {
            self.forget_card(app).await;
        }
        Ok(())
    }

    /// What was to be done is done, or stays in doubt for a while.
    async fn look_again_later(&self, app: &AppId) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        match self.load(&mut tx, app).await {
            Ok(mut account) => self.plan_next_look(&mut tx, &mut account).await?,
            Err(Error::UnknownApp) => return Ok(()),
            Err(error) => return Err(error),
        }
        Ok(tx.commit().await?)
    }

    async fn settle_doubts(&self, account: &Account) -> Result<()> {
        let app = &account.app.id;
        let pending = |it: &&Attempt| it.outcome == Outcome::Pending;
        let mut subjects: Vec<_> = account
            .attempts
            .iter()
            .filter(pending)
            .map(|it| it.subject)
            .collect();
        subjects.dedup();
        for subject in subjects {
            let _turn = self.turn(app).await;
            match self.clear_up(app, subject, false).await {
                // The provider is away: booking goes on without it.
                Err(Error::Payments(error)) => {
                    tracing::warn!(%app, %error, "a payment is still in doubt");
                }
                other => other?,
            }
        }
        Ok(())
    }

    /// Makes the subscriptions of apps that nobody has looked at, so that the run finds them.
    async fn open_missing(&self) -> Result<()> {
        loop {
            let missing = store::subscriptions::missing(&self.0.store, PAGE).await?;
            if missing.is_empty() {
                return Ok(());
            }
            for app in missing {
                let mut tx = self.0.store.begin().await?;
                self.load(&mut tx, &app).await?;
                tx.commit().await?;
            }
        }
    }
}
