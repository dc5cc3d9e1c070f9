//! What a recount found.

use crate::figures::Counting;
use domain::{AppId, Date};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// What the journal says, and where the kept figures say otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The place in the journal up to which both have counted.
    pub seq: i64,
    /// Events counted.
    pub events: u64,
    /// The figures of every app, from the journal alone.
    pub apps: Vec<AppFigures>,
    /// Meetings that go on.
    pub live_meetings: u64,
    /// Participants in them.
    pub live_participants: u64,
    /// Where the kept figures differ; empty if everything is right.
    pub differences: Vec<Difference>,
}

/// The figures of one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppFigures {
    /// The app.
    pub app: AppId,
    /// Its billing cycles with usage.
    pub cycles: Vec<CycleFigures>,
    /// Its days with meetings.
    pub days: Vec<crate::Day>,
}

/// Monthly active users of one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleFigures {
    /// First day of the cycle.
    pub start: Date,
    /// Devices that counted in it.
    pub mau: u64,
    /// People who counted in it.
    pub people: u64,
}

/// One figure that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which figure.
    pub what: String,
    /// What is kept.
    pub kept: String,
    /// What the journal says.
    pub counted: String,
}

/// The figures of every app.
pub(crate) fn by_app(counted: &Counting) -> Vec<AppFigures> {
    let mut apps: BTreeMap<&AppId, (Vec<CycleFigures>, Vec<crate::Day>)> = BTreeMap::new();
    // Whoever counts as a device counts as a person too, so both have the same apps and cycles.
    for (app, cycles) in &counted.devices.0 {
        let people = counted.people.0.get(app);
        for (start, heads) in cycles {
            let people = people
                .and_then(|cycles| cycles.get(start))
                .map_or(0, HashMap::len);
            let figures = CycleFigures {
                start: *start,
                mau: number(heads.len()),
                people: number(people),
            };
            apps.entry(app).or_default().0.push(figures);
        }
    }
    for ((app, date), (meetings, participants, embedded, seconds)) in &counted.figures.days {
        let positive = |figure: &i64| u64::try_from(*figure).unwrap_or(0);
        apps.entry(app).or_default().1.push(crate::Day {
            date: *date,
            meetings: positive(meetings),
            participants: positive(participants),
            embedded: positive(embedded),
            seconds: positive(seconds),
        });
    }
    apps.into_iter()
        .map(|(app, (cycles, days))| AppFigures {
            app: app.clone(),
            cycles,
            days,
        })
        .collect()
}

pub(crate) fn number(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} events up to journal entry {}", self.events, self.seq)?;
        for app in &self.apps {
            writeln!(f, "\n{}", app.app)?;
            for cycle in &app.cycles {
                writeln!(
                    f,
                    "  cycle from {}: {} monthly active users ({} by user id)",
                    cycle.start, cycle.mau, cycle.people
                )?;
            }
            for day in &app.days {
                writeln!(
                    f,
                    "  {}: {} meetings, {} participants, {} s",
                    day.date, day.meetings, day.participants, day.seconds
                )?;
            }
        }
        writeln!(
            f,
            "\nnow: {} meetings, {} participants",
            self.live_meetings, self.live_participants
        )?;
        if self.differences.is_empty() {
            return writeln!(f, "The kept figures are the same.");
        }
        writeln!(f, "The kept figures differ in {} places:", self.differences.len())?;
        for difference in &self.differences {
            writeln!(
                f,
                "  {}: kept {}, counted {}",
                difference.what, difference.kept, difference.counted
            )?;
        }
        Ok(())
    }
}
