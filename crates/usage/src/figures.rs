//! All figures in memory, so that they can be compared with the kept ones.

use crate::fold::Change;
use domain::{AppId, Date, EndpointId, EventId, RoomName, SessionId, Timestamp};
use std::collections::{BTreeMap, HashMap};
use store::usage::{CycleDay, Kept};

/// Meetings, participants, of them embedded, seconds.
pub(crate) type DayFigures = (i64, i64, i64, i64);

/// The figures that are few enough to be held twice.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) days: BTreeMap<(AppId, Date), DayFigures>,
    /// By app, first day of the cycle and day.
    pub(crate) cycle_days: BTreeMap<(AppId, Date, Date), CycleDay>,
    pub(crate) sessions: BTreeMap<SessionId, (AppId, RoomName, Timestamp)>,
    pub(crate) present: BTreeMap<(SessionId, EndpointId), Timestamp>,
}

/// The event in which somebody first counted, and its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct First {
    pub(crate) event: EventId,
    pub(crate) at: Timestamp,
}

/// Everybody who counts, by app and first day of the cycle. There may be millions: each costs the text of
/// his id and forty bytes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Heads(pub(crate) BTreeMap<AppId, BTreeMap<Date, HashMap<Box<str>, First>>>);

impl Heads {
    /// Counts somebody unless he has counted. Answers whether it was news.
    pub(crate) fn count(&mut self, app: &AppId, cycle: Date, who: &str, first: First) -> bool {
        if !self.0.contains_key(app) {
            self.0.insert(app.clone(), BTreeMap::new());
        }
        let Some(cycles) = self.0.get_mut(app) else {
            return false;
        };
        let heads = cycles.entry(cycle).or_default();
        if heads.contains_key(who) {
            return false;
        }
        heads.insert(who.into(), first);
        true
    }

    /// Takes somebody out.
    pub(crate) fn take(&mut self, app: &AppId, cycle: Date, who: &str) -> Option<First> {
        self.0.get_mut(app)?.get_mut(&cycle)?.remove(who)
    }
}

/// What the journal says.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    pub(crate) figures: Figures,
    pub(crate) devices: Heads,
    pub(crate) people: Heads,
}

impl Counting {
    pub(crate) fn write(&mut self, change: Change) {
        let Figures {
            days,
            sessions,
            present,
            ..
        } = &mut self.figures;
        match change {
            Change::Device(new) => {
                let first = First {
                    event: new.event,
                    at: new.at,
                };
                if self
                    .devices
                    .count(&new.app, new.cycle, new.device.as_str(), first)
                {
                    self.figures.add_new(CycleDay::of_device(&new));
                }
            }
            Change::Person(new) => {
                let first = First {
                    event: new.event,
                    at: new.at,
                };
                if self
                    .people
                    .count(&new.app, new.cycle, &new.person.to_string(), first)
                {
                    self.figures.add_new(CycleDay::of_person(&new));
                }
            }
            Change::Day(more) => {
                let day = days.entry((more.app, more.day)).or_default();
                day.0 += more.meetings;
                day.1 += more.participants;
                day.2 += more.embedded;
                day.3 += more.seconds;
            }
            Change::Opened(live) => {
                sessions.insert(live.session, (live.app, live.room, live.since));
            }
            Change::Closed(session) => {
                sessions.remove(&session);
                present.retain(|(of, _), _| *of != session);
            }
            Change::Arrived(new) => {
                present.insert((new.session, new.endpoint), new.joined_at);
            }
            Change::Departed(session, endpoint) => {
                present.remove(&(session, endpoint));
            }
        }
    }
}

impl Figures {
    fn add_new(&mut self, more: CycleDay) {
        let key = (more.app.clone(), more.cycle, more.day);
        match self.cycle_days.get_mut(&key) {
            Some(day) => day.add(&more),
            None => {
                self.cycle_days.insert(key, more);
            }
        }
    }
}

impl From<Kept> for Figures {
    fn from(kept: Kept) -> Self {
        let days = kept.days.into_iter().map(|d| {
            let figures = (d.meetings, d.participants, d.embedded, d.seconds);
            ((d.app, d.day), figures)
        });
        let cycle_days = kept
            .cycle_days
            .into_iter()
            .map(|d| ((d.app.clone(), d.cycle, d.day), d));
        let sessions = kept
            .sessions
            .into_iter()
            .map(|s| (s.session, (s.app, s.room, s.since)));
        let present = kept
            .present
            .into_iter()
            .map(|p| ((p.session, p.endpoint), p.joined_at));
        Self {
            days: days.collect(),
            cycle_days: cycle_days.collect(),
            sessions: sessions.collect(),
            present: present.collect(),
        }
    }
}
