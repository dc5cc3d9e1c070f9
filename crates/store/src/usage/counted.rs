//! Who counts in a billing cycle, and the running sums.

use crate::column::{At, Id, MaybeAt};
use crate::{Result, Store, Tx};
use domain::{AppId, Date, DeviceId, EventId, Somebody, Timestamp};

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
