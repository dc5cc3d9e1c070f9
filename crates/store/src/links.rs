//! Links that prove an address: for verification and for a new password. Single use, kept as digests.

use crate::{Result, Store, TokenHash, Tx};
use domain::{MemberId, Timestamp};

/// What a link is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// The address is his.
    Verify,
    /// He may choose a new password.
    Reset,
}

text_enum!(LinkPurpose { Verify = "VERIFY", Reset = "RESET" });

/// Adds a link; earlier links of the same purpose die, so that only the newest mail works.
///
/// # Errors
/// [`crate::Error::Reference`] for an unknown member.
pub async fn insert(
    tx: &mut Tx,
    member: MemberId,
    purpose: LinkPurpose,
    hash: TokenHash,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    within!(tx, links::discard(member, purpose))?;
    within!(tx, links::insert(member, purpose, hash, created_at, expires_at))
}

/// Whose link this is, if it is valid at `now`; it stays valid.
///
/// # Errors
/// If the database does not answer.
pub async fn find(
    store: &Store,
    purpose: LinkPurpose,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<MemberId>> {
    read!(store, links::find(purpose, hash, now))
}

/// Uses a link up: it is gone when the transaction commits. Answers whose it was, if it was valid at `now`.
///
/// # Errors
/// If the database does not answer.
pub async fn take(
    tx: &mut Tx,
    purpose: LinkPurpose,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<MemberId>> {
    within!(tx, links::take(purpose, hash, now))
}

/// Deletes links that nobody can use any more. Answers how many.
///
/// # Errors
/// If the database does not answer.
pub async fn sweep(store: &Store, now: Timestamp) -> Result<u64> {
    write!(store, links::sweep(now))
}
