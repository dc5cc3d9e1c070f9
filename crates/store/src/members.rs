//! Members: the people who log in to a customer's console.

use crate::column::{At, Id, MaybeAt};
use crate::links::Pending;
use crate::{Result, Store, Tx};
use domain::{CustomerId, MemberId, Timestamp};
use std::fmt;

/// One person.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Member {
    /// His id.
    #[sqlx(try_from = "Id")]
    pub id: MemberId,
    /// The organisation he belongs to.
    #[sqlx(try_from = "Id")]
    pub customer: CustomerId,
    /// Lower case; one account an address in the whole installation.
    pub email: String,
    /// What he is called.
    pub name: String,
    /// PHC string.
    pub password_hash: String,
    /// When he signed up.
    #[sqlx(try_from = "At")]
    pub created_at: Timestamp,
    /// When he followed the link in the mail.
    #[sqlx(try_from = "MaybeAt")]
    pub verified_at: Option<Timestamp>,
}

impl fmt::Debug for Member {
    /// Leaves the password hash out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member")
            .field("id", &self.id)
            .field("customer", &self.customer)
            .field("email", &self.email)
            .field("verified_at", &self.verified_at)
            .finish_non_exhaustive()
    }
}

/// Adds a member.
///
/// # Errors
/// [`crate::Error::Unique`] `members_email` if the address has an account, [`crate::Error::Reference`]
/// for an unknown customer.
pub async fn insert(tx: &mut Tx, member: &Member) -> Result<()> {
    within!(tx, members::insert(member))
}

/// The member with this address (in lower case). Who logs in has no tenant yet.
///
/// # Errors
/// If the database does not answer.
pub async fn by_email(store: &Store, email: &str) -> Result<Option<Member>> {
    read!(store, members::by_email(email))
}

/// As [`by_email`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn by_email_within(tx: &mut Tx, email: &str) -> Result<Option<Member>> {
    within!(tx, members::by_email(email))
}

/// The member with this id.
///
/// # Errors
/// If the database does not answer.
pub async fn find(store: &Store, member: MemberId) -> Result<Option<Member>> {
    read!(store, members::find(member))
}

/// As [`find`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn find_within(tx: &mut Tx, member: MemberId) -> Result<Option<Member>> {
    within!(tx, members::find(member))
}

/// Notes that the address is his. Answers whether it was news.
///
/// # Errors
/// If the database does not answer.
pub async fn set_verified(tx: &mut Tx, member: MemberId, at: Timestamp) -> Result<bool> {
    within!(tx, members::set_verified(member, at))
}

/// Replaces the password hash. Answers whether there is such a member.
///
/// # Errors
/// If the database does not answer.
pub async fn set_password(tx: &mut Tx, member: MemberId, hash: &str) -> Result<bool> {
    within!(tx, members::set_password(member, hash))
}

/// Replaces the hash of the same password by a stronger one, unless it was changed meanwhile.
/// Answers whether it did.
///
/// # Errors
/// If the database does not answer.
pub async fn rehash(store: &Store, member: MemberId, old: &str, new: &str) -> Result<bool> {
    write!(store, members::rehash(member, old, new))
}

/// The address is his, and what was pending becomes his name and password; a member is activated only once.
/// Answers whether this was that once.
///
/// # Errors
/// If the database does not answer.
pub async fn activate(tx: &mut Tx, member: MemberId, pending: &Pending, at: Timestamp) -> Result<bool> {
    within!(tx, members::activate(member, pending, at))
}

/// Replaces name and password of a member whose address is not proven yet. Answers whether it did.
///
/// # Errors
/// If the database does not answer.
pub async fn replace_unverified(
    tx: &mut Tx,
    member: MemberId,
    name: &str,
    password_hash: &str,
) -> Result<bool> {
    within!(tx, members::replace_unverified(member, name, password_hash))
}

/// Deletes members who signed up before `before` and never proved their address, unless a link could still
/// prove it at `now`, and customers that nobody is left of. Answers how many members.
///
/// # Errors
/// If the database does not answer.
pub async fn sweep_unverified(tx: &mut Tx, before: Timestamp, now: Timestamp) -> Result<u64> {
    let swept = within!(tx, members::sweep_unverified(before, now))?;
    within!(tx, customers::sweep_empty())?;
    Ok(swept)
}
