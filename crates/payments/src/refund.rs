//! Giving money back.

use crate::{ChargeId, IdempotencyKey, RefundId};
use domain::Money;

/// Gives back all or part of one charge.
#[derive(Clone, Debug)]
pub struct RefundRequest {
    /// What was paid.
    pub charge: ChargeId,
    /// How much to give back; `None` is all that is left.
    pub amount: Option<Money>,
    /// Names this refund.
    pub key: IdempotencyKey,
}

/// What became of a refund.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RefundOutcome {
    /// The money is on its way.
    Refunded {
        /// The refund.
        refund: RefundId,
    },
    /// The bank takes its time; ask for the state later.
    Pending {
        /// The refund.
        refund: RefundId,
    },
    /// The bank would not take it; the money stayed with us and has to go back another way.
    Failed {
        /// The refund.
        refund: RefundId,
    },
    /// The operator sends the money back by hand.
    AwaitingOperator,
    /// Nobody knows yet. Make the same request again later, with the same key.
    Unknown,
}
