//! Customers, a clock and short ways to write a journal.

use crate::Usage;
use crate::figures::{Counting, Figures, First, Heads};
use domain::Clock as _;
use domain::{
    AppId, CustomerId, Date, EndpointId, EventId, LeaveReason, ManualClock, MeetingEvent, MeetingFact,
    Person, Random, SessionId, Timestamp, UsageEntry,
};
use std::sync::Arc;
use store::Store;
use store::apps::{App, AppMode, AppStatus};
use store::customers::Customer;

pub(super) struct World {
    pub(super) store: Store,
    pub(super) usage: Usage,
    pub(super) clock: Arc<ManualClock>,
    pub(super) random: Random,
}

impl World {
    pub(super) fn new(store: Store) -> Self {
        let clock = Self::clock();
        Self {
            usage: Usage::new(store.clone()),
            store,
            clock,
            random: store::testing::random(),
        }
    }

    pub(super) fn clock() -> Arc<ManualClock> {
        Arc::new(ManualClock::new(moment("2026-03-08T09:30:00Z")))
    }

    /// A customer who signed up on a day, and his app, whose cycles are counted from that day.
    pub(super) async fn app(&self, anchor: Date) -> AppId {
        let customer = Customer {
            id: CustomerId::new(&self.random),
            organisation: "Analytical Engines".to_owned(),
            anchor,
            created_at: Timestamp::start_of(anchor),
        };
        let app = App {
            id: AppId::new(&self.random),
            customer: customer.id,
            mode: AppMode::Live,
            status: AppStatus::Active,
            anchor,
            created_at: customer.created_at,
        };
        let mut tx = self.store.begin().await.unwrap();
        store::customers::insert(&mut tx, &customer).await.unwrap();
        store::apps::insert(&mut tx, &app).await.unwrap();
        tx.commit().await.unwrap();
        app.id
    }

    /// Sets the clock, appends and catches up.
    pub(super) async fn happens(&self, events: &[MeetingEvent]) {
        store::journal::append(&self.store, events).await.unwrap();
        if let Some(last) = events.last() {
            self.clock.set(last.at);
        }
        self.usage.catch_up().await.unwrap();
    }

    /// What the reader has kept.
    pub(super) async fn kept(&self) -> Counting {
        let mut snapshot = self.store.snapshot().await.unwrap();
        let kept = store::usage::kept(&mut snapshot, "usage").await.unwrap();
        let (mut devices, mut people) = (Heads::default(), Heads::default());
        for d in store::usage::kept_devices(&mut snapshot, None, 1_000)
            .await
            .unwrap()
        {
            let first = First {
                event: d.event,
                at: d.at,
            };
            assert!(devices.count(&d.app, d.cycle, d.device.as_str(), first));
        }
        for p in store::usage::kept_people(&mut snapshot, None, 1_000)
            .await
            .unwrap()
        {
            let first = First {
                event: p.event,
                at: p.at,
            };
            assert!(people.count(&p.app, p.cycle, &p.person.to_string(), first));
        }
        Counting {
            figures: Figures::from(kept),
            devices,
            people,
        }
    }

    pub(super) async fn mau(&self, app: &AppId) -> u64 {
        self.usage
            .fair_count(app, self.clock.now().date())
            .await
            .unwrap()
            .devices
    }

    /// The beginning of a meeting.
    pub(super) fn meeting(&self, app: &AppId) -> Meeting<'_> {
        Meeting {
            random: &self.random,
            app: app.clone(),
            session: SessionId::new(&self.random),
        }
    }
}

/// Writes the events of one meeting.
pub(super) struct Meeting<'a> {
    random: &'a Random,
    app: AppId,
    pub(super) session: SessionId,
}

impl Meeting<'_> {
    fn event(&self, at: &str, fact: MeetingFact) -> MeetingEvent {
        MeetingEvent {
            id: EventId::new(self.random),
            app: self.app.clone(),
            room: "stand-up".parse().unwrap(),
            session: self.session,
            at: moment(at),
            fact,
        }
    }

    pub(super) fn created(&self, at: &str) -> MeetingEvent {
        self.event(at, MeetingFact::RoomCreated)
    }

    pub(super) fn destroyed(&self, at: &str) -> MeetingEvent {
        self.event(at, MeetingFact::RoomDestroyed)
    }

    pub(super) fn joined(&self, at: &str, device: &str) -> MeetingEvent {
        let participant = person(&endpoint(device), device);
        self.event(at, MeetingFact::ParticipantJoined { participant })
    }

    pub(super) fn left(&self, at: &str, device: &str) -> MeetingEvent {
        let endpoint = endpoint(device);
        let reason = LeaveReason::Left;
        self.event(at, MeetingFact::ParticipantLeft { endpoint, reason })
    }

    pub(super) fn used(&self, at: &str, devices: &[&str]) -> MeetingEvent {
        let entries = devices.iter().map(|device| entry(device)).collect();
        self.event(at, MeetingFact::Usage { entries })
    }

    /// As `used`, with the user ids of the tokens.
    pub(super) fn used_by(&self, at: &str, who: &[(&str, &str)]) -> MeetingEvent {
        let entries = who.iter().map(|(device, user)| UsageEntry {
            user_id: Some((*user).to_owned()),
            ..entry(device)
        });
        let entries = entries.collect();
        self.event(at, MeetingFact::Usage { entries })
    }
}

/// The endpoint that tests give to a device; eight hex characters made of its bytes.
pub(super) fn endpoint(device: &str) -> EndpointId {
    let sum = device.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    format!("{sum:08x}").parse().unwrap()
}

pub(super) fn person(endpoint: &EndpointId, device: &str) -> Person {
    Person {
        endpoint: endpoint.clone(),
        device: device.parse().unwrap(),
        name: device.to_owned(),
        user_id: None,
        email: None,
        avatar: None,
        group: None,
        moderator: false,
        kid: None,
        embedded: false,
    }
}

pub(super) fn entry(device: &str) -> UsageEntry {
    UsageEntry {
        device: device.parse().unwrap(),
        endpoint: endpoint(device),
        user_id: None,
        email: None,
        kid: None,
        has_mau_p: false,
    }
}

pub(super) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}
