//! Links sent by mail: one kind proves an address, the other lets somebody choose a new password. Kept as digests.

use crate::column::Id;
use crate::{Result, Store, TokenHash, Tx};
use domain::{MemberId, Timestamp};
use std::fmt;

/// What was typed at a sign-up whose address is not proven yet. Only the link that was made for it activates it.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Pending {
    /// Name of the organisation.
    pub organisation: String,
    /// Name of the person.
    pub name: String,
    /// PHC string.
    pub password_hash: String,
}

impl fmt::Debug for Pending {
    /// Leaves the password hash out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("organisation", &self.organisation)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A link that proves an address.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Verification {
    /// Whose address.
    #[sqlx(try_from = "Id")]
    pub member: MemberId,
    /// What it activates.
    #[sqlx(flatten)]
    pub pending: Pending,
}

/// Adds a link that proves the member's address. Earlier ones stay good, each for what was typed when it
/// was made: otherwise a stranger who signs up with the same address would kill the owner's link.
///
/// # Errors
/// [`crate::Error::Reference`] for an unknown member.
pub async fn insert_verification(
    tx: &mut Tx,
    verification: &Verification,
    hash: TokenHash,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    within!(
        tx,
        links::insert_verification(verification, hash, created_at, expires_at)
    )
}

/// The link that proves an address, if it is valid at `now`. It stays: what makes it work only once is that
/// a member is activated only once, and who opens it again can be told so.
///
/// # Errors
/// If the database does not answer.
pub async fn verification(store: &Store, hash: TokenHash, now: Timestamp) -> Result<Option<Verification>> {
    read!(store, links::verification(hash, now))
}

/// As [`verification`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn verification_within(
    tx: &mut Tx,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<Verification>> {
    within!(tx, links::verification(hash, now))
}

/// Adds a link for a new password; earlier ones of the member die, so that only the newest mail works.
///
/// # Errors
/// [`crate::Error::Reference`] for an unknown member.
pub async fn insert_reset(
    tx: &mut Tx,
    member: MemberId,
    hash: TokenHash,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    within!(tx, links::discard_resets(member))?;
    within!(tx, links::insert_reset(member, hash, created_at, expires_at))
}

/// Whose link for a new password this is, if it is valid at `now`; it stays valid.
///
/// # Errors
/// If the database does not answer.
pub async fn find_reset(store: &Store, hash: TokenHash, now: Timestamp) -> Result<Option<MemberId>> {
    read!(store, links::find_reset(hash, now))
}

/// Uses a link for a new password up: it is gone when the transaction commits. Answers whose it was, if it
/// was valid at `now`.
///
/// # Errors
/// If the database does not answer.
pub async fn take_reset(tx: &mut Tx, hash: TokenHash, now: Timestamp) -> Result<Option<MemberId>> {
    within!(tx, links::take_reset(hash, now))
}

/// Deletes links that nobody can use any more. Answers how many.
///
/// # Errors
/// If the database does not answer.
pub async fn sweep(store: &Store, now: Timestamp) -> Result<u64> {
    write!(store, links::sweep(now))
}
