//! Invoices: draft, then open under a number with everything frozen, then paid, void or uncollectible.

mod credit;
mod issue;
mod pay;

pub use issue::{Issue, Parties, Party};

use crate::{Booked, Due, Error, InvoiceNumber, Line, Result};
use domain::{Currency, Date, Money, MoneyError, Timestamp};
use serde::{Deserialize, Serialize};

/// One invoice. Its lines never change; what was wrong is mended by credit notes.
///
/// Every step that moves money answers with the [`crate::Transaction`] to be posted. Both are to be
/// written down together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    #[serde(with = "crate::day")]
    on: Date,
    lines: Vec<Line>,
    net: Money,
    state: InvoiceState,
}

/// Where an invoice stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InvoiceState {
    /// Not issued; it can be thrown away.
    Draft,
    /// Issued and not settled.
    Open(Issued),
    /// Nothing is owed on it any more: it was paid or credited.
    Paid(Issued),
    /// Given up as a whole before anything was paid. It stays billed and will not be billed again.
    Void(Issued),
    /// Not expected to be paid. It can still be.
    Uncollectible(Issued),
}

/// What was frozen when an invoice was issued, and what was paid and credited since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Its number.
    pub number: InvoiceNumber,
    /// When it was issued.
    pub at: Timestamp,
    /// The day by which it is to be paid.
    #[serde(with = "crate::day")]
    pub due: Date,
    /// From whom and to whom.
    pub parties: Parties,
    /// A text at its foot.
    pub note: String,
    /// Taxes on the lines, as the operator's rules had them.
    pub tax: Money,
    /// What was paid, in order.
    pub payments: Vec<Payment>,
    /// What was paid back, in order.
    pub refunds: Vec<Payment>,
    /// Of the lines, what was credited.
    pub credited_net: Money,
    /// Of the taxes, what was credited.
    pub credited_tax: Money,
    /// When it was paid, made void or given up.
    pub closed: Option<Timestamp>,
}

/// Money that went from one to the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The gateway's id; the same one again is the same payment.
    pub id: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
}

impl Invoice {
    /// A draft of what falls due on a day.
    ///
    /// # Errors
    /// [`Error::NotAnInvoice`] without lines or if they sum to less than nothing, [`Error::Money`].
    pub fn draft(due: Due, currency: Currency) -> Result<Self> {
        let net = due.total(currency)?;
        if due.lines.is_empty() || net.is_negative() {
            return Err(Error::NotAnInvoice(net));
        }
        Ok(Self {
            on: due.on,
            lines: due.lines,
            net,
            state: InvoiceState::Draft,
        })
    }

    /// The day that it is for; there is one invoice for a day.
    #[must_use]
    pub const fn on(&self) -> Date {
        self.on
    }

    /// The lines, in order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The sum of the lines, without taxes.
    #[must_use]
    pub const fn net(&self) -> Money {
        self.net
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> &InvoiceState {
        &self.state
    }

    /// What was frozen when it was issued; nothing for a draft.
    #[must_use]
    pub const fn issued(&self) -> Option<&Issued> {
        match &self.state {
            InvoiceState::Draft => None,
            InvoiceState::Open(issued)
            | InvoiceState::Paid(issued)
            | InvoiceState::Void(issued)
            | InvoiceState::Uncollectible(issued) => Some(issued),
        }
    }

    /// The sum of lines and taxes.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.issued()
            .map_or(Ok(self.net), |issued| self.net.plus(issued.tax))
    }

    /// What is still to be paid, or, below zero, to be paid back: the total less credits and payments.
    /// Of a void invoice nothing.
    ///
    /// # Errors
    /// [`MoneyError`].
    pub fn balance(&self) -> Result<Money, MoneyError> {
        let Some(issued) = self.issued() else {
            return Ok(self.net);
        };
        let currency = self.net.currency();
        if matches!(self.state, InvoiceState::Void(_)) {
            return Ok(Money::zero(currency));
        }
        let sum = |payments: &[Payment]| Money::sum(payments.iter().map(|it| it.amount), currency);
        self.total()?
            .minus(issued.credited_net.plus(issued.credited_tax)?)?
            .minus(sum(&issued.payments)?)?
            .plus(sum(&issued.refunds)?)
    }

    /// Its lines as booked ones; none for a draft.
    #[must_use]
    pub fn booked(&self) -> Vec<Booked> {
        if self.state == InvoiceState::Draft {
            return Vec::new();
        }
        self.lines
            .iter()
            .map(|line| Booked {
                on: self.on,
                line: line.clone(),
            })
            .collect()
    }

    /// The name of its state.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match self.state {
            InvoiceState::Draft => "draft",
            InvoiceState::Open(_) => "open",
            InvoiceState::Paid(_) => "paid",
            InvoiceState::Void(_) => "void",
            InvoiceState::Uncollectible(_) => "uncollectible",
        }
    }

    fn cannot(&self, cannot: &'static str) -> Error {
        Error::InvoiceState {
            is: self.status(),
            cannot,
        }
    }
}
