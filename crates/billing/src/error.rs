//! What can go wrong.

use crate::{EntryId, Mistake, PlanKey, Refused};
use domain::{Date, Money, MoneyError};

/// Why nothing was computed or changed. The sentences can be shown to people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An amount could not be computed.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The configuration of plans and prices is wrong; everything that is, one sentence each.
    #[error("the plans and prices cannot be used: {}", sentences(.0))]
    Catalogue(Vec<Mistake>),
    /// A plan is named that is not in the catalogue.
    #[error("there is no plan {0}; add this version to the plans")]
    UnknownPlan(PlanKey),
    /// A change of plan, card or account that is not possible now.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Two different entries have the same id.
    #[error("the entry {0} is in the history with another content; give the new one an id of its own")]
    EntryIdReused(EntryId),
    /// A history that does not begin with the sign-up.
    #[error("a history begins with the sign-up; put that entry first")]
    NoSignUp,
    /// An invoice cannot do what was asked in its present state.
    #[error("the invoice is {is}, so it cannot {cannot}")]
    InvoiceState {
        /// Its state.
        is: &'static str,
        /// What was asked.
        cannot: &'static str,
    },
    /// More money than is owed, or none.
    #[error("{given} was given, but between 0.01 and {most} is possible for this invoice")]
    Amount {
        /// The amount given.
        given: Money,
        /// The most that is possible.
        most: Money,
    },
    /// An invoice of no lines or of less than nothing.
    #[error("an invoice needs lines that add up to zero or more; this one would be {0}")]
    NotAnInvoice(Money),
    /// A credit note for another invoice than the one that it was given to.
    #[error("the credit is for the invoice of {credit}, not for that of {invoice}; choose the right one")]
    OtherInvoice {
        /// The day of the invoice that is to be credited.
        credit: Date,
        /// The day of the invoice at hand.
        invoice: Date,
    },
    /// A payment or refund with the id of another one.
    #[error("the payment {0} is known with another amount; give the new one an id of its own")]
    PaymentIdReused(String),
    /// A transaction whose postings do not sum to zero, or are empty.
    #[error("the postings of a transaction sum to {0} instead of zero")]
    Unbalanced(Money),
    /// A transaction with the id of another one.
    #[error("the transaction {0} is in the ledger with other postings; give the new one an id of its own")]
    TransactionIdReused(String),
    /// A dunning schedule that cannot be followed.
    #[error("the dunning schedule cannot be used: {0}")]
    Dunning(&'static str),
    /// An export that cannot be read.
    #[error("the export cannot be read: {0}")]
    Export(String),
}

/// What every function answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

fn sentences(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}
