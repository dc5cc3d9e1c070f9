//! A customer with a live app and a sandbox, a clock that the test moves, and cards that move no money.

use billing::{Catalogue, Dunning, Invoice, Party};
use domain::{
    AppId, Clock as _, CustomerId, DeviceId, EventId, LeaveReason, ManualClock, MeetingEvent, MeetingFact,
    MemberId, Money, ParticipantUuid, Person, Random, SessionId, Timestamp, UsageEntry,
};
use payments::{AnyGateway, CardEntry, CardSetup, Expiry, SetupOutcome, Simulated, TypedCard};
use std::sync::Arc;
use store::Store;
use store::apps::{App, AppMode, AppStatus};
use store::customers::Customer;
use store::members::Member;
use subscriptions::{Settings, StoreShelf, Subscriptions, Wish};
use time::macros::datetime;
use usage::Usage;

pub(crate) const GOOD: &str = "4242 4242 4242 4242";
/// Can be put on file and is then declined.
pub(crate) const DECLINES: &str = "4000 0000 0000 0341";

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) random: Arc<Random>,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) live: AppId,
    pub(crate) sandbox: AppId,
}

pub(crate) fn settings() -> Settings {
    Settings {
        catalogue: Catalogue::default(),
        dunning: Dunning::default(),
        seller: Party {
            name: "Conclave".to_owned(),
            ..Party::default()
        },
        note: String::new(),
        payment_days: 14,
        public_url: "https://meet.example.org".to_owned(),
    }
}

/// The service with cards that move no money.
pub(crate) fn service(store: &Store, clock: &Arc<ManualClock>, random: &Arc<Random>) -> Subscriptions {
    paid_through(simulated(store, clock), store, clock, random)
}

/// The service with this provider for live apps.
pub(crate) fn paid_through(
    live: AnyGateway,
    store: &Store,
    clock: &Arc<ManualClock>,
    random: &Arc<Random>,
) -> Subscriptions {
    Subscriptions::new(
        store.clone(),
        Usage::new(store.clone()),
        clock.clone(),
        Arc::clone(random),
        settings(),
        live,
        simulated(store, clock),
    )
}

fn simulated(store: &Store, clock: &Arc<ManualClock>) -> AnyGateway {
    let shelf = Arc::new(StoreShelf(store.clone()));
    AnyGateway::Simulated(Simulated::new(shelf, clock.clone()))
}

impl World {
    /// Somebody who signed up on 8 March 2026.
    pub(crate) async fn new(store: Store) -> Self {
        let now = Timestamp::from(datetime!(2026-03-08 09:30 UTC));
        let clock = Arc::new(ManualClock::new(now));
        let random = Arc::new(store::testing::seeded(7));
        let subscriptions = service(&store, &clock, &random);
        let (live, sandbox) = tenant(&store, &random, now, "ada@example.org").await;
        Self {
            store,
            clock,
            random,
            subscriptions,
            live,
            sandbox,
        }
    }

    /// Moves the real clock to the morning of a day.
    pub(crate) fn morning_of(&self, day: time::Date) {
        self.clock.set(day.with_hms(6, 0, 0).unwrap().assume_utc().into());
    }

    pub(crate) async fn card(&self, app: &AppId, number: &str) -> SetupOutcome {
        let CardSetup::SimulatedForm { setup } = self.subscriptions.begin_card(app).await.unwrap() else {
            panic!("a form of ours was expected")
        };
        let expiry = Expiry {
            year: 2031,
            month: 12,
        };
        let typed = TypedCard::new(number, expiry, "123");
        self.subscriptions
            .finish_card(app, &setup, CardEntry::Typed(typed))
            .await
            .unwrap()
    }

    pub(crate) async fn plan(&self, app: &AppId, plan: &str) {
        let to = format!("{plan}@1").parse().unwrap();
        self.subscriptions.change(app, &Wish::Plan { to }).await.unwrap();
    }

    /// So many new devices meet in one room, now.
    pub(crate) async fn meet(&self, app: &AppId, devices: usize) {
        let events = self.meeting(app, devices, self.clock.now());
        store::journal::append(&self.store, &events).await.unwrap();
    }

    pub(crate) fn meeting(&self, app: &AppId, devices: usize, at: Timestamp) -> Vec<MeetingEvent> {
        let session = SessionId::new(&self.random);
        let event = |fact| MeetingEvent {
            id: EventId::new(&self.random),
            app: app.clone(),
            room: "daily".parse().unwrap(),
            session,
            at,
            fact,
        };
        let people: Vec<Person> = (0..devices)
            .map(|_| person(&self.random.uuid().simple().to_string(), &self.random))
            .collect();
        let mut events = vec![event(MeetingFact::RoomCreated)];
        for participant in &people {
            let participant = participant.clone();
            events.push(event(MeetingFact::ParticipantJoined { participant }));
        }
        let entries = people.iter().map(entry).collect();
        events.push(event(MeetingFact::Usage { entries }));
        for person in &people {
            events.push(event(MeetingFact::ParticipantLeft {
                endpoint: person.endpoint.clone(),
                reason: LeaveReason::Left,
            }));
        }
        events.push(event(MeetingFact::RoomDestroyed));
        events
    }

    pub(crate) async fn run(&self) {
        let ran = self.subscriptions.run().await.unwrap();
        assert_eq!(ran.failed, 0);
    }

    /// The app's invoices, oldest first.
    pub(crate) async fn invoices(&self, app: &AppId) -> Vec<Invoice> {
        let overview = self.subscriptions.overview(app).await.unwrap();
        let mut invoices: Vec<_> = overview.invoices.into_iter().map(|it| it.invoice).collect();
        invoices.reverse();
        invoices
    }

    /// Numbers, states and sums of the app's invoices.
    pub(crate) async fn told(&self, app: &AppId) -> Vec<String> {
        let invoices = self.invoices(app).await;
        invoices.iter().map(told).collect()
    }

    pub(crate) async fn subjects(&self) -> Vec<String> {
        let mut mails = store::outbox::newest(&self.store, 100).await.unwrap();
        mails.sort_by_key(|mail| mail.created_at);
        mails.into_iter().map(|mail| mail.subject).collect()
    }

    /// The ledger of all apps sums to zero.
    pub(crate) async fn balanced(&self) {
        let balances = self.subscriptions.balances().await.unwrap();
        let sum: i64 = balances.iter().map(|(_, money)| money.cents()).sum();
        assert_eq!(sum, 0, "{balances:?}");
    }
}

pub(crate) fn told(invoice: &Invoice) -> String {
    let number = &invoice.issued().unwrap().number;
    format!("{number} {} {}", invoice.status(), invoice.net())
}

pub(crate) fn person(device: &str, random: &Random) -> Person {
    Person {
        endpoint: ParticipantUuid::new(random).endpoint(),
        device: device.parse::<DeviceId>().unwrap(),
        name: "Ada".to_owned(),
        user_id: None,
        email: None,
        avatar: None,
        group: None,
        moderator: false,
        kid: None,
        embedded: false,
    }
}

pub(crate) fn entry(person: &Person) -> UsageEntry {
    UsageEntry {
        device: person.device.clone(),
        endpoint: person.endpoint.clone(),
        user_id: person.user_id.clone(),
        email: None,
        kid: None,
        has_mau_p: false,
    }
}

/// A customer with a member, a live app and a sandbox.
pub(crate) async fn tenant(store: &Store, random: &Random, now: Timestamp, email: &str) -> (AppId, AppId) {
    let customer = Customer {
        id: CustomerId::new(random),
        organisation: "Analytical Engines".to_owned(),
        anchor: now.date(),
        created_at: now,
    };
    let member = Member {
        id: MemberId::new(random),
        customer: customer.id,
        email: email.to_owned(),
        name: "Ada".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        created_at: now,
        verified_at: Some(now),
    };
    let app = |mode| App {
        id: AppId::new(random),
        customer: customer.id,
        mode,
        status: AppStatus::Active,
        anchor: now.date(),
        created_at: now,
    };
    let (live, sandbox) = (app(AppMode::Live), app(AppMode::Sandbox));
    let mut tx = store.begin().await.unwrap();
    store::customers::insert(&mut tx, &customer).await.unwrap();
    store::members::insert(&mut tx, &member).await.unwrap();
    store::apps::insert(&mut tx, &live).await.unwrap();
    store::apps::insert(&mut tx, &sandbox).await.unwrap();
    tx.commit().await.unwrap();
    (live.id, sandbox.id)
}

pub(crate) fn usd(cents: i64) -> Money {
    Money::new(cents, domain::Currency::USD)
}
