//! Random journals: in whatever pieces they are read, every figure is that of the naive model.

use super::model::{self, Model};
use super::world::{World, endpoint, entry, person};
use crate::figures::{Counting, Heads};
use crate::fold::Meetings;
use domain::{AppId, CountBy, Date, EventId, LeaveReason, MeetingEvent, MeetingFact, SessionId, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;
use store::testing::on_both;
use store::usage::NewSince;
use time::macros::date;

const ANCHORS: [Date; 2] = [date!(2026 - 01 - 31), date!(2026 - 02 - 01)];

#[derive(Debug, Clone)]
enum Fact {
    Create,
    Destroy,
    Join(u8),
    Leave(u8),
    /// Devices, each perhaps with a user.
    Use(Vec<(u8, Option<u8>)>),
    /// An earlier event once more.
    Again(prop::sample::Index),
}

/// Milliseconds since the event before (sometimes back), the app, its session, what happened.
type Step = (i64, usize, u8, Fact);

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        3 => Just(Fact::Create),
        1 => Just(Fact::Destroy),
        6 => (0..4_u8).prop_map(Fact::Join),
        4 => (0..4_u8).prop_map(Fact::Leave),
        4 => vec((0..6_u8, prop::option::of(0..4_u8)), 0..3).prop_map(Fact::Use),
        2 => any::<prop::sample::Index>().prop_map(Fact::Again),
    ]
}

fn pause() -> impl Strategy<Value = i64> {
    prop_oneof![
        10 => 0..600_000_i64,
        2 => 0..200_000_000_i64,
        1 => 0..2_000_000_000_i64,
        1 => -5_000..0_i64,
    ]
}

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec((pause(), 0..2_usize, 0..3_u8, fact()), 1..most)
}

/// The steps as a journal, beginning shortly before a cycle of the first app ends.
fn journal(steps: &[Step], apps: &[AppId; 2]) -> Vec<MeetingEvent> {
    let mut at: Timestamp = "2026-02-27T23:30:00Z".parse().unwrap();
    let mut events: Vec<MeetingEvent> = Vec::new();
    for (number, (pause, app, session, fact)) in steps.iter().enumerate() {
        let by = Duration::from_millis(pause.unsigned_abs());
        at = if *pause < 0 { at.minus(by) } else { at.plus(by) };
        let device = |n: &u8| format!("device{n}");
        let fact = match fact {
            Fact::Again(_) if events.is_empty() => continue,
            Fact::Again(index) => {
                events.push(events[index.index(events.len())].clone());
                continue;
            }
            Fact::Create => MeetingFact::RoomCreated,
            Fact::Destroy => MeetingFact::RoomDestroyed,
            Fact::Join(n) => MeetingFact::ParticipantJoined {
                participant: domain::Person {
                    embedded: n % 2 == 1,
                    ..person(&endpoint(&device(n)), &device(n))
                },
            },
            Fact::Leave(n) => MeetingFact::ParticipantLeft {
                endpoint: endpoint(&device(n)),
                reason: LeaveReason::Left,
            },
            Fact::Use(devices) => MeetingFact::Usage {
                entries: devices
                    .iter()
                    .map(|(n, user)| domain::UsageEntry {
                        user_id: user.map(|user| format!("user{user}")),
                        ..entry(&device(n))
                    })
                    .collect(),
            },
        };
        let id = u128::try_from(number).unwrap() + 1;
        let session = (u128::try_from(*app).unwrap() + 1) << 64 | u128::from(*session);
        events.push(MeetingEvent {
            id: EventId(uuid::Uuid::from_u128(id)),
            app: apps[*app].clone(),
            room: "stand-up".parse().unwrap(),
            session: SessionId(uuid::Uuid::from_u128(session)),
            at,
            fact,
        });
    }
    events
}

/// The kept figures in the model's terms.
fn as_model(counting: &Counting) -> Model {
    let Counting {
        figures,
        devices,
        people,
    } = counting;
    let new = figures.cycle_days.iter();
    Model {
        heads: [firsts(devices, "device:"), firsts(people, "")],
        new: new
            .map(|(key, day)| (key.clone(), (day.devices, day.people)))
            .collect(),
        days: figures.days.clone(),
        open: figures.sessions.keys().copied().collect(),
        present: figures.present.keys().cloned().collect(),
    }
}

fn firsts(heads: &Heads, prefix: &str) -> BTreeMap<(AppId, Date), model::Firsts> {
    let cycles = heads.0.iter().flat_map(|(app, cycles)| {
        cycles
            .iter()
            .map(move |(cycle, heads)| ((app.clone(), *cycle), heads))
    });
    cycles
        .map(|(key, heads)| {
            let firsts = heads
                .iter()
                .map(|(who, first)| (format!("{prefix}{who}"), first.at));
            (key, firsts.collect())
        })
        .collect()
}

fn two_apps() -> [AppId; 2] {
    let random = store::testing::seeded(1);
    [AppId::new(&random), AppId::new(&random)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_are_those_of_the_model(steps in steps(120)) {
        let apps = two_apps();
        let anchors: BTreeMap<_, _> = apps.iter().cloned().zip(ANCHORS).collect();
        let journal = journal(&steps, &apps);
        let mut meetings = Meetings::default();
        let mut counting = Counting::default();
        let mut ids = std::collections::HashSet::new();
        for event in journal.iter().filter(|event| ids.insert(event.id)) {
            for change in meetings.apply(event, anchors[&event.app]) {
                counting.write(change);
            }
        }
        prop_assert_eq!(as_model(&counting), model::count(&journal, &anchors));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_pieces_the_database_says_the_same(
        steps in steps(80),
        appends in vec(1..12_usize, 1..10),
        chunks in vec(1..9_u32, 1..10),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(on_both(async |store| in_pieces(store, &steps, &appends, &chunks).await));
    }
}

/// A boundary at an event, at its midnight, or between.
fn boundary(journal: &[MeetingEvent], (index, kind): &(prop::sample::Index, u8)) -> Timestamp {
    let at = journal[index.index(journal.len())].at;
    match kind {
        0 => at,
        1 => Timestamp::start_of(at.date()),
        2 => at.plus(Duration::from_micros(1)),
        _ => at.minus(Duration::from_secs(40_000)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn between_any_boundaries_as_many_are_new_as_a_naive_count_finds(
        steps in steps(80),
        boundaries in vec((any::<prop::sample::Index>(), 0..4_u8), 0..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(on_both(async |store| between(store, &steps, &boundaries).await));
    }
}

async fn between(store: store::Store, steps: &[Step], boundaries: &[(prop::sample::Index, u8)]) {
    let world = World::new(store);
    let apps = [world.app(ANCHORS[0]).await, world.app(ANCHORS[1]).await];
    let anchors: BTreeMap<_, _> = apps.iter().cloned().zip(ANCHORS).collect();
    let journal = journal(steps, &apps);
    if journal.is_empty() {
        return;
    }
    let mut boundaries: Vec<_> = boundaries.iter().map(|b| boundary(&journal, b)).collect();
    boundaries.sort();
    store::journal::append(&world.store, &journal).await.unwrap();
    world.usage.catch_up().await.unwrap();
    let model = model::count(&journal, &anchors);
    for app in &apps {
        for (by, heads) in [CountBy::Device, CountBy::Person].into_iter().zip(&model.heads) {
            // By cycle and stretch: how many, and the earliest.
            let mut expected: BTreeMap<(Date, usize), (u64, Timestamp)> = BTreeMap::new();
            for ((_, cycle), firsts) in heads.iter().filter(|((of, _), _)| of == app) {
                for at in firsts.values() {
                    let stretch = boundaries.iter().filter(|boundary| *boundary <= at).count();
                    let sum = expected.entry((*cycle, stretch)).or_insert((0, *at));
                    *sum = (sum.0 + 1, sum.1.min(*at));
                }
            }
            let expected: Vec<_> = expected
                .into_iter()
                .map(|((cycle, _), (count, at))| NewSince { cycle, at, count })
                .collect();
            let mut tx = world.store.snapshot().await.unwrap();
            let found = store::usage::new_since(&mut tx, app, by, &boundaries).await;
            assert_eq!(found.unwrap(), expected, "{by:?} {boundaries:?}");
        }
    }
}

async fn in_pieces(store: store::Store, steps: &[Step], appends: &[usize], chunks: &[u32]) {
    let world = World::new(store);
    let apps = [world.app(ANCHORS[0]).await, world.app(ANCHORS[1]).await];
    let anchors: BTreeMap<_, _> = apps.iter().cloned().zip(ANCHORS).collect();
    let journal = journal(steps, &apps);
    let (mut rest, mut chunks) = (journal.as_slice(), chunks.iter().cycle());
    for length in appends.iter().cycle() {
        let (piece, later) = rest.split_at((*length).min(rest.len()));
        store::journal::append(&world.store, piece).await.unwrap();
        world.usage.catch_up_by(*chunks.next().unwrap()).await.unwrap();
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    assert_eq!(as_model(&world.kept().await), model::count(&journal, &anchors));
    let report = world.usage.recount().await.unwrap();
    assert_eq!(report.differences, []);
    // The same journal once more changes nothing.
    store::journal::append(&world.store, &journal).await.unwrap();
    world.usage.catch_up().await.unwrap();
    let again = world.usage.recount().await.unwrap();
    assert_eq!((again.apps, again.differences), (report.apps, vec![]));
}
