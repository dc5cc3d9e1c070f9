//! The list of those who count in a billing cycle.

use crate::column::{At, Id, Room};
use crate::{Error, Result, Store};
use domain::{AppId, CountBy, Date, DeviceId, EventId, RoomName, SessionId, Somebody, Timestamp};

/// Somebody in the list of those who count in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The device or the person.
    pub who: Somebody,
    /// When he first counted.
    pub at: Timestamp,
    /// The event in which he first counted.
    pub event: EventId,
    /// The meeting of that event; none if the event is not in the journal.
    pub meeting: Option<CountedIn>,
}

/// The meeting in which somebody first counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedIn {
    /// The room.
    pub room: RoomName,
    /// The meeting instance.
    pub session: SessionId,
    /// The event's place in the journal.
    pub seq: i64,
}

/// A place in the list, which is in the order of moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedCursor {
    /// When the last one that was seen first counted.
    pub at: Timestamp,
    /// Who that is.
    pub who: Somebody,
}

impl Counted {
    /// The place behind this one.
    #[must_use]
    pub fn cursor(&self) -> CountedCursor {
        CountedCursor {
            at: self.at,
            who: self.who.clone(),
        }
    }
}

/// A row of the list; `who` is a device's id when devices are counted, else the text of [`Somebody`].
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Row {
    who: String,
    #[sqlx(try_from = "At")]
    at: Timestamp,
    #[sqlx(try_from = "Id")]
    event: EventId,
    room: Option<Room>,
    session: Option<Id>,
    seq: Option<i64>,
}

impl Row {
    pub(crate) fn counted(self, by: CountBy) -> Result<Counted> {
        let who = match by {
            CountBy::Device => self.who.parse().map(Somebody::Device),
            CountBy::Person => self.who.parse(),
        };
        Ok(Counted {
            who: who.map_err(|e| Error::unreadable(format_args!("somebody who counted: {e}")))?,
            at: self.at,
            event: self.event,
            meeting: self
                .room
                .zip(self.session)
                .zip(self.seq)
                .map(|((room, session), seq)| CountedIn {
                    room: room.into(),
                    session: session.into(),
                    seq,
                }),
        })
    }
}

/// Whether a device counts in the app's cycle that begins on `cycle`, as far as the reader has read.
///
/// # Errors
/// If the database does not answer.
pub async fn is_counted(store: &Store, app: &AppId, cycle: Date, device: &DeviceId) -> Result<bool> {
    read!(
        store,
        listed::is_counted(app, cycle, CountBy::Device, device.as_str())
    )
}

/// As [`is_counted`], for a person (see [`Somebody::person`]).
///
/// # Errors
/// If the database does not answer.
pub async fn is_person_counted(store: &Store, app: &AppId, cycle: Date, person: &Somebody) -> Result<bool> {
    let who = person.to_string();
    read!(store, listed::is_counted(app, cycle, CountBy::Person, &who))
}

/// A page of the devices or people that count in the app's cycle that begins on `cycle`: at most `limit` of
/// those behind `after` in the order of the moments at which they first counted.
///
/// # Errors
/// If the database does not answer, [`Error::Unreadable`].
pub async fn devices_of(
    store: &Store,
    app: &AppId,
    cycle: Date,
    by: CountBy,
    after: Option<&CountedCursor>,
    limit: u32,
) -> Result<Vec<Counted>> {
    read!(store, listed::page(app, cycle, by, after, limit))
}
