//! The journal of meetings: every fact once, in one order that all readers share.
//!
//! An event is durable when [`append`] returns, and only then may anybody outside hear of it. Numbers
//! are given out by updating the one row of `journal_head` inside the appending transaction: its lock is
//! held until the commit, so numbers become visible in their order, also on PostgreSQL, where an
//! ordinary sequence hands out numbers before commits and a reader that has seen 8 could miss a 7
//! that commits later. Numbers may have gaps.

use crate::column::{At, Id, Room};
use crate::{Error, Result, Store, Tx};
use domain::{AppId, EventId, MeetingEvent, RoomName, SessionId, Timestamp};

/// An event and its place in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Grows with every event; a cursor is the `seq` that was read last.
    pub seq: i64,
    /// The event.
    pub event: MeetingEvent,
}

/// A meeting that was created and not yet destroyed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenSession {
    /// The tenant.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// The room.
    #[sqlx(try_from = "Room")]
    pub room: RoomName,
    /// The meeting instance.
    #[sqlx(try_from = "Id")]
    pub session: SessionId,
    /// When it was created.
    #[sqlx(try_from = "At")]
    pub since: Timestamp,
}

/// A row as it lies in the table.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    seq: i64,
    #[sqlx(try_from = "Id")]
    id: EventId,
    #[sqlx(try_from = "String")]
    app: AppId,
    #[sqlx(try_from = "Room")]
    room: RoomName,
    #[sqlx(try_from = "Id")]
    session: SessionId,
    #[sqlx(try_from = "At")]
    at: Timestamp,
    fact: String,
}

impl TryFrom<Row> for Recorded {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            event: MeetingEvent {
                id: row.id,
                app: row.app,
                room: row.room,
                session: row.session,
                at: row.at,
                fact: serde_json::from_str(&row.fact)
                    .map_err(|e| Error::unreadable(format_args!("journal entry {}: {e}", row.seq)))?,
            },
        })
    }
}

/// Appends events, all or none of them; one whose id is there already is not appended again. Calls of
/// the same moment share one transaction.
///
/// # Errors
/// Whatever kept the database from it. Then nothing of this call is in the journal, or (if the
/// connection broke during the commit) all of it; appending again is right in both cases.
pub async fn append(store: &Store, events: &[MeetingEvent]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    crate::group::append(store, events.into()).await
}

/// The number given out last; no event has a higher one.
///
/// # Errors
/// If the database does not answer.
pub async fn head(store: &Store) -> Result<i64> {
    read!(store, journal::head())
}

/// As [`head`], inside a transaction. Every event up to it is visible to whatever this transaction reads
/// afterwards.
///
/// # Errors
/// If the database does not answer.
pub async fn head_within(tx: &mut Tx) -> Result<i64> {
    within!(tx, journal::head())
}

/// The events after `seq`, in order; for readers with a cursor, which serve all tenants.
///
/// # Errors
/// If the database does not answer, [`Error::Unreadable`] for an event of a newer version.
pub async fn read_after(store: &Store, seq: i64, limit: u32) -> Result<Vec<Recorded>> {
    read!(store, journal::read_after(seq, limit))
}

/// As [`read_after`], inside a transaction.
///
/// # Errors
/// As [`read_after`].
pub async fn read_after_within(tx: &mut Tx, seq: i64, limit: u32) -> Result<Vec<Recorded>> {
    within!(tx, journal::read_after(seq, limit))
}

/// One event of the app.
///
/// # Errors
/// As [`read_after`].
pub async fn find(store: &Store, app: &AppId, event: EventId) -> Result<Option<Recorded>> {
    read!(store, journal::find(app, event))
}

/// All events of one meeting of the app, in order.
///
/// # Errors
/// As [`read_after`].
pub async fn of_session(store: &Store, app: &AppId, session: SessionId) -> Result<Vec<Recorded>> {
    read!(store, journal::of_session(app, session))
}

/// The app's events after `seq`, in order and at most `limit` of them; for a customer who takes his data
/// along. A cursor is the `seq` that was read last.
///
/// # Errors
/// As [`read_after`].
pub async fn of_app_after(store: &Store, app: &AppId, seq: i64, limit: u32) -> Result<Vec<Recorded>> {
    read!(store, journal::of_app_after(app, seq, limit))
}

/// The meetings of all apps that were created and not destroyed, oldest first; for the recovery after
/// a crash.
///
/// # Errors
/// If the database does not answer.
pub async fn open_sessions(store: &Store) -> Result<Vec<OpenSession>> {
    read!(store, journal::open_sessions())
}

/// The app's meetings that were created and not destroyed, oldest first.
///
/// # Errors
/// If the database does not answer.
pub async fn open_sessions_of(store: &Store, app: &AppId) -> Result<Vec<OpenSession>> {
    read!(store, journal::open_sessions_of(app))
}

/// How far a reader has read; 0 if never.
///
/// # Errors
/// If the database does not answer.
pub async fn cursor(store: &Store, reader: &str) -> Result<i64> {
    read!(store, journal::cursor(reader))
}

/// How far a reader has read, and keeps other processes from moving the cursor until the transaction
/// ends: what the reader writes and how far it has read are then one.
///
/// # Errors
/// If the database does not answer.
pub async fn lock_cursor(tx: &mut Tx, reader: &str) -> Result<i64> {
    within!(tx, journal::lock_cursor(reader))
}

/// Moves a cursor that this transaction has locked.
///
/// # Errors
/// If the database does not answer.
pub async fn move_cursor(tx: &mut Tx, reader: &str, seq: i64) -> Result<()> {
    within!(tx, journal::move_cursor(reader, seq))
}
