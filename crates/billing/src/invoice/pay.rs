//! Payments and refunds. The same one reported twice, as gateways do, is one.

use super::{Invoice, InvoiceState, Issued, Payment};
use crate::{Account, Error, Posting, Result, Transaction};
use domain::Money;

impl Invoice {
    /// Takes a payment of all or a part of what is owed. Answers nothing if this payment is known.
    ///
    /// # Errors
    /// [`Error::InvoiceState`] unless it is open or uncollectible, [`Error::Amount`],
    /// [`Error::PaymentIdReused`].
    pub fn pay(&mut self, payment: Payment) -> Result<Option<Transaction>> {
        if self
            .issued()
            .map_or(Ok(false), |issued| known(&issued.payments, &payment))?
        {
            return Ok(None);
        }
        let owed = self.balance()?;
        let (mut issued, from) = match &self.state {
            InvoiceState::Open(issued) => (issued.clone(), Account::Receivable),
            // What was written off comes back.
            InvoiceState::Uncollectible(issued) => (issued.clone(), Account::WriteOff),
            _ => return Err(self.cannot("be paid")),
        };
        between_a_cent_and(owed, payment.amount)?;
        let transaction = moved("payment", &payment, Account::Cash, from)?;
        let (settled, at) = (payment.amount == owed, payment.at);
        issued.payments.push(payment);
        if settled {
            self.state = InvoiceState::Paid(Issued {
                closed: Some(at),
                ..issued
            });
        } else if from == Account::Receivable {
            self.state = InvoiceState::Open(issued);
        } else {
            self.state = InvoiceState::Uncollectible(issued);
        }
        Ok(Some(transaction))
    }

    /// Pays back what was paid and then credited. Answers nothing if this refund is known.
    ///
    /// # Errors
    /// [`Error::InvoiceState`] unless it is paid, [`Error::Amount`], [`Error::PaymentIdReused`].
    pub fn refund(&mut self, refund: Payment) -> Result<Option<Transaction>> {
        if self
            .issued()
            .map_or(Ok(false), |issued| known(&issued.refunds, &refund))?
        {
            return Ok(None);
        }
        let most = self.balance()?.negated()?;
        let InvoiceState::Paid(issued) = &mut self.state else {
            return Err(self.cannot("be paid back"));
        };
        between_a_cent_and(most, refund.amount)?;
        let transaction = moved("refund", &refund, Account::Receivable, Account::Cash)?;
        issued.refunds.push(refund);
        Ok(Some(transaction))
    }
}

fn known(payments: &[Payment], payment: &Payment) -> Result<bool> {
    match payments.iter().find(|known| known.id == payment.id) {
        None => Ok(false),
        Some(known) if known.amount == payment.amount => Ok(true),
        Some(known) => Err(Error::PaymentIdReused(known.id.clone())),
    }
}

fn between_a_cent_and(most: Money, given: Money) -> Result<()> {
    let cent = Money::new(1, most.currency());
    if given >= cent && given <= most {
        Ok(())
    } else {
        Err(Error::Amount { given, most })
    }
}

fn moved(what: &str, payment: &Payment, to: Account, from: Account) -> Result<Transaction> {
    let postings = vec![
        Posting {
            account: to,
            amount: payment.amount,
        },
        Posting {
            account: from,
            amount: payment.amount.negated()?,
        },
    ];
    Transaction::new(format!("{what} {}", payment.id), payment.at, postings)
}
