//! Counting what is new in the journal. Figures and cursor move in one transaction, so every event is
//! counted exactly once, whenever the server dies.

use crate::fold::{Change, Meetings};
use crate::{Result, Usage};
use domain::{AppId, Date};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Tx;
use store::usage::{CycleDay, DayRow};

/// The name of the cursor.
pub const READER: &str = "usage";
/// Events counted in one transaction.
const CHUNK: u32 = 500;

impl Usage {
    /// Counts everything that has been appended. Called after every append and by a timer; several calls
    /// at once, also from several servers, do not count anything twice. Answers how many events it counted.
    ///
    /// # Errors
    /// [`crate::Error::Store`]; what was counted before stays counted.
    pub async fn catch_up(&self) -> Result<u64> {
        self.catch_up_by(CHUNK).await
    }

    /// As [`Usage::catch_up`], with so many events in one transaction.
    ///
    /// # Errors
    /// As [`Usage::catch_up`].
    pub async fn catch_up_by(&self, chunk: u32) -> Result<u64> {
        let _turn = self.turn.lock().await;
        let mut total = 0;
        // Reading two numbers is much cheaper than a transaction that finds nothing.
        while store::journal::cursor(&self.store, READER).await? < store::journal::head(&self.store).await? {
            let counted = self.count_chunk(chunk.max(1)).await?;
            if counted == 0 {
                break;
            }
            total += counted;
        }
        Ok(total)
    }

    async fn count_chunk(&self, chunk: u32) -> Result<u64> {
        let mut tx = self.store.begin().await?;
        let cursor = store::journal::lock_cursor(&mut tx, READER).await?;
        let head = store::journal::head_within(&mut tx).await?;
        let events = store::journal::read_after_within(&mut tx, cursor, chunk).await?;
        let Some(last) = events.last().map(|recorded| recorded.seq) else {
            // Numbers without events, of repetitions: not to be looked for again.
            store::journal::move_cursor(&mut tx, READER, head).await?;
            tx.commit().await?;
            return Ok(0);
        };
        let mut known = HashSet::new();
        let mut meetings = Meetings::default();
        let mut anchors: HashMap<AppId, Date> = HashMap::new();
        let mut sums = Sums::default();
        for recorded in &events {
            let event = &recorded.event;
            if known.insert(event.session)
                && let Some((live, present)) = store::usage::session(&mut tx, event.session).await?
            {
                meetings.put(live, present);
            }
            let anchor = match anchors.get(&event.app) {
                Some(anchor) => *anchor,
                None => {
                    let anchor = store::apps::anchor_within(&mut tx, &event.app).await?;
                    let anchor = anchor.unwrap_or(CALENDAR_MONTHS);
                    anchors.insert(event.app.clone(), anchor);
                    anchor
                }
            };
            for change in meetings.apply(event, anchor) {
                write(&mut tx, change, &mut sums).await?;
            }
        }
        for day in sums.days.into_values() {
            store::usage::add_to_day(&mut tx, &day).await?;
        }
        for day in sums.cycle_days.into_values() {
            store::usage::add_to_cycle_day(&mut tx, &day).await?;
        }
        store::journal::move_cursor(&mut tx, READER, last).await?;
        tx.commit().await?;
        Ok(u64::try_from(events.len()).unwrap_or(u64::MAX))
    }
}

/// An app that no customer has any more is counted by calendar months.
pub(crate) const CALENDAR_MONTHS: Date = time::macros::date!(1970 - 01 - 01);

/// Figures of days, added up before they are written, because many events fall on one day.
#[derive(Default)]
struct Sums {
    days: BTreeMap<(AppId, Date), DayRow>,
    cycle_days: BTreeMap<(AppId, Date, Date), CycleDay>,
}

impl Sums {
    fn add_new(&mut self, more: CycleDay) {
        match self.cycle_days.get_mut(&(more.app.clone(), more.cycle, more.day)) {
            Some(day) => day.add(&more),
            None => {
                self.cycle_days
                    .insert((more.app.clone(), more.cycle, more.day), more);
            }
        }
    }
}

/// Writes one change.
async fn write(tx: &mut Tx, change: Change, sums: &mut Sums) -> Result<()> {
    match change {
        Change::Device(device) => {
            if store::usage::count_device(tx, &device).await? {
                sums.add_new(CycleDay::of_device(&device));
            }
        }
        Change::Person(person) => {
            if store::usage::count_person(tx, &person).await? {
                sums.add_new(CycleDay::of_person(&person));
            }
        }
        Change::Day(more) => match sums.days.get_mut(&(more.app.clone(), more.day)) {
            Some(day) => {
                day.meetings += more.meetings;
                day.participants += more.participants;
                day.embedded += more.embedded;
                day.seconds += more.seconds;
            }
            None => {
                sums.days.insert((more.app.clone(), more.day), more);
            }
        },
        Change::Opened(live) => store::usage::open(tx, &live).await?,
        Change::Closed(session) => store::usage::close(tx, session).await?,
        Change::Arrived(present) => store::usage::arrive(tx, &present).await?,
        Change::Departed(session, endpoint) => {
            store::usage::depart(tx, session, &endpoint).await?;
        }
    }
    Ok(())
}
