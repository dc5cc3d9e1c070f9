//! Credit notes: how mistakes on issued invoices are mended.

use crate::{Booked, Correction, InvoiceNumber, Line};
use domain::{Date, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// What is to be credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credit {
    /// What the bill says was too much. Becomes part of the books.
    Correction(Correction),
    /// What the operator gives without owing it. The bill stays as it is.
    Goodwill {
        /// How much of the lines, without taxes.
        amount: Money,
        /// Why, for the customer.
        text: String,
    },
}

/// A credit note under its own number. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNote {
    /// Its number, of the series of credit notes.
    pub number: InvoiceNumber,
    /// The invoice that it credits.
    pub invoice: InvoiceNumber,
    /// The day of that invoice.
    #[serde(with = "crate::day")]
    pub on: Date,
    /// When it was issued.
    pub at: Timestamp,
    /// Why.
    pub text: String,
    /// What changes, line by line; none for goodwill.
    pub lines: Vec<Line>,
    /// Of the lines, what had been credited before out of goodwill and is not credited again.
    pub already: Money,
    /// What is credited, without taxes; greater than nothing unless all had been credited before.
    pub net: Money,
    /// The taxes on it.
    pub tax: Money,
}

impl CreditNote {
    /// Its lines as booked ones.
    #[must_use]
    pub fn booked(&self) -> Vec<Booked> {
        self.lines
            .iter()
            .map(|line| Booked {
                on: self.on,
                line: line.clone(),
            })
            .collect()
    }
}
