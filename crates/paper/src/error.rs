//! What can go wrong.

use billing::InvoiceNumber;
use domain::MoneyError;

/// Why there is no document. The sentences can be shown to people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Only what was issued has a number, parties and a due date.
    #[error("the invoice is a draft, so it cannot be printed; issue it first")]
    Draft,
    /// A credit note was to be printed with another invoice than the one that it credits.
    #[error("credit note {note} credits invoice {credits}, not {given}; choose the right invoice")]
    OtherInvoice {
        /// The credit note.
        note: InvoiceNumber,
        /// The invoice that it credits.
        credits: InvoiceNumber,
        /// The invoice that was given.
        given: InvoiceNumber,
    },
    /// A sum could not be computed.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The document could not be written. Not the reader's fault, and not mended by trying again.
    #[error("the document could not be written ({0}); tell the operator of this site")]
    Document(&'static str),
}

/// What every function answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
