//! Crediting: never more than was billed, whatever the reasons.

use super::{Invoice, InvoiceState, Issued};
use crate::{Account, Credit, CreditNote, Error, Numbering, Posting, Result, Transaction};
use domain::{Money, Timestamp};
use std::cmp::Ordering;

impl Invoice {
    /// What can still be credited of the lines, without taxes.
    ///
    /// # Errors
    /// [`Error::Money`].
    pub fn creditable(&self) -> Result<Money> {
        match &self.state {
            InvoiceState::Draft | InvoiceState::Void(_) => Ok(Money::zero(self.net.currency())),
            InvoiceState::Open(issued) | InvoiceState::Paid(issued) | InvoiceState::Uncollectible(issued) => {
                Ok(self.net.minus(issued.credited_net)?)
            }
        }
    }

    /// Credits a part of an issued invoice. What was paid of that part can be refunded afterwards.
    ///
    /// A correction is always booked whole, so that the bill and the books agree; what had been given
    /// out of goodwill is set off against it. Goodwill must fit into what is left.
    ///
    /// # Errors
    /// [`Error::InvoiceState`] for a draft, [`Error::OtherInvoice`], [`Error::Amount`], [`Error::Money`].
    /// No number is drawn then.
    pub fn credit(
        &mut self,
        numbering: &mut Numbering,
        credit: Credit,
        at: Timestamp,
    ) -> Result<(CreditNote, Transaction)> {
        let Some(issued) = self.issued() else {
            return Err(self.cannot("be credited"));
        };
        let most = self.creditable()?;
        let zero = Money::zero(self.net.currency());
        let (text, lines, wanted, net) = match credit {
            Credit::Correction(it) if it.on != self.on => {
                return Err(Error::OtherInvoice {
                    credit: it.on,
                    invoice: self.on,
                });
            }
            Credit::Correction(it) => {
                let net = lesser(it.amount, most);
                ("Correction".to_owned(), it.lines, it.amount, net)
            }
            Credit::Goodwill { amount, text } if amount > zero && amount <= most => {
                (text, Vec::new(), amount, amount)
            }
            Credit::Goodwill { amount, .. } => return Err(Error::Amount { given: amount, most }),
        };
        let credited_net = issued.credited_net.plus(net)?;
        // Of the taxes, as much as of the lines; counted from the whole, so that nothing is left over.
        let credited_tax = match self.net.is_zero() {
            true => zero,
            false => issued.tax.share(credited_net.cents(), self.net.cents())?,
        };
        let tax = credited_tax.minus(issued.credited_tax)?;
        let mut note = CreditNote {
            number: numbering.next(),
            invoice: issued.number.clone(),
            on: self.on,
            at,
            text,
            lines,
            already: wanted.minus(net)?,
            net,
            tax,
        };
        let transaction = self.postings(&note)?;
        let issued = Issued {
            credited_net,
            credited_tax,
            ..issued.clone()
        };
        self.settle(issued, at)?;
        note.number = numbering.draw();
        Ok((note, transaction))
    }

    fn postings(&self, note: &CreditNote) -> Result<Transaction> {
        let gross = note.net.plus(note.tax)?;
        let zero = Money::zero(gross.currency());
        // What was written off is not owed any more; only the rest becomes owed to the customer.
        let written_off = match &self.state {
            InvoiceState::Uncollectible(_) => lesser(gross, self.balance()?),
            _ => zero,
        };
        let postings = vec![
            Posting {
                account: Account::Revenue,
                amount: note.net,
            },
            Posting {
                account: Account::Tax,
                amount: note.tax,
            },
            Posting {
                account: Account::WriteOff,
                amount: written_off.negated()?,
            },
            Posting {
                account: Account::Receivable,
                amount: written_off.minus(gross)?,
            },
        ];
        Transaction::new(format!("credit {}", note.number), note.at, postings)
    }

    /// An open invoice on which nothing is owed any more is settled.
    fn settle(&mut self, issued: Issued, at: Timestamp) -> Result<()> {
        let mut next = self.clone();
        next.state = match &self.state {
            InvoiceState::Draft => InvoiceState::Draft,
            InvoiceState::Open(_) => InvoiceState::Open(issued.clone()),
            InvoiceState::Paid(_) => InvoiceState::Paid(issued.clone()),
            InvoiceState::Void(_) => InvoiceState::Void(issued.clone()),
            InvoiceState::Uncollectible(_) => InvoiceState::Uncollectible(issued.clone()),
        };
        let owes = next.balance()? > Money::zero(self.net.currency());
        if !owes && matches!(next.state, InvoiceState::Open(_) | InvoiceState::Uncollectible(_)) {
            next.state = InvoiceState::Paid(Issued {
                closed: Some(at),
                ..issued
            });
        }
        *self = next;
        Ok(())
    }
}

/// The smaller one of two amounts.
fn lesser(a: Money, b: Money) -> Money {
    match a.partial_cmp(&b) {
        Some(Ordering::Greater) => b,
        _ => a,
    }
}
