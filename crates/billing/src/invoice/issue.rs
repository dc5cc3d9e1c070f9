//! Issuing: a number is drawn, and parties and text are frozen. And the two ways of giving up.

use super::{Invoice, InvoiceState, Issued};
use crate::{Account, Error, Numbering, Posting, Result, Transaction};
use domain::{Date, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// What is frozen on an invoice when it is issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// When.
    pub at: Timestamp,
    /// The day by which it is to be paid.
    pub due: Date,
    /// From whom and to whom.
    pub parties: Parties,
    /// A text at its foot.
    pub note: String,
    /// Taxes on the lines, zero or more; prices exclude them (contract §5.3).
    pub tax: Money,
}

/// Who bills whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// The operator.
    pub seller: Party,
    /// The customer.
    pub customer: Party,
}

/// A name and where to find it, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The organisation.
    pub name: String,
    /// Its address, line by line.
    pub address: Vec<String>,
    /// Where invoices are sent.
    pub email: String,
    /// Its tax id, as it was typed.
    pub tax_id: Option<String>,
}

impl Invoice {
    /// Issues a draft under the next number. An invoice of nothing is paid at once.
    ///
    /// # Errors
    /// [`Error::InvoiceState`] unless it is a draft, [`Error::Amount`] for taxes below zero,
    /// [`Error::Money`]. No number is drawn then.
    pub fn issue(&mut self, numbering: &mut Numbering, issue: Issue) -> Result<Transaction> {
        if self.state != InvoiceState::Draft {
            return Err(self.cannot("be issued"));
        }
        if issue.tax.is_negative() {
            return Err(Error::Amount {
                given: issue.tax,
                most: self.net,
            });
        }
        let total = self.net.plus(issue.tax)?;
        let zero = Money::zero(self.net.currency());
        let postings = vec![
            Posting {
                account: Account::Receivable,
                amount: total,
            },
            Posting {
                account: Account::Revenue,
                amount: self.net.negated()?,
            },
            Posting {
                account: Account::Tax,
                amount: issue.tax.negated()?,
            },
        ];
        let id = format!("issue {}", numbering.next());
        let transaction = Transaction::new(id, issue.at, postings)?;
        let issued = Issued {
            number: numbering.draw(),
            at: issue.at,
            due: issue.due,
            parties: issue.parties,
            note: issue.note,
            tax: issue.tax,
            payments: Vec::new(),
            refunds: Vec::new(),
            credited_net: zero,
            credited_tax: zero,
            closed: total.is_zero().then_some(issue.at),
        };
        self.state = if total.is_zero() {
            InvoiceState::Paid(issued)
        } else {
            InvoiceState::Open(issued)
        };
        Ok(transaction)
    }

    /// Gives up an invoice as a whole, as if it had not been issued; its number and its lines stay, so
    /// that they are not billed again.
    ///
    /// # Errors
    /// [`Error::InvoiceState`] unless it is open with nothing paid and nothing credited.
    pub fn void(&mut self, at: Timestamp) -> Result<Transaction> {
        let InvoiceState::Open(issued) = &self.state else {
            return Err(self.cannot("be made void"));
        };
        if !issued.payments.is_empty() || !issued.credited_net.is_zero() {
            let is = "partly paid or credited";
            return Err(Error::InvoiceState {
                is,
                cannot: "be made void; credit the rest",
            });
        }
        let postings = vec![
            Posting {
                account: Account::Receivable,
                amount: self.total()?.negated()?,
            },
            Posting {
                account: Account::Revenue,
                amount: self.net,
            },
            Posting {
                account: Account::Tax,
                amount: issued.tax,
            },
        ];
        let transaction = Transaction::new(format!("void {}", issued.number), at, postings)?;
        let issued = Issued {
            closed: Some(at),
            ..issued.clone()
        };
        self.state = InvoiceState::Void(issued);
        Ok(transaction)
    }

    /// Writes off what is owed. The debt stays and can be paid later.
    ///
    /// # Errors
    /// [`Error::InvoiceState`] unless it is open.
    pub fn write_off(&mut self, at: Timestamp) -> Result<Transaction> {
        let InvoiceState::Open(issued) = &self.state else {
            return Err(self.cannot("be written off"));
        };
        let owed = self.balance()?;
        let postings = vec![
            Posting {
                account: Account::WriteOff,
                amount: owed,
            },
            Posting {
                account: Account::Receivable,
                amount: owed.negated()?,
            },
        ];
        let transaction = Transaction::new(format!("write-off {}", issued.number), at, postings)?;
        let issued = Issued {
            closed: Some(at),
            ..issued.clone()
        };
        self.state = InvoiceState::Uncollectible(issued);
        Ok(transaction)
    }
}
