//! How every change to what is owed ends, and when the billing run has to look again.

use crate::account::Account;
use crate::book::time_days;
use crate::{Result, Subscriptions};
use billing::{Actor, Change, InvoiceState, Life};
use domain::Timestamp;
use std::time::Duration;
use store::Tx;

/// A payment whose end is not known is looked at again after this time.
const DOUBT: Duration = Duration::from_secs(15 * 60);

impl Subscriptions {
    /// Lets meetings begin again once nothing is unpaid for too long.
    pub(crate) async fn resume(&self, tx: &mut Tx, account: &mut Account) -> Result<()> {
        let state = account.history.state(self.catalogue(), account.now)?;
        let unpaid = account
            .invoices
            .iter()
            .any(|it| self.0.settings.dunning.suspends(&it.invoice, account.now));
        if state.access.suspended && !unpaid && !matches!(state.life, Life::Ended { .. }) {
            self.record(tx, account, Actor::Dunning, Change::Resumed).await?;
        }
        Ok(())
    }

    /// Ends a transaction after which something else is owed: meetings may begin again, and the run looks
    /// at another time.
    pub(crate) async fn conclude(&self, mut tx: Tx, account: &mut Account) -> Result<()> {
        self.resume(&mut tx, account).await?;
        self.plan_next_look(&mut tx, account).await?;
        Ok(tx.commit().await?)
    }

    /// Notes when the billing run has to look again, and writes the row.
    pub(crate) async fn plan_next_look(&self, tx: &mut Tx, account: &mut Account) -> Result<()> {
        if account.row.erased_at.is_some() && account.is_sandbox() {
            return Ok(());
        }
        let ahead = Duration::from_micros(u64::try_from(account.row.ahead).unwrap_or(0));
        let next = self.next_look(account)?.map(|at| at.minus(ahead));
        let doubt = account.in_doubt().then(|| self.real_now().plus(DOUBT));
        account.row.due_at = [next, doubt].into_iter().flatten().min();
        Ok(store::subscriptions::save(tx, &account.row).await?)
    }

    /// The next moment by the app's clock at which there is something to do.
    pub(crate) fn next_look(&self, account: &Account) -> Result<Option<Timestamp>> {
        let mut next = Vec::new();
        if account.row.erased_at.is_none() {
            let cycle = account.history.cycle(account.now);
            next.push(Timestamp::start_of(cycle.end));
        }
        for held in &account.invoices {
            let InvoiceState::Open(issued) = held.invoice.state() else {
                continue;
            };
            let steps = self.0.settings.dunning.steps().iter();
            let days = steps.filter_map(|step| issued.at.date().checked_add(time_days(step.day)));
            next.extend(days.map(Timestamp::start_of).find(|at| *at > account.now));
        }
        Ok(next.into_iter().filter(|at| *at > account.now).min())
    }
}
