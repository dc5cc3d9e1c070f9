//! What can go wrong, told to the person who typed.

use std::time::Duration;

/// Why a use case did not succeed. Every message can be shown as it is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A field cannot be accepted as it is.
    #[error("{message}")]
    Invalid {
        /// The field's name: `organisation`, `name`, `email`, `password` or `old_password`.
        field: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
    /// Too many attempts.
    #[error("that was too often; try again in {} seconds", retry_after.as_secs().max(1))]
    Throttled {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Address or password is wrong; which one is not said.
    #[error("the e-mail address or the password is wrong; try again or ask for a new password")]
    WrongCredentials,
    /// The password is right, but the address is not proven.
    #[error("this e-mail address is not verified yet; follow the link in the newest mail from us")]
    NotVerified,
    /// The address was proven before.
    #[error("this e-mail address is confirmed already; log in")]
    AlreadyVerified,
    /// The link is used up, too old or mistyped.
    #[error("this link has been used or has expired; ask for a new one")]
    LinkExpired,
    /// The database did not answer.
    #[error("this cannot be done at the moment; nothing was changed, try again in a minute")]
    Store(#[from] store::Error),
    /// The server failed.
    #[error("this cannot be done at the moment; nothing was changed, try again in a minute")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What every use case answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            message: message.into(),
        }
    }

    pub(crate) fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(error))
    }
}
