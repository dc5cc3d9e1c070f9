//! Mail on its way out: written in the transaction that has a reason for it, sent afterwards.

use crate::column::{At, Id, MaybeAt};
use crate::{Result, Store, Tx};
use domain::{Random, Timestamp};
use std::fmt;
use uuid::Uuid;

/// Identifies one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MailId(pub Uuid);

impl MailId {
    /// A new id from the random source.
    #[must_use]
    pub fn new(random: &Random) -> Self {
        Self(random.uuid())
    }
}

impl From<Id> for MailId {
    fn from(id: Id) -> Self {
        Self(id.0)
    }
}

/// One mail.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Mail {
    /// Its id.
    #[sqlx(try_from = "Id")]
    pub id: MailId,
    /// To whom.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// Plain text; blank once the mail is sent, because it may hold a link that guards an account.
    pub body: String,
    /// When there was a reason for it.
    #[sqlx(try_from = "At")]
    pub created_at: Timestamp,
    /// When a mail server took it.
    #[sqlx(try_from = "MaybeAt")]
    pub sent_at: Option<Timestamp>,
    /// How often sending it failed.
    pub attempts: i32,
    /// When to try next.
    #[sqlx(try_from = "At")]
    pub next_at: Timestamp,
}

impl fmt::Debug for Mail {
    /// Leaves the body out: it may hold a link that guards an account.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("id", &self.id)
            .field("recipient", &self.recipient)
            .field("subject", &self.subject)
            .field("created_at", &self.created_at)
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}

/// Adds a mail, to be sent once the transaction has committed.
///
/// # Errors
/// If the database does not answer.
pub async fn insert(tx: &mut Tx, mail: &Mail) -> Result<()> {
    within!(tx, outbox::insert(mail))
}

/// The newest mails, newest first; for the mailbox page of a development server.
///
/// # Errors
/// If the database does not answer.
pub async fn newest(store: &Store, limit: u32) -> Result<Vec<Mail>> {
    read!(store, outbox::newest(limit))
}

/// Mails that should be sent at `now`, the longest waiting one first.
///
/// # Errors
/// If the database does not answer.
pub async fn due(store: &Store, now: Timestamp, limit: u32) -> Result<Vec<Mail>> {
    read!(store, outbox::due(now, limit))
}

/// Notes that a mail server took it, and forgets its body.
///
/// # Errors
/// If the database does not answer.
pub async fn sent(store: &Store, mail: MailId, at: Timestamp) -> Result<()> {
    write!(store, outbox::sent(mail, at))
}

/// Notes that sending failed and when to try again.
///
/// # Errors
/// If the database does not answer.
pub async fn failed(store: &Store, mail: MailId, next_at: Timestamp) -> Result<()> {
    write!(store, outbox::failed(mail, next_at))
}

/// Deletes mails written before `before`, sent or not. Answers how many.
///
/// # Errors
/// If the database does not answer.
pub async fn sweep(store: &Store, before: Timestamp) -> Result<u64> {
    write!(store, outbox::sweep(before))
}
