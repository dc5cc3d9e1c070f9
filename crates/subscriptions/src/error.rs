//! What can go wrong.

/// Why nothing was changed. All but the inner ones can be shown to people.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such app, or it was erased.
    #[error("there is no such app; it may have been erased")]
    UnknownApp,
    /// There is no invoice of this number.
    #[error("there is no invoice {0}; look at the list again")]
    UnknownInvoice(String),
    /// A change that the rules do not allow.
    #[error(transparent)]
    Rules(billing::Error),
    /// A plan with a price was chosen and nothing could be charged.
    #[error("this plan is paid in advance; add a card first")]
    CardNeeded,
    /// The last card of a plan with a price, or of somebody who owes, was to be removed.
    #[error("this card pays for your plan or an open invoice; add another card, which takes its place")]
    CardInUse,
    /// Something that only a sandbox can do.
    #[error("only a sandbox can do this; switch to it first")]
    NotASandbox,
    /// The sandbox's clock was to be set back, or too far ahead.
    #[error("the sandbox's clock goes forward only, at most three years ahead; choose a later day")]
    Clock,
    /// The clock was to be moved during a meeting.
    #[error("a meeting is going on in the sandbox; end it, then move the clock")]
    MeetingGoesOn,
    /// What was typed does not fit; which field, and why.
    #[error("{sentence}")]
    Invalid {
        /// The form's field.
        field: &'static str,
        /// What is wrong and what to do.
        sentence: String,
    },
    /// The payment provider.
    #[error(transparent)]
    Payments(#[from] payments::Error),
    /// The database.
    #[error("the database does not answer")]
    Store(#[from] store::Error),
    /// Metering.
    #[error("usage cannot be counted")]
    Usage(#[from] usage::Error),
    /// A fault of ours; the text is for the log.
    #[error("something that was written down cannot be read: {0}")]
    Internal(String),
}

/// What every function answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn internal(why: impl std::fmt::Display) -> Self {
        Self::Internal(why.to_string())
    }

    /// Whether the person who asked can do something about it, so that the sentence is for him.
    #[must_use]
    pub const fn is_for_people(&self) -> bool {
        !matches!(self, Self::Store(_) | Self::Usage(_) | Self::Internal(_))
    }
}

impl From<billing::Error> for Error {
    fn from(error: billing::Error) -> Self {
        Self::Rules(error)
    }
}

impl From<domain::MoneyError> for Error {
    fn from(error: domain::MoneyError) -> Self {
        Self::Rules(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}
