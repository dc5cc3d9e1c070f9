//! Browser sessions, by the digest of their reference token.

use crate::apps::AppMode;
use crate::column::{At, Id};
use crate::{Result, Store, TokenHash, Tx};
use domain::{AppId, CustomerId, Date, MemberId, Timestamp};

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WebSession {
    /// SHA-256 of the reference token.
    #[sqlx(try_from = "Vec<u8>")]
    pub hash: TokenHash,
    /// Who is logged in.
    #[sqlx(try_from = "Id")]
    pub member: MemberId,
    /// When he logged in.
    #[sqlx(try_from = "At")]
    pub created_at: Timestamp,
    /// When it was last used, to about a minute.
    #[sqlx(try_from = "At")]
    pub last_seen_at: Timestamp,
    /// When it ends at the latest if it is not used again.
    #[sqlx(try_from = "At")]
    pub expires_at: Timestamp,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Where he logged in from.
    pub address: String,
}

/// Whose session it is, with everything that every console page shows of him.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Who {
    /// Who is logged in.
    #[sqlx(try_from = "Id")]
    pub member: MemberId,
    /// What he is called.
    pub name: String,
    /// His address.
    pub email: String,
    /// His organisation.
    #[sqlx(try_from = "Id")]
    pub customer: CustomerId,
    /// Its name.
    pub organisation: String,
    /// The day from which the billing cycles of its live app are counted.
    pub anchor: Date,
    /// The app that the session looks at: the live one, or the sandbox if there is one.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// Which of the two it is.
    #[sqlx(try_from = "String")]
    pub mode: AppMode,
    /// Whether there is a sandbox.
    pub has_sandbox: bool,
    /// When he logged in.
    #[sqlx(try_from = "At")]
    pub created_at: Timestamp,
    /// When the session was last used, to about a minute.
    #[sqlx(try_from = "At")]
    pub last_seen_at: Timestamp,
}

/// Adds a session.
///
/// # Errors
/// [`crate::Error::Reference`] for an unknown member.
pub async fn insert(store: &Store, session: &WebSession) -> Result<()> {
    write!(store, sessions::insert(session))
}

/// The session with this digest, if it has not expired at `now`.
///
/// # Errors
/// If the database does not answer.
pub async fn find(store: &Store, hash: TokenHash, now: Timestamp) -> Result<Option<WebSession>> {
    read!(store, sessions::find(hash, now))
}

/// Whose session this is, if it has not expired at `now`.
///
/// # Errors
/// If the database does not answer.
pub async fn who(store: &Store, hash: TokenHash, now: Timestamp) -> Result<Option<Who>> {
    read!(store, sessions::who(hash, now))
}

/// Notes which of the customer's apps the session looks at.
///
/// # Errors
/// If the database does not answer.
pub async fn look_at(store: &Store, member: MemberId, hash: TokenHash, mode: AppMode) -> Result<()> {
    write!(store, sessions::look_at(member, hash, mode))
}

/// The member's sessions that have not expired at `now`, the last used one first.
///
/// # Errors
/// If the database does not answer.
pub async fn of_member(store: &Store, member: MemberId, now: Timestamp) -> Result<Vec<WebSession>> {
    read!(store, sessions::of_member(member, now))
}

/// Notes that the session was used, and its new end. Answers whether it is still there.
///
/// # Errors
/// If the database does not answer.
pub async fn touch(
    store: &Store,
    hash: TokenHash,
    seen_at: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    write!(store, sessions::touch(hash, seen_at, expires_at))
}

/// Ends a session, which must be the member's. Answers whether it was there.
///
/// # Errors
/// If the database does not answer.
pub async fn remove(store: &Store, member: MemberId, hash: TokenHash) -> Result<bool> {
    write!(store, sessions::remove(member, hash))
}

/// Ends all sessions of a member. Answers how many.
///
/// # Errors
/// If the database does not answer.
pub async fn remove_all(tx: &mut Tx, member: MemberId) -> Result<u64> {
    within!(tx, sessions::remove_all(member))
}

/// Deletes sessions that have expired. Answers how many.
///
/// # Errors
/// If the database does not answer.
pub async fn sweep(store: &Store, now: Timestamp) -> Result<u64> {
    write!(store, sessions::sweep(now))
}
