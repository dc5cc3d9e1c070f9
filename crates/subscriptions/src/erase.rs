//! The end: data is erased for good when the last cycle is over (contract §5.4, rule 6).
//!
//! Of a live app, the issued documents and the ledger stay: they are the operator's books, which the law
//! makes him keep, and they name the customer as he was named then. Of a sandbox nothing stays.

use crate::account::Account;
use crate::cards::open_invoices;
use crate::mail::Erased;
use crate::{Result, Subscriptions, mail};
use billing::{Change, Life};
use domain::{AppId, Date};
use store::Tx;
use store::apps::{AppMode, AppStatus};

impl Subscriptions {
    pub(crate) async fn erase_if_over(&self, tx: &mut Tx, account: &mut Account) -> Result<()> {
        let Some(end) = self.end(account)? else {
            return Ok(());
        };
        if account.now.date() < end || account.row.erased_at.is_some() {
            return Ok(());
        }
        let text = Erased::new(account)?;
        account.row.erased_at = Some(self.real_now());
        if account.is_sandbox() {
            mail::send(self, tx, account, &text).await?;
            return self.erase_sandbox(tx, &account.app.id).await;
        }
        for app in store::apps::of_customer_within(tx, account.app.customer).await? {
            if app.mode == AppMode::Sandbox && app.status != AppStatus::Deleted {
                self.erase_sandbox(tx, &app.id).await?;
            }
        }
        store::erase::app(tx, &account.app.id).await?;
        store::erase::customer(tx, account.app.customer).await?;
        // After that, because mails to the members go too.
        mail::send(self, tx, account, &text).await?;
        tracing::info!(app = %account.app.id, "a subscription has ended; its data was erased");
        Ok(())
    }

    async fn erase_sandbox(&self, tx: &mut Tx, app: &AppId) -> Result<()> {
        store::erase::app(tx, app).await?;
        store::erase::books(tx, app).await?;
        tracing::info!(%app, "a sandbox was erased");
        Ok(())
    }

    /// The first day on which nothing is left: of a cancelled account the end of its cycle, of one that was
    /// closed in the middle of a cycle the day on which the rest of it is billed.
    fn end(&self, account: &Account) -> Result<Option<Date>> {
        let state = account.history.state(self.catalogue(), account.now)?;
        let Life::Ended { on } = state.life else {
            return Ok(None);
        };
        let last = account.history.entries().last().map(|entry| &entry.change);
        if matches!(last, Some(Change::Closed { .. })) {
            let at = domain::Timestamp::start_of(on);
            return Ok(Some(account.history.cycle(at).end));
        }
        Ok(Some(on))
    }

    /// Makes the provider forget the card of an erased account once nothing is left to be charged to it.
    pub(crate) async fn forget_card(&self, app: &AppId) {
        if let Err(error) = self.try_to_forget_card(app).await {
            tracing::warn!(%app, %error, "the card of an erased account could not be forgotten yet");
        }
    }

    async fn try_to_forget_card(&self, app: &AppId) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        if !open_invoices(&account).is_empty() || account.in_doubt() {
            return Ok(());
        }
        let Some(card) = account.card()? else {
            return Ok(());
        };
        account.row.card = None;
        account.row.bill_to = serde_json::to_string(&billing::Party::default())?;
        store::subscriptions::save(&mut tx, &account.row).await?;
        tx.commit().await?;
        self.detach(&account, &card.id).await;
        Ok(())
    }
}
