//! What came of an attempt, written into the books.

use crate::account::Account;
use crate::{Error, Result, Subscriptions};
use billing::{InvoiceState, Payment};
use domain::{AppId, Money};
use payments::{ChargeOutcome, Decline, RefundOutcome};
use store::payments::{Attempt, Outcome};
use uuid::Uuid;

/// What an attempt is to be noted as.
pub(crate) struct Settled {
    outcome: Outcome,
    charge: Option<String>,
    decline: Option<Decline>,
}

impl From<ChargeOutcome> for Settled {
    fn from(outcome: ChargeOutcome) -> Self {
        let of = |outcome, charge: Option<payments::ChargeId>| Self {
            outcome,
            charge: charge.map(Into::into),
            decline: None,
        };
        match outcome {
            ChargeOutcome::Paid { charge } => of(Outcome::Done, Some(charge)),
            ChargeOutcome::Declined { charge, decline } => Self {
                decline: Some(decline),
                ..of(Outcome::Declined, charge)
            },
            ChargeOutcome::NeedsAction { charge, .. } => of(Outcome::NeedsAction, Some(charge)),
            ChargeOutcome::AwaitingOperator { charge } => of(Outcome::AwaitingOperator, Some(charge)),
            ChargeOutcome::Canceled { charge } => of(Outcome::Canceled, Some(charge)),
            ChargeOutcome::Unknown { charge } => of(Outcome::Pending, charge),
        }
    }
}

impl From<RefundOutcome> for Settled {
    fn from(outcome: RefundOutcome) -> Self {
        let of = |outcome, refund: Option<payments::RefundId>| Self {
            outcome,
            charge: refund.map(Into::into),
            decline: None,
        };
        match outcome {
            RefundOutcome::Refunded { refund } => of(Outcome::Done, Some(refund)),
            RefundOutcome::Pending { refund } => of(Outcome::Pending, Some(refund)),
            RefundOutcome::Failed { refund } => of(Outcome::AwaitingOperator, Some(refund)),
            RefundOutcome::AwaitingOperator => of(Outcome::AwaitingOperator, None),
            RefundOutcome::Unknown => of(Outcome::Pending, None),
        }
    }
}

impl Subscriptions {
    /// Notes the outcome of an attempt; if money has moved, books it. What was settled before stays.
    /// Answers how the attempt stands.
    pub(crate) async fn settle(
        &self,
        app: &AppId,
        subject: Uuid,
        number: i64,
        settled: Settled,
    ) -> Result<Attempt> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let known = account.attempts_of(subject).find(|it| it.number == number);
        let mut attempt = known
            .cloned()
            .ok_or_else(|| Error::internal("an attempt was made that is not written down"))?;
        if matches!(attempt.outcome, Outcome::Done | Outcome::Canceled) {
            return Ok(attempt);
        }
        attempt.outcome = settled.outcome;
        attempt.charge = settled.charge.or(attempt.charge);
        attempt.code = settled.decline.as_ref().map(|it| it.code.clone());
        attempt.sentence = settled.decline.map(|it| it.sentence.to_owned());
        store::payments::update(&mut tx, app, &attempt).await?;
        if let Some(held) = account.attempts.iter_mut().find(|it| same(it, &attempt)) {
            held.clone_from(&attempt);
        }
        if attempt.outcome == Outcome::Done {
            self.book_money(&mut tx, &mut account, &attempt).await?;
        }
        self.conclude(tx, &mut account).await?;
        Ok(attempt)
    }

    async fn book_money(&self, tx: &mut store::Tx, account: &mut Account, attempt: &Attempt) -> Result<()> {
        let currency = attempt.currency.parse()?;
        let payment = Payment {
            id: attempt.charge.clone().unwrap_or_default(),
            amount: Money::new(attempt.cents, currency),
            at: account.now,
        };
        let of_note = account.notes.iter().find(|(id, _)| *id == attempt.subject);
        let day = match of_note {
            Some((_, note)) => Some(note.on),
            None => account.invoice(attempt.subject).map(|it| it.invoice.on()),
        };
        let is_refund = of_note.is_some();
        let found = account
            .invoices
            .iter()
            .find(|it| Some(it.invoice.on()) == day)
            .cloned();
        let Some(held) = found else {
            return Ok(());
        };
        let mut invoice = held.invoice;
        let on = invoice.on();
        let open = matches!(
            invoice.state(),
            InvoiceState::Open(_) | InvoiceState::Uncollectible(_)
        );
        if !is_refund && !open {
            // Somebody marked it as paid while the card was being charged.
            tracing::error!(app = %account.app.id, charge = payment.id, "an invoice was paid twice; refund this charge by hand");
            return Ok(());
        }
        let posted = if is_refund {
            invoice.refund(payment)?
        } else {
            invoice.pay(payment)?
        };
        if let Some(posted) = posted {
            self.write_invoice(tx, account, on, invoice, &posted).await?;
        }
        Ok(())
    }
}

fn same(a: &Attempt, b: &Attempt) -> bool {
    (a.subject, a.number) == (b.subject, b.number)
}
