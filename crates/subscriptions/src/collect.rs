//! Moving money: the attempt is written down, then made, then settled.

use crate::account::Account;
use crate::book::Todo;
use crate::settle::Settled;
use crate::{Error, InvoiceId, Result, Subscriptions};
use billing::InvoiceState;
use domain::{AppId, Money};
use payments::{
    AnyGateway, CardId, ChargeId, ChargeRequest, GatewayKind, IdempotencyKey, Payer, PayerId,
    PaymentGateway as _, RefundRequest,
};
use store::Tx;
use store::payments::{Attempt, Outcome};
use uuid::Uuid;

impl Subscriptions {
    /// Does what booking left to be done. What fails is tried again by the next run, because it is
    /// written down.
    pub(crate) async fn carry_out(&self, account: &Account, todo: Vec<Todo>) {
        let app = &account.app.id;
        for item in todo {
            let done = match item {
                Todo::Make(subject) => {
                    let _turn = self.turn(app).await;
                    self.clear_up(app, subject, false).await
                }
                Todo::Again(invoice) => self.charge(app, invoice).await.map(drop),
            };
            if let Err(error) = done {
                tracing::warn!(%app, %error, "money could not be moved; it will be tried again");
            }
        }
    }

    /// Writes down, in the transaction that found a charge due, that it is to be made; says what is left to
    /// do. Without anything to charge it to nothing is: a card that comes later pays.
    pub(crate) async fn write_charge(
        &self,
        tx: &mut Tx,
        account: &mut Account,
        invoice: InvoiceId,
    ) -> Result<Option<Todo>> {
        let Some(owed) = owed(account, invoice)? else {
            return Ok(None);
        };
        if !self.can_charge(account) {
            return Ok(None);
        }
        let waits = |it: &Attempt| matches!(it.outcome, Outcome::NeedsAction | Outcome::AwaitingOperator);
        if account.attempts_of(invoice.0).any(waits) {
            return Ok(Some(Todo::Again(invoice)));
        }
        if !in_doubt(account, invoice) {
            self.write_attempt(tx, account, invoice, owed).await?;
        }
        Ok(Some(Todo::Make(invoice.0)))
    }

    async fn write_attempt(
        &self,
        tx: &mut Tx,
        account: &mut Account,
        invoice: InvoiceId,
        owed: Money,
    ) -> Result<Attempt> {
        let attempt = Attempt {
            subject: invoice.0,
            number: next_number(account, invoice.0),
            at: self.real_now(),
            card: account.card()?.map(|card| card.id),
            cents: owed.cents(),
            currency: owed.currency().to_string(),
            outcome: Outcome::Pending,
            charge: None,
            code: None,
            sentence: None,
        };
        store::payments::insert(tx, &account.app.id, &attempt).await?;
        account.attempts.push(attempt.clone());
        Ok(attempt)
    }

    /// Writes down that what a credit note says is to be given back, to the card that paid. What was paid in
    /// several parts or by hand is given back by hand.
    pub(crate) async fn write_refund(
        &self,
        tx: &mut Tx,
        account: &mut Account,
        invoice: InvoiceId,
        note: Uuid,
        amount: Money,
    ) -> Result<()> {
        let paid = account
            .attempts_of(invoice.0)
            .find(|it| it.outcome == Outcome::Done && it.cents >= amount.cents());
        let charge = paid.and_then(|it| it.charge.clone());
        let attempt = Attempt {
            subject: note,
            number: 1,
            at: self.real_now(),
            outcome: if charge.is_some() {
                Outcome::Pending
            } else {
                Outcome::AwaitingOperator
            },
            // What is to be refunded, so that a repetition refunds the same.
            card: charge,
            cents: amount.cents(),
            currency: amount.currency().to_string(),
            charge: None,
            code: None,
            sentence: None,
        };
        store::payments::insert(tx, &account.app.id, &attempt).await?;
        account.attempts.push(attempt);
        Ok(())
    }

    /// Charges what is owed on an invoice. An attempt that is in doubt is cleared up first, one that waits
    /// for its owner is called off. Answers the last attempt; none if there is nothing to charge or no
    /// card to charge it to.
    pub(crate) async fn charge(&self, app: &AppId, invoice: InvoiceId) -> Result<Option<Attempt>> {
        let _turn = self.turn(app).await;
        self.clear_up(app, invoice.0, true).await?;
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let owed = owed(&account, invoice)?;
        let (Some(owed), false, true) = (owed, in_doubt(&account, invoice), self.can_charge(&account)) else {
            return Ok(account.attempts_of(invoice.0).last().cloned());
        };
        let attempt = self.write_attempt(&mut tx, &mut account, invoice, owed).await?;
        self.plan_next_look(&mut tx, &mut account).await?;
        tx.commit().await?;
        self.make(app, &account, &attempt).await.map(Some)
    }

    /// Whether there is a card, or somebody who collects the money without one.
    fn can_charge(&self, account: &Account) -> bool {
        account.row.card.is_some() || self.gateway(account.app.mode).kind() == GatewayKind::Manual
    }

    /// Makes an attempt that is written down, or makes it again under the same key.
    async fn make(&self, app: &AppId, account: &Account, attempt: &Attempt) -> Result<Attempt> {
        let gateway = self.gateway(account.app.mode);
        let payer = self.payer(app).await?;
        let key = charge_key(attempt)?;
        let request = ChargeRequest {
            payer,
            card: card_of(attempt)?,
            amount: Money::new(attempt.cents, attempt.currency.parse()?),
            key,
            invoice: attempt.subject.to_string(),
            first_tried: attempt.at,
        };
        let settled = match gateway.charge(&request).await {
            Ok(outcome) => Settled::from(outcome),
            // It moved no money; but an earlier call of the same attempt may have, so it stays in doubt.
            Err(error) => {
                tracing::warn!(%app, %error, "a charge could not be made");
                return Ok(attempt.clone());
            }
        };
        self.settle(app, attempt.subject, attempt.number, settled).await
    }

    /// Finds out what became of attempts that are in doubt. With `call_off`, one that waits for its owner
    /// is called off, so that another can be made.
    pub(crate) async fn clear_up(&self, app: &AppId, subject: Uuid, call_off: bool) -> Result<()> {
        let account = self.view(app).await?;
        let gateway = self.gateway(account.app.mode);
        let open: Vec<Attempt> = account.attempts_of(subject).cloned().collect();
        let is_note = account.notes.iter().any(|(id, _)| *id == subject);
        for attempt in open {
            match attempt.outcome {
                Outcome::Pending if is_note => {
                    self.refund_again(app, &account, &attempt).await?;
                }
                Outcome::Pending => {
                    let again = self.make(app, &account, &attempt).await?;
                    if again.outcome == Outcome::NeedsAction && call_off {
                        self.call_off(app, gateway, &again).await?;
                    }
                }
                Outcome::NeedsAction if call_off => self.call_off(app, gateway, &attempt).await?,
                Outcome::NeedsAction => {
                    if let Some(charge) = charge_of(&attempt)? {
                        let state = gateway.charge_state(&charge).await?;
                        self.settle(app, subject, attempt.number, state.into()).await?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn call_off(&self, app: &AppId, gateway: &AnyGateway, attempt: &Attempt) -> Result<()> {
        if let Some(charge) = charge_of(attempt)? {
            let outcome = gateway.cancel_charge(&charge).await?;
            self.settle(app, attempt.subject, attempt.number, outcome.into())
                .await?;
        }
        Ok(())
    }

    async fn refund_again(&self, app: &AppId, account: &Account, attempt: &Attempt) -> Result<()> {
        let Some(charge) = &attempt.card else {
            return Ok(());
        };
        let request = RefundRequest {
            charge: charge.parse().map_err(Error::internal)?,
            amount: Some(Money::new(attempt.cents, attempt.currency.parse()?)),
            key: IdempotencyKey::refund(&attempt.subject.to_string()),
        };
        let outcome = self.gateway(account.app.mode).refund(&request).await?;
        self.settle(app, attempt.subject, attempt.number, outcome.into())
            .await?;
        Ok(())
    }

    /// The payer as the provider knows it; made known if it is not.
    pub(crate) async fn payer(&self, app: &AppId) -> Result<PayerId> {
        let account = self.view(app).await?;
        let known = account.row.payer.as_deref().map(str::parse).transpose();
        let known: Option<PayerId> = known.map_err(Error::internal)?;
        let bill_to = account.bill_to()?;
        let payer = Payer {
            reference: app.to_string(),
            name: bill_to.name,
            email: bill_to.email,
        };
        let id = self
            .gateway(account.app.mode)
            .ensure_payer(&payer, known.as_ref())
            .await?;
        if known.as_ref() != Some(&id) {
            let mut tx = self.0.store.begin().await?;
            let mut account = self.load(&mut tx, app).await?;
            account.row.payer = Some(id.to_string());
            store::subscriptions::save(&mut tx, &account.row).await?;
            tx.commit().await?;
        }
        Ok(id)
    }
}

/// What is owed on an invoice that can be paid.
fn owed(account: &Account, invoice: InvoiceId) -> Result<Option<Money>> {
    let Some(held) = account.invoice(invoice.0) else {
        return Ok(None);
    };
    let open = matches!(
        held.invoice.state(),
        InvoiceState::Open(_) | InvoiceState::Uncollectible(_)
    );
    let owed = held.invoice.balance()?;
    Ok((open && owed > Money::zero(owed.currency())).then_some(owed))
}

fn in_doubt(account: &Account, invoice: InvoiceId) -> bool {
    account
        .attempts_of(invoice.0)
        .any(|it| it.outcome == Outcome::Pending)
}

fn next_number(account: &Account, subject: Uuid) -> i64 {
    let last = account.attempts_of(subject).map(|it| it.number).max();
    last.unwrap_or(0) + 1
}

fn charge_key(attempt: &Attempt) -> Result<IdempotencyKey> {
    let number = u32::try_from(attempt.number).map_err(Error::internal)?;
    Ok(IdempotencyKey::charge(&attempt.subject.to_string(), number))
}

/// The card of an attempt; where payments are made by hand there is none, and the name is never used.
fn card_of(attempt: &Attempt) -> Result<CardId> {
    let name = attempt.card.clone().unwrap_or_else(|| "by_hand".to_owned());
    name.parse().map_err(Error::internal)
}

/// The provider's name for the charge that an attempt made.
pub(crate) fn charge_of(attempt: &Attempt) -> Result<Option<ChargeId>> {
    attempt
        .charge
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(Error::internal)
}
