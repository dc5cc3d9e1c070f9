//! Public keys that sign an app's tokens. Private keys never reach the server.

use crate::column::{At, MaybeAt};
use crate::{Result, Store, Tx};
use domain::{AppId, KeyId, Timestamp};

/// One public key.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Key {
    /// The `kid`, `AppID/suffix`.
    #[sqlx(try_from = "String")]
    pub id: KeyId,
    /// The app it belongs to.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// What its owner calls it.
    pub title: String,
    /// SubjectPublicKeyInfo in PEM.
    pub public_pem: String,
    /// When it was added.
    #[sqlx(try_from = "At")]
    pub created_at: Timestamp,
    /// When a token signed by it was last admitted.
    #[sqlx(try_from = "MaybeAt")]
    pub last_used_at: Option<Timestamp>,
    /// Since when its tokens are refused; `None` while it is enabled.
    #[sqlx(try_from = "MaybeAt")]
    pub disabled_at: Option<Timestamp>,
}

/// Adds a key to the app; what `key.app` says does not matter.
///
/// # Errors
/// [`crate::Error::Unique`] `keys_app_id` if the id is taken, [`crate::Error::Reference`] for an unknown app.
pub async fn insert(tx: &mut Tx, app: &AppId, key: &Key) -> Result<()> {
    within!(tx, keys::insert(app, key))
}

/// As [`list`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn list_within(tx: &mut Tx, app: &AppId) -> Result<Vec<Key>> {
    within!(tx, keys::list(app))
}

/// The app's keys, oldest first.
///
/// # Errors
/// If the database does not answer.
pub async fn list(store: &Store, app: &AppId) -> Result<Vec<Key>> {
    read!(store, keys::list(app))
}

/// One key of the app.
///
/// # Errors
/// If the database does not answer.
pub async fn find(store: &Store, app: &AppId, key: &KeyId) -> Result<Option<Key>> {
    read!(store, keys::find(app, key))
}

/// Disables the key since a moment, or enables it with `None`. Answers whether the app has such a key.
///
/// # Errors
/// If the database does not answer.
pub async fn set_disabled(
    store: &Store,
    app: &AppId,
    key: &KeyId,
    disabled_at: Option<Timestamp>,
) -> Result<bool> {
    write!(store, keys::set_disabled(app, key, disabled_at))
}

/// Removes the key for good. Answers whether the app had such a key.
///
/// # Errors
/// If the database does not answer.
pub async fn remove(store: &Store, app: &AppId, key: &KeyId) -> Result<bool> {
    write!(store, keys::remove(app, key))
}

/// Notes that a token of this key was admitted; never moves the moment back.
/// Answers whether the app has such a key.
///
/// # Errors
/// If the database does not answer.
pub async fn touch(store: &Store, app: &AppId, key: &KeyId, used_at: Timestamp) -> Result<bool> {
    write!(store, keys::touch(app, key, used_at))
}
