//! The rules of counting: one event in, changes out. No database and no clock, so that the counting
//! that goes on, the recount and the recovery follow the very same rules.

use domain::{
    Cycle, Date, EndpointId, MeetingEvent, MeetingFact, Person, SessionId, Somebody, Timestamp, UsageEntry,
};
use std::collections::{BTreeMap, HashMap};
use store::usage::{self, DayRow, Device, LiveSession, Present};

/// One thing to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// To be counted, unless it has counted in the cycle before.
    Device(Device),
    /// The same.
    Person(usage::Person),
    /// To be added to the day's figures.
    Day(DayRow),
    Opened(LiveSession),
    Closed(SessionId),
    Arrived(Present),
    Departed(SessionId, EndpointId),
}

/// A meeting that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) live: LiveSession,
    pub(crate) present: BTreeMap<EndpointId, Timestamp>,
}

/// The meetings that go on.
#[derive(Debug, Default)]
pub(crate) struct Meetings(HashMap<SessionId, Open>);

impl Meetings {
    pub(crate) fn put(&mut self, live: LiveSession, present: Vec<Present>) {
        let present = present
            .into_iter()
            .map(|present| (present.endpoint, present.joined_at))
            .collect();
        self.0.insert(live.session, Open { live, present });
    }

    pub(crate) fn get(&self, session: SessionId) -> Option<&Open> {
        self.0.get(&session)
    }

    /// Counts one event; `anchor` is the day from which the app's billing cycles are counted.
    pub(crate) fn apply(&mut self, event: &MeetingEvent, anchor: Date) -> Vec<Change> {
        let day = event.at.date();
        match &event.fact {
            MeetingFact::RoomCreated => self.create(event, day),
            MeetingFact::RoomDestroyed => self.destroy(event),
            MeetingFact::ParticipantJoined { participant } => self.join(event, participant, day),
            MeetingFact::ParticipantLeft { endpoint, .. } => self.leave(event, endpoint),
            MeetingFact::ConnectionStats { .. } => Vec::new(),
            MeetingFact::Usage { entries } => {
                let cycle = Cycle::containing(anchor, day).start;
                entries
                    .iter()
                    .flat_map(|entry| active(event, cycle, entry))
                    .collect()
            }
        }
    }

    fn create(&mut self, event: &MeetingEvent, day: Date) -> Vec<Change> {
        if self.0.contains_key(&event.session) {
            return Vec::new();
        }
        let live = LiveSession {
            session: event.session,
            app: event.app.clone(),
            room: event.room.clone(),
            since: event.at,
        };
        self.put(live.clone(), Vec::new());
        vec![
            Change::Opened(live),
            Change::Day(DayRow {
                meetings: 1,
                ..nothing(event, day)
            }),
        ]
    }

    fn destroy(&mut self, event: &MeetingEvent) -> Vec<Change> {
        let Some(open) = self.of(event) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        for joined_at in open.present.values() {
            stay(event, *joined_at, &mut changes);
        }
        self.0.remove(&event.session);
        changes.push(Change::Closed(event.session));
        changes
    }

    fn join(&mut self, event: &MeetingEvent, participant: &Person, day: Date) -> Vec<Change> {
        let endpoint = &participant.endpoint;
        let Some(open) = self.of(event) else {
            return Vec::new();
        };
        if open.present.contains_key(endpoint) {
            return Vec::new();
        }
        open.present.insert(endpoint.clone(), event.at);
        vec![
            Change::Arrived(Present {
                session: event.session,
                endpoint: endpoint.clone(),
                joined_at: event.at,
            }),
            Change::Day(DayRow {
                participants: 1,
                embedded: i64::from(participant.embedded),
                ..nothing(event, day)
            }),
        ]
    }

    fn leave(&mut self, event: &MeetingEvent, endpoint: &EndpointId) -> Vec<Change> {
        let Some(joined_at) = self.of(event).and_then(|open| open.present.remove(endpoint)) else {
            return Vec::new();
        };
        let mut changes = vec![Change::Departed(event.session, endpoint.clone())];
        stay(event, joined_at, &mut changes);
        changes
    }

    /// The meeting of the event, if it goes on and is this tenant's.
    fn of(&mut self, event: &MeetingEvent) -> Option<&mut Open> {
        self.0
            .get_mut(&event.session)
            .filter(|open| open.live.app == event.app)
    }
}

/// Who counts because of an entry: the device, and whoever it belongs to.
fn active(event: &MeetingEvent, cycle: Date, entry: &UsageEntry) -> [Change; 2] {
    let device = Device {
        app: event.app.clone(),
        cycle,
        device: entry.device.clone(),
        event: event.id,
        at: event.at,
    };
    let person = usage::Person {
        app: event.app.clone(),
        cycle,
        person: Somebody::person(entry.user_id.as_deref(), &entry.device),
        event: event.id,
        at: event.at,
    };
    [Change::Device(device), Change::Person(person)]
}

/// The time from a join to this event, split at midnight. Whole seconds of both moments are compared, so
/// the parts add up to the whole.
fn stay(event: &MeetingEvent, joined_at: Timestamp, changes: &mut Vec<Change>) {
    let end = event.at.seconds();
    let mut from = joined_at.seconds();
    while from < end {
        let day = Timestamp::from_seconds(from).date();
        let midnight = day
            .next_day()
            .map_or(end, |next| Timestamp::start_of(next).seconds());
        let to = end.min(midnight);
        changes.push(Change::Day(DayRow {
            seconds: to - from,
            ..nothing(event, day)
        }));
        from = to;
    }
}

fn nothing(event: &MeetingEvent, day: Date) -> DayRow {
    DayRow {
        app: event.app.clone(),
        day,
        meetings: 0,
        participants: 0,
        embedded: 0,
        seconds: 0,
    }
}
