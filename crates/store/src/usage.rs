//! What the usage reader keeps of the journal; all of it can be computed again.

mod counted;
mod listed;
pub(crate) mod since;

pub use counted::{
    Count, CycleDay, Device, Person, add_to_cycle_day, count, count_device, count_person, devices_by_day,
    kept_devices, kept_people, mau,
};
pub(crate) use listed::Row as CountedRow;
pub use listed::{Counted, CountedCursor, CountedIn, devices_of, is_counted, is_person_counted};
pub use since::{NewSince, new_since};

use crate::column::{At, Id, Room};
use crate::{Result, Store, Tx};
use domain::{AppId, Date, EndpointId, RoomName, SessionId, Timestamp};

/// What happened on one day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct DayRow {
    /// The tenant.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// The day in UTC.
    pub day: Date,
    /// Meetings that began.
    pub meetings: i64,
    /// Joins.
    pub participants: i64,
    /// Of those, from inside the frame of another page.
    pub embedded: i64,
    /// Time that participants spent in meetings, in seconds; counted when they leave, on the days it was spent.
    pub seconds: i64,
}

/// What has ever happened in an app's meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Milestones {
    /// Somebody joined.
    pub joined: bool,
    /// Two devices met.
    pub met: bool,
    /// Somebody joined from inside the frame of another page.
    pub embedded: bool,
}

/// A meeting that is going on, as far as the reader has read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct LiveSession {
    /// The meeting instance.
    #[sqlx(try_from = "Id")]
    pub session: SessionId,
    /// The tenant.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// The room.
    #[sqlx(try_from = "Room")]
    pub room: RoomName,
    /// When it began.
    #[sqlx(try_from = "At")]
    pub since: Timestamp,
}

/// Somebody who is in a meeting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Present {
    /// The meeting instance.
    #[sqlx(try_from = "Id")]
    pub session: SessionId,
    /// Who.
    #[sqlx(try_from = "String")]
    pub endpoint: EndpointId,
    /// Since when.
    #[sqlx(try_from = "At")]
    pub joined_at: Timestamp,
}

/// A meeting that is going on and how many are in it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LiveCount {
    /// The meeting instance.
    #[sqlx(try_from = "Id")]
    pub session: SessionId,
    /// The room.
    #[sqlx(try_from = "Room")]
    pub room: RoomName,
    /// When it began.
    #[sqlx(try_from = "At")]
    pub since: Timestamp,
    /// Participants now.
    pub participants: i64,
}

/// What the reader has kept, in order, but for those who count in a cycle, who may be too many to be held
/// ([`kept_devices`], [`kept_people`]); for a comparison with a count from scratch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// How far it has read.
    pub seq: i64,
    /// Days by app and day.
    pub days: Vec<DayRow>,
    /// New devices and people by app, cycle and day.
    pub cycle_days: Vec<CycleDay>,
    /// Meetings going on, by session.
    pub sessions: Vec<LiveSession>,
    /// Who is in them, by session and endpoint.
    pub present: Vec<Present>,
}

/// Adds to the figures of a day.
///
/// # Errors
/// If the database does not answer.
pub async fn add_to_day(tx: &mut Tx, more: &DayRow) -> Result<()> {
    within!(tx, usage::add_to_day(more))
}

/// Notes that a meeting goes on.
///
/// # Errors
/// If the database does not answer.
pub async fn open(tx: &mut Tx, session: &LiveSession) -> Result<()> {
    within!(tx, usage::open(session))
}

/// Notes that a meeting is over; nobody is in it then.
///
/// # Errors
/// If the database does not answer.
pub async fn close(tx: &mut Tx, session: SessionId) -> Result<()> {
    within!(tx, usage::close(session))
}

/// Notes that somebody is in a meeting.
///
/// # Errors
/// [`crate::Error::Reference`] if the meeting does not go on.
pub async fn arrive(tx: &mut Tx, present: &Present) -> Result<()> {
    within!(tx, usage::arrive(present))
}

/// Notes that somebody is not in the meeting any more.
///
/// # Errors
/// If the database does not answer.
pub async fn depart(tx: &mut Tx, session: SessionId, endpoint: &EndpointId) -> Result<()> {
    within!(tx, usage::depart(session, endpoint))
}

/// The meeting as kept, and who is in it.
///
/// # Errors
/// If the database does not answer.
pub async fn session(tx: &mut Tx, session: SessionId) -> Result<Option<(LiveSession, Vec<Present>)>> {
    let Some(live) = within!(tx, usage::session(session))? else {
        return Ok(None);
    };
    let present = within!(tx, usage::present(session))?;
    Ok(Some((live, present)))
}

/// The app's days from `from` to `to`, both included; days without meetings are left out.
///
/// # Errors
/// If the database does not answer.
pub async fn days(store: &Store, app: &AppId, from: Date, to: Date) -> Result<Vec<DayRow>> {
    read!(store, usage::days(app, from, to))
}

/// What has ever happened in the app's meetings.
///
/// # Errors
/// If the database does not answer.
pub async fn milestones(store: &Store, app: &AppId) -> Result<Milestones> {
    read!(store, usage::milestones(app))
}

/// The app's meetings that go on, the oldest first.
///
/// # Errors
/// If the database does not answer.
pub async fn live(store: &Store, app: &AppId) -> Result<Vec<LiveCount>> {
    read!(store, usage::live(app))
}

/// What is kept, and how far `reader` had read when it was so. To be called within a
/// [`Store::snapshot`](crate::Store::snapshot), in which nothing changes between the tables.
///
/// # Errors
/// If the database does not answer.
pub async fn kept(tx: &mut Tx, reader: &str) -> Result<Kept> {
    Ok(Kept {
        seq: within!(tx, journal::cursor(reader))?,
        days: within!(tx, usage::all_days())?,
        cycle_days: within!(tx, counted::all_cycle_days())?,
        sessions: within!(tx, usage::all_sessions())?,
        present: within!(tx, usage::all_present())?,
    })
}
