//! Payments that a person makes or confirms, and what the provider tells us about them.

use crate::collect::charge_of;
use crate::{Error, InvoiceId, Result, Subscriptions};
use domain::AppId;
use payments::{ChargeId, ChargeOutcome, PaymentGateway as _, Subject};
use store::apps::AppMode;
use store::payments::{Attempt, Outcome};

impl Subscriptions {
    /// Charges an open invoice now, because its owner asks for it.
    ///
    /// # Errors
    /// [`Error::UnknownInvoice`], [`Error::CardNeeded`], [`Error::Payments`], [`Error::Store`].
    pub async fn pay(&self, app: &AppId, number: &str) -> Result<Attempt> {
        let invoice = self.numbered(app, number).await?;
        let attempt = self.charge(app, invoice).await?;
        self.look_after(app).await?;
        attempt.ok_or(Error::CardNeeded)
    }

    /// What the page must do so that the owner of the card can confirm the payment of an invoice; nothing if
    /// no payment waits for that.
    ///
    /// # Errors
    /// As [`Subscriptions::pay`].
    pub async fn confirmation(&self, app: &AppId, number: &str) -> Result<Option<payments::Action>> {
        let Some((mode, attempt)) = self.unconfirmed(app, number).await? else {
            return Ok(None);
        };
        let Some(charge) = charge_of(&attempt)? else {
            return Ok(None);
        };
        match self.gateway(mode).charge_state(&charge).await? {
            ChargeOutcome::NeedsAction { action, .. } => Ok(Some(action)),
            other => {
                self.settle(app, attempt.subject, attempt.number, other.into())
                    .await?;
                Ok(None)
            }
        }
    }

    /// Plays the bank's page of the simulated provider for a payment that wants to be confirmed.
    ///
    /// # Errors
    /// As [`Subscriptions::pay`].
    pub async fn confirm(&self, app: &AppId, number: &str, confirmed: bool) -> Result<Option<Attempt>> {
        let Some((mode, attempt)) = self.unconfirmed(app, number).await? else {
            return Ok(None);
        };
        let (Some(simulated), Some(charge)) = (self.gateway(mode).simulated(), charge_of(&attempt)?) else {
            return Ok(None);
        };
        let payer = self.payer(app).await?;
        let outcome = simulated.authenticate(&payer, &charge, confirmed).await?;
        let settled = self
            .settle(app, attempt.subject, attempt.number, outcome.into())
            .await?;
        self.look_after(app).await?;
        Ok(Some(settled))
    }

    /// Takes a notice of the provider: `body` as it came, and the header that signs it. One that came before
    /// is dropped; of the others only what they are about is believed, and its state is asked for.
    ///
    /// # Errors
    /// [`payments::Error::Forged`] and the like; [`Error::Store`], after which it is to be sent again.
    pub async fn notice(&self, body: &[u8], signature: &str) -> Result<()> {
        let event = self.gateway(AppMode::Live).read_webhook(body, signature)?;
        let id = event.id.as_str();
        if !store::payments::note_notice(&self.0.store, id, self.real_now()).await? {
            return Ok(());
        }
        let done = self.heed(&event.subject).await;
        if done.is_err() {
            store::payments::forget_notice(&self.0.store, id).await?;
        }
        done
    }

    async fn heed(&self, subject: &Subject) -> Result<()> {
        let charge = match subject {
            Subject::Charge(charge) => charge,
            Subject::Dispute(charge) => {
                let charge = charge.as_ref().map_or("", ChargeId::as_str);
                tracing::error!(
                    charge,
                    "a customer's bank disputes a payment; look at the provider's page"
                );
                return Ok(());
            }
            // A set-up is finished by the page that began it; refunds are asked about by the run.
            Subject::Setup(_) | Subject::Refund(_) | Subject::Other => return Ok(()),
        };
        let Some(app) = store::payments::app_of_charge(&self.0.store, charge.as_str()).await? else {
            return Ok(());
        };
        let _turn = self.turn(&app).await;
        let account = self.view(&app).await?;
        let found = account
            .attempts
            .iter()
            .find(|it| it.charge.as_deref() == Some(charge.as_str()));
        if let Some(attempt) = found {
            let outcome = self.gateway(account.app.mode).charge_state(charge).await?;
            self.settle(&app, attempt.subject, attempt.number, outcome.into())
                .await?;
        }
        Ok(())
    }

    /// The attempt of an invoice that waits for its owner.
    async fn unconfirmed(&self, app: &AppId, number: &str) -> Result<Option<(AppMode, Attempt)>> {
        let invoice = self.numbered(app, number).await?;
        let account = self.view(app).await?;
        let attempt = account
            .attempts_of(invoice.0)
            .find(|it| it.outcome == Outcome::NeedsAction);
        Ok(attempt.map(|attempt| (account.app.mode, attempt.clone())))
    }

    /// The invoice with this number.
    pub(crate) async fn numbered(&self, app: &AppId, number: &str) -> Result<InvoiceId> {
        Ok(self.invoice(app, number).await?.id)
    }
}
