//! All figures in memory, in order, so that two countings can be compared.

use crate::fold::Change;
use domain::{AppId, Date, DeviceId, EndpointId, EventId, RoomName, SessionId, Timestamp};
use std::collections::BTreeMap;
use store::usage::Kept;

/// Meetings, participants, of them embedded, seconds.
pub(crate) type DayFigures = (i64, i64, i64, i64);

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    /// By app, first day of the cycle, device: the event in which it first counted, and its day.
    pub(crate) devices: BTreeMap<(AppId, Date, DeviceId), (EventId, Date)>,
    pub(crate) days: BTreeMap<(AppId, Date), DayFigures>,
    pub(crate) sessions: BTreeMap<SessionId, (AppId, RoomName, Timestamp)>,
    pub(crate) present: BTreeMap<(SessionId, EndpointId), Timestamp>,
}

impl Figures {
    pub(crate) fn write(&mut self, change: Change) {
        match change {
            Change::Device(new) => {
                self.devices
                    .entry((new.app, new.cycle, new.device))
                    .or_insert((new.event, new.day));
            }
            Change::Day(more) => {
                let day = self.days.entry((more.app, more.day)).or_default();
                day.0 += more.meetings;
                day.1 += more.participants;
                day.2 += more.embedded;
                day.3 += more.seconds;
            }
            Change::Opened(live) => {
                self.sessions
                    .insert(live.session, (live.app, live.room, live.since));
            }
            Change::Closed(session) => {
                self.sessions.remove(&session);
                self.present.retain(|(of, _), _| *of != session);
            }
            Change::Arrived(present) => {
                self.present
                    .insert((present.session, present.endpoint), present.joined_at);
            }
            Change::Departed(session, endpoint) => {
                self.present.remove(&(session, endpoint));
            }
        }
    }
}

impl From<Kept> for Figures {
    fn from(kept: Kept) -> Self {
        Self {
            devices: kept
                .devices
                .into_iter()
                .map(|d| ((d.app, d.cycle, d.device), (d.event, d.day)))
                .collect(),
            days: kept
                .days
                .into_iter()
                .map(|d| {
                    (
                        (d.app, d.day),
                        (d.meetings, d.participants, d.embedded, d.seconds),
                    )
                })
                .collect(),
            sessions: kept
                .sessions
                .into_iter()
                .map(|s| (s.session, (s.app, s.room, s.since)))
                .collect(),
            present: kept
                .present
                .into_iter()
                .map(|p| ((p.session, p.endpoint), p.joined_at))
                .collect(),
        }
    }
}
