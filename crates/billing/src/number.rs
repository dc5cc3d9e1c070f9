//! Numbers of invoices and credit notes: one after the other, without gaps.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A number of a series: `INV-000042`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InvoiceNumber {
    /// The series; invoices and credit notes have their own.
    pub series: String,
    /// The place in it, from 1.
    pub sequence: u64,
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.series, self.sequence)
    }
}

/// Gives numbers of one series. A number is drawn only when its document is written, so there is no gap;
/// where several write, this value is read and written in the same transaction as the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbering {
    series: String,
    last: u64,
}

impl Numbering {
    /// A series after its last number; 0 for a new one.
    #[must_use]
    pub fn after(series: &str, last: u64) -> Self {
        Self {
            series: series.to_owned(),
            last,
        }
    }

    /// The last number drawn.
    #[must_use]
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The number that the next document will have.
    #[must_use]
    pub fn next(&self) -> InvoiceNumber {
        InvoiceNumber {
            series: self.series.clone(),
            sequence: self.last.saturating_add(1),
        }
    }

    /// Draws the next number. Called when nothing can fail any more.
    pub(crate) fn draw(&mut self) -> InvoiceNumber {
        let number = self.next();
        self.last = number.sequence;
        number
    }
}
