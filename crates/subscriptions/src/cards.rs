//! Cards on file.

use crate::account::Account;
use crate::{CardOnFile, Error, InvoiceId, Result, Subscriptions};
use billing::{Actor, Change, InvoiceState};
use domain::AppId;
use payments::{Card, CardEntry, CardId, CardSetup, GatewayKind, PaymentGateway as _, SetupId, SetupOutcome};

impl Subscriptions {
    /// Begins to put a card on file; says what the page has to show. Where the operator collects the money
    /// there are no cards ([`CardSetup::Unneeded`]), and [`Subscriptions::pay_by_invoice`] takes their place.
    ///
    /// # Errors
    /// [`Error::Payments`], [`Error::UnknownApp`], [`Error::Store`].
    pub async fn begin_card(&self, app: &AppId) -> Result<CardSetup> {
        let payer = self.payer(app).await?;
        let mode = self.mode(app).await?;
        Ok(self.gateway(mode).begin_card_setup(&payer).await?)
    }

    /// Ends it, or says how it stands. A card that is saved takes the place of the one before, and open
    /// invoices are charged to it.
    ///
    /// # Errors
    /// [`Error::Payments`], with what was typed wrong; [`Error::Store`].
    pub async fn finish_card(&self, app: &AppId, setup: &SetupId, entry: CardEntry) -> Result<SetupOutcome> {
        let payer = self.payer(app).await?;
        let mode = self.mode(app).await?;
        let outcome = self.gateway(mode).finish_card_setup(&payer, setup, entry).await?;
        if let SetupOutcome::Saved(card) = &outcome {
            self.keep(app, card).await?;
        }
        Ok(outcome)
    }

    /// Plays the bank's page of the simulated provider for a card that wants to be confirmed.
    ///
    /// # Errors
    /// As [`Subscriptions::finish_card`].
    pub async fn confirm_card(&self, app: &AppId, setup: &SetupId, confirmed: bool) -> Result<SetupOutcome> {
        let payer = self.payer(app).await?;
        let mode = self.mode(app).await?;
        let Some(simulated) = self.gateway(mode).simulated() else {
            return Err(payments::Error::NotOffered("pages of a bank").into());
        };
        let outcome = simulated.authenticate_setup(&payer, setup, confirmed).await?;
        if let SetupOutcome::Saved(card) = &outcome {
            self.keep(app, card).await?;
        }
        Ok(outcome)
    }

    /// Notes that invoices are paid by transfer; only where the operator collects the money.
    ///
    /// # Errors
    /// [`Error::Payments`] elsewhere, [`Error::Store`].
    pub async fn pay_by_invoice(&self, app: &AppId) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        if self.gateway(account.app.mode).kind() != GatewayKind::Manual {
            return Err(payments::Error::NotOffered("payment by transfer").into());
        }
        self.record(&mut tx, &mut account, Actor::Customer, Change::CardAttached)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn keep(&self, app: &AppId, card: &Card) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let old = account.card()?;
        if old.as_ref().is_some_and(|old| old.id == card.id.as_str()) {
            return Ok(());
        }
        account.row.card = Some(serde_json::to_string(&CardOnFile {
            id: card.id.to_string(),
            brand: card.brand.clone(),
            last4: card.last4.clone(),
            expiry: card.expiry,
        })?);
        store::subscriptions::save(&mut tx, &account.row).await?;
        self.record(&mut tx, &mut account, Actor::Customer, Change::CardAttached)
            .await?;
        tx.commit().await?;
        if let Some(old) = old {
            self.detach(&account, &old.id).await;
        }
        for invoice in open_invoices(&account) {
            self.charge(app, invoice).await?;
        }
        Ok(())
    }

    /// Takes the card away.
    ///
    /// # Errors
    /// [`Error::CardInUse`] on a plan with a price or while something is unpaid; [`Error::Rules`] if there is
    /// none; [`Error::Store`].
    pub async fn remove_card(&self, app: &AppId) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let standing = account.standing(self)?;
        let owes = !open_invoices(&account).is_empty() || !standing.spent.is_zero();
        if !standing.plan.is_free() || owes {
            return Err(Error::CardInUse);
        }
        let card = account.card()?;
        account.row.card = None;
        self.record(&mut tx, &mut account, Actor::Customer, Change::CardRemoved)
            .await?;
        store::subscriptions::save(&mut tx, &account.row).await?;
        tx.commit().await?;
        if let Some(card) = card {
            self.detach(&account, &card.id).await;
        }
        Ok(())
    }

    /// Makes the provider forget a card. That it could not is no reason to fail: nothing charges it any more.
    pub(crate) async fn detach(&self, account: &Account, card: &str) {
        let (Ok(card), Some(Ok(payer))) = (
            card.parse::<CardId>(),
            account.row.payer.as_deref().map(str::parse),
        ) else {
            return;
        };
        let gateway = self.gateway(account.app.mode);
        if let Err(error) = gateway.detach_card(&payer, &card).await {
            tracing::warn!(app = %account.app.id, %error, "a card that is not used any more is still on file at the provider");
        }
    }

    pub(crate) async fn mode(&self, app: &AppId) -> Result<store::apps::AppMode> {
        let found = store::apps::find(&self.0.store, app).await?;
        Ok(found.ok_or(Error::UnknownApp)?.mode)
    }
}

pub(crate) fn open_invoices(account: &Account) -> Vec<InvoiceId> {
    account
        .invoices
        .iter()
        .filter(|it| matches!(it.invoice.state(), InvoiceState::Open(_)))
        .map(|it| it.id)
        .collect()
}
