//! Why a key is not added, changed or found.

use crate::PemError;
use domain::KeyId;

/// What can go wrong with keys; every sentence may be shown, except that of [`KeyError::Store`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The title; the field is `title`.
    #[error(transparent)]
    Title(#[from] TitleError),
    /// The key; the field is `public_pem`.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// The same public key is there already.
    #[error("This key is already there, as \"{title}\" ({id}). Use that one, or remove it first.")]
    Duplicate {
        /// What it is called.
        title: String,
        /// Its kid.
        id: KeyId,
    },
    /// The app has as many keys as it may have.
    #[error(
        "An app has at most {} keys. Remove one that is not used any more.",
        crate::MAX_KEYS
    )]
    TooMany,
    /// No such key in this app.
    #[error("This key is not there any more; it may have been removed. Reload the page.")]
    NotFound,
    /// The database; not to be shown.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What is wrong with a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TitleError {
    /// Nothing but space.
    #[error("Give the key a title, for example the name of the server that signs with it.")]
    Empty,
    /// More than 80 characters.
    #[error("A title has at most 80 characters; this one has {0}.")]
    TooLong(usize),
}
