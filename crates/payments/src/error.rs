//! What can go wrong *without* leaving money in doubt; doubt is an outcome, not an error.

/// Why the provider did not do what was asked. No money moved. Every message can be shown as it is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No answer that can be used, to a question that moves no money.
    #[error("the payment provider does not answer at the moment; nothing was changed, try again in a minute")]
    Unreachable,
    /// The provider does not accept our credentials.
    #[error("the payment provider does not accept this installation's key; the operator must check it")]
    Credentials,
    /// The provider refuses the request as such. The code is the provider's, for the operator's log.
    #[error(
        "the payment provider refused the request ({code}); nothing was charged, write to support if it stays so"
    )]
    Refused {
        /// The provider's short word, such as `resource_missing`.
        code: String,
    },
    /// No such thing, or it belongs to somebody else.
    #[error("this {0} is not known; it may have been removed, look at the list again")]
    NotFound(&'static str),
    /// The key was used before for another amount, card or payer.
    #[error("this attempt was made before with other details; begin a new attempt")]
    KeyReused,
    /// Zero or less was to be charged or refunded.
    #[error("only an amount above zero can be charged or refunded")]
    NothingToMove,
    /// More was to be given back than is left of the charge.
    #[error("more than what is left of this payment cannot be refunded; choose a smaller amount")]
    TooMuch,
    /// The provider has no such function.
    #[error("this way of paying has no {0}; the operator arranges it by hand")]
    NotOffered(&'static str),
    /// A notice whose signature or time does not hold, or that is too long.
    #[error("the notice is not signed by the payment provider, or too old")]
    Forged,
    /// An answer or notice that cannot be understood.
    #[error("the payment provider's answer could not be understood ({0}); try again in a minute")]
    Unreadable(&'static str),
    /// Where the simulated provider keeps its books could not be read or written.
    #[error("the payment could not be recorded; nothing was changed, try again in a minute")]
    Shelf(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The settings make no connection possible.
    #[error("the connection to the payment provider cannot be set up; the operator must check {0}")]
    Settings(&'static str),
}

/// What every call answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
