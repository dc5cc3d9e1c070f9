//! Changes that are not possible, in words for the person who asked.

use crate::PlanKey;
use domain::Timestamp;

/// Why a change was refused. The history is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is only one sign-up.
    #[error("this account has signed up already; change its plan instead")]
    SignedUpAlready,
    /// The account is over.
    #[error("this account has ended; sign up again to go on")]
    Ended,
    /// The account will end; changing its plan would have no effect.
    #[error("this account is cancelled; revert the cancellation first")]
    Cancelling,
    /// Cancelled twice.
    #[error("this account is cancelled already; it stays open until the end of the cycle")]
    CancelledAlready,
    /// There is no cancellation to revert.
    #[error("this account is not cancelled, so there is nothing to revert")]
    NotCancelled,
    /// The plan is the one that the customer has.
    #[error("this account is on the plan {0} already; choose another one")]
    SamePlan(PlanKey),
    /// An upgrade to a plan that is not higher.
    #[error("{to} is not higher than {from}; schedule a downgrade instead")]
    NotHigher {
        /// The present plan.
        from: PlanKey,
        /// The plan asked for.
        to: PlanKey,
    },
    /// A downgrade to a plan that is higher.
    #[error("{to} is higher than {from}; upgrade instead, which takes effect at once")]
    NotLower {
        /// The present plan.
        from: PlanKey,
        /// The plan asked for.
        to: PlanKey,
    },
    /// The very downgrade that is scheduled.
    #[error("the change to {0} is scheduled already; it takes effect with the next cycle")]
    ScheduledAlready(PlanKey),
    /// There is no downgrade to undo.
    #[error("no downgrade is scheduled, so there is nothing to undo")]
    NothingScheduled,
    /// Only the operator sells this plan, or takes it away.
    #[error("the plan {0} is arranged with sales; contact us to change it")]
    ByHand(PlanKey),
    /// The plan is not sold any more.
    #[error("the plan {0} is not offered any more; choose another one")]
    Retired(PlanKey),
    /// No card is on file.
    #[error("no card is on file, so there is none to remove")]
    NoCard,
    /// Blocked twice.
    #[error("this account is blocked already")]
    BlockedAlready,
    /// There is no block to lift.
    #[error("this account is not blocked, so there is nothing to lift")]
    NotBlocked,
    /// Suspended twice.
    #[error("this account is suspended already")]
    SuspendedAlready,
    /// There is no suspension to lift.
    #[error("this account is not suspended, so there is nothing to resume")]
    NotSuspended,
    /// The entry lies before the last one.
    #[error("the last change was made at {last}; a change cannot be entered before that")]
    TooLate {
        /// When the last entry took effect.
        last: Timestamp,
    },
}
