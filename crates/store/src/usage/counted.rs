//! Who counts in a billing cycle: devices and people, and the running sums of both.

use super::since::NewSince;
use crate::column::{At, Id, MaybeAt, Room};
use crate::{Error, Result, Store, Tx};
use domain::{AppId, CountBy, Date, DeviceId, EventId, RoomName, SessionId, Somebody, Timestamp};

/// A device that counts in a billing cycle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Device {
    /// The tenant.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// First day of the cycle.
    pub cycle: Date,
    /// The device.
    #[sqlx(try_from = "String")]
    pub device: DeviceId,
    /// The event in which it first counted: the first in the journal's order.
    #[sqlx(try_from = "Id")]
    pub event: EventId,
    /// The moment of that event.
    #[sqlx(try_from = "At")]
    pub at: Timestamp,
}

/// Somebody who counts in a billing cycle when people are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Person {
    /// The tenant.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// First day of the cycle.
    pub cycle: Date,
    /// Who.
    #[sqlx(try_from = "String")]
    pub person: Somebody,
    /// The event in which he first counted: the first in the journal's order.
    #[sqlx(try_from = "Id")]
    pub event: EventId,
    /// The moment of that event.
    #[sqlx(try_from = "At")]
    pub at: Timestamp,
}

/// How many first counted on one day of a cycle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct CycleDay {
    /// The tenant.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// First day of the cycle.
    pub cycle: Date,
    /// The day in UTC.
    pub day: Date,
    /// Devices.
    pub devices: i64,
    /// People.
    pub people: i64,
    /// The earliest moment at which one of the devices counted.
    #[sqlx(try_from = "MaybeAt")]
    pub device_at: Option<Timestamp>,
    /// The earliest moment at which one of the people counted.
    #[sqlx(try_from = "MaybeAt")]
    pub person_at: Option<Timestamp>,
}

impl CycleDay {
    /// The figures that one new device makes.
    #[must_use]
    pub fn of_device(device: &Device) -> Self {
        Self {
            app: device.app.clone(),
            cycle: device.cycle,
            day: device.at.date(),
            devices: 1,
            people: 0,
            device_at: Some(device.at),
            person_at: None,
        }
    }

    /// The figures that one new person makes.
    #[must_use]
    pub fn of_person(person: &Person) -> Self {
        Self {
            app: person.app.clone(),
            cycle: person.cycle,
            day: person.at.date(),
            devices: 0,
            people: 1,
            device_at: None,
            person_at: Some(person.at),
        }
    }

    /// Adds figures of the same day.
    pub fn add(&mut self, more: &Self) {
        let earlier = |a: Option<Timestamp>, b: Option<Timestamp>| a.into_iter().chain(b).min();
        self.devices += more.devices;
        self.people += more.people;
        self.device_at = earlier(self.device_at, more.device_at);
        self.person_at = earlier(self.person_at, more.person_at);
    }
}

/// Monthly active users of a cycle, counted in both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Distinct devices.
    pub devices: u64,
    /// Distinct people.
    pub people: u64,
}

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

/// Counts a device in a cycle unless it has counted already. Answers whether it was news; then its
/// [`CycleDay`] is to be added in the same transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn count_device(tx: &mut Tx, device: &Device) -> Result<bool> {
    within!(tx, counted::count_device(device))
}

/// As [`count_device`], for a person.
///
/// # Errors
/// If the database does not answer.
pub async fn count_person(tx: &mut Tx, person: &Person) -> Result<bool> {
    within!(tx, counted::count_person(person))
}

/// Adds to the running sums of a day.
///
/// # Errors
/// If the database does not answer.
pub async fn add_to_cycle_day(tx: &mut Tx, more: &CycleDay) -> Result<()> {
    within!(tx, counted::add_to_cycle_day(more))
}

/// How many devices count in the app's cycle that begins on `cycle`. Reads one row a day, however many
/// there are.
///
/// # Errors
/// If the database does not answer.
pub async fn mau(store: &Store, app: &AppId, cycle: Date) -> Result<u64> {
    Ok(count(store, app, cycle).await?.devices)
}

/// How many devices and how many people count in the app's cycle that begins on `cycle`. Reads one row a
/// day, however many there are.
///
/// # Errors
/// If the database does not answer.
pub async fn count(store: &Store, app: &AppId, cycle: Date) -> Result<Count> {
    let (devices, people) = read!(store, counted::count(app, cycle))?;
    Ok(Count {
        devices: u64::try_from(devices).unwrap_or(0),
        people: u64::try_from(people).unwrap_or(0),
    })
}

/// How many devices first counted on each day of the cycle that begins on `cycle`; days without are left out.
///
/// # Errors
/// If the database does not answer.
pub async fn devices_by_day(store: &Store, app: &AppId, cycle: Date) -> Result<Vec<(Date, i64)>> {
    read!(store, counted::devices_by_day(app, cycle))
}

/// Whether a device counts in the app's cycle that begins on `cycle`, as far as the reader has read.
///
/// # Errors
/// If the database does not answer.
pub async fn is_counted(store: &Store, app: &AppId, cycle: Date, device: &DeviceId) -> Result<bool> {
    read!(store, counted::is_device_counted(app, cycle, device))
}

/// As [`is_counted`], for a person (see [`Somebody::person`]).
///
/// # Errors
/// If the database does not answer.
pub async fn is_person_counted(store: &Store, app: &AppId, cycle: Date, person: &Somebody) -> Result<bool> {
    read!(store, counted::is_person_counted(app, cycle, person))
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
    read!(store, counted::page(app, cycle, by, after, limit))
}

/// How many devices or people first counted in each stretch of time between boundaries, for every cycle of
/// the app; in the order of cycles and stretches, those without anybody are left out.
///
/// A stretch is `[b, next b)`; the first one begins with time, the last one does not end. Boundaries may
/// come in any order; a repeated one makes no difference. Reads the days' sums, and counts rows only on
/// days on which a boundary lies. In a transaction that writes, others may count on meanwhile; each device
/// is in one stretch at most all the same.
///
/// # Errors
/// If the database does not answer.
pub async fn new_since(
    tx: &mut Tx,
    app: &AppId,
    by: CountBy,
    boundaries: &[Timestamp],
) -> Result<Vec<NewSince>> {
    within!(tx, counted::new_since(app, by, boundaries))
}

/// Some of the devices of all apps in the order of the primary key, those behind `after`; for a comparison
/// with a count from scratch.
///
/// # Errors
/// If the database does not answer.
pub async fn kept_devices(tx: &mut Tx, after: Option<&Device>, limit: u32) -> Result<Vec<Device>> {
    within!(tx, counted::kept_devices(after, limit))
}

/// As [`kept_devices`], of people.
///
/// # Errors
/// If the database does not answer.
pub async fn kept_people(tx: &mut Tx, after: Option<&Person>, limit: u32) -> Result<Vec<Person>> {
    within!(tx, counted::kept_people(after, limit))
}
