//! What can go wrong while metering.

use domain::AppId;

/// Why a figure cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such app.
    #[error("there is no app {0}; check the AppID")]
    UnknownApp(AppId),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What every function answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
