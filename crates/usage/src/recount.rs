//! Counting everything again from the journal and comparing it with what is kept.

use crate::catch_up::{CALENDAR_MONTHS, READER};
use crate::figures::Figures;
use crate::fold::Meetings;
use crate::{Result, Usage};
use domain::{AppId, Date};
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Debug};

/// Events read at once.
const CHUNK: u32 = 2_000;

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

impl Usage {
    /// Counts the journal from its beginning up to the cursor and compares. Changes nothing. Call
    /// [`Usage::catch_up`] before, so that the newest events are in both.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn recount(&self) -> Result<Report> {
        let kept = store::usage::kept(&self.store, READER).await?;
        let until = kept.seq;
        let mut counted = Figures::default();
        let mut meetings = Meetings::default();
        let mut anchors: HashMap<AppId, Date> = HashMap::new();
        let (mut seq, mut events) = (0, 0);
        // The journal only grows, so what lies up to the cursor is the same however long this takes.
        'all: loop {
            let chunk = store::journal::read_after(&self.store, seq, CHUNK).await?;
            if chunk.is_empty() {
                break;
            }
            for recorded in chunk {
                if recorded.seq > until {
                    break 'all;
                }
                seq = recorded.seq;
                events += 1;
                let event = recorded.event;
                let anchor = match anchors.get(&event.app) {
                    Some(anchor) => *anchor,
                    None => {
                        let anchor = store::apps::anchor(&self.store, &event.app).await?;
                        let anchor = anchor.unwrap_or(CALENDAR_MONTHS);
                        anchors.insert(event.app.clone(), anchor);
                        anchor
                    }
                };
                for change in meetings.apply(&event, anchor) {
                    counted.write(change);
                }
            }
        }
        let kept = Figures::from(kept);
        let mut differences = Vec::new();
        compare("device", &kept.devices, &counted.devices, &mut differences);
        compare("day", &kept.days, &counted.days, &mut differences);
        compare("meeting", &kept.sessions, &counted.sessions, &mut differences);
        compare("participant", &kept.present, &counted.present, &mut differences);
        Ok(Report {
            seq: until,
            events,
            apps: by_app(&counted),
            live_meetings: count(counted.sessions.len()),
            live_participants: count(counted.present.len()),
            differences,
        })
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn compare<K: Ord + Debug, V: PartialEq + Debug>(
    kind: &str,
    kept: &BTreeMap<K, V>,
    counted: &BTreeMap<K, V>,
    differences: &mut Vec<Difference>,
) {
    let show = |value: Option<&V>| value.map_or_else(|| "nothing".to_owned(), |v| format!("{v:?}"));
    let only_counted = counted.keys().filter(|key| !kept.contains_key(key));
    for key in kept.keys().chain(only_counted) {
        let (a, b) = (kept.get(key), counted.get(key));
        if a != b {
            differences.push(Difference {
                what: format!("{kind} {key:?}"),
                kept: show(a),
                counted: show(b),
            });
        }
    }
}

fn by_app(figures: &Figures) -> Vec<AppFigures> {
    let mut apps: BTreeMap<&AppId, (BTreeMap<Date, u64>, Vec<crate::Day>)> = BTreeMap::new();
    for (app, cycle, _) in figures.devices.keys() {
        *apps.entry(app).or_default().0.entry(*cycle).or_default() += 1;
    }
    for ((app, date), (meetings, participants, embedded, seconds)) in &figures.days {
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
            cycles: cycles
                .into_iter()
                .map(|(start, mau)| CycleFigures { start, mau })
                .collect(),
            days,
        })
        .collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} events up to journal entry {}", self.events, self.seq)?;
        for app in &self.apps {
            writeln!(f, "\n{}", app.app)?;
            for cycle in &app.cycles {
                writeln!(
                    f,
                    "  cycle from {}: {} monthly active users",
                    cycle.start, cycle.mau
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
