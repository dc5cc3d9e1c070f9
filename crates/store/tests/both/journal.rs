//! The journal: every event once, in one order for all readers.

use crate::fixture::at;
use domain::connection::{CandidatePair, Figure, Path, Sample, Stat};
use domain::{
    AppId, DeviceId, EndpointId, EventId, LeaveReason, MeetingEvent, MeetingFact, Person, Random, RoomName,
    SessionId, Timestamp, UsageEntry,
};
use std::collections::HashSet;
use store::Store;
use store::journal::{self, OpenSession};
use store::testing::{on_both, random, twin};

fn event(random: &Random, app: &AppId, session: SessionId, fact: MeetingFact) -> MeetingEvent {
    MeetingEvent {
        id: EventId::new(random),
        app: app.clone(),
        room: "stand-up".parse::<RoomName>().unwrap(),
        session,
        at: at(1),
        fact,
    }
}

fn every_fact() -> Vec<MeetingFact> {
    let endpoint: EndpointId = "0123abcd".parse().unwrap();
    let device: DeviceId = "d1".parse().unwrap();
    let participant = Person {
        endpoint: endpoint.clone(),
        device: device.clone(),
        // Whatever people type must fit: zero bytes, quotes, other scripts.
        name: "Ada \u{0} ' \" ✓ العربية".to_owned(),
        user_id: Some("42".to_owned()),
        email: None,
        avatar: None,
        group: None,
        moderator: true,
        kid: None,
        embedded: false,
    };
    let entry = UsageEntry {
        device,
        endpoint: endpoint.clone(),
        user_id: None,
        email: None,
        kid: None,
        has_mau_p: false,
    };
    vec![
        MeetingFact::RoomCreated,
        MeetingFact::ParticipantJoined { participant },
        MeetingFact::Usage { entries: vec![entry] },
        MeetingFact::ConnectionStats {
            endpoint: endpoint.clone(),
            samples: vec![Sample {
                at: Timestamp::from_seconds(1_800_000_060),
                path: Path::Server,
                stats: vec![Stat::CandidatePair(CandidatePair {
                    current_round_trip_time: Figure::try_from(0.012).ok(),
                    bytes_sent: Some(u64::from(u32::MAX) + 1),
                    ..CandidatePair::default()
                })],
            }],
        },
        MeetingFact::ParticipantLeft {
            endpoint,
            reason: LeaveReason::Kicked,
        },
        MeetingFact::RoomDestroyed,
    ]
}

async fn all(store: &Store) -> Vec<MeetingEvent> {
    let recorded = journal::read_after(store, 0, 10_000).await.unwrap();
    assert!(recorded.is_sorted_by(|a, b| a.seq < b.seq));
    recorded.into_iter().map(|recorded| recorded.event).collect()
}

#[tokio::test]
async fn events_come_back_as_they_were_and_in_order() {
    on_both(async |store| {
        let random = random();
        let (app, session) = (AppId::new(&random), SessionId::new(&random));
        let events: Vec<_> = every_fact()
            .into_iter()
            .map(|fact| event(&random, &app, session, fact))
            .collect();
        assert_eq!(journal::head(&store).await.unwrap(), 0);
        journal::append(&store, &[]).await.unwrap();
        journal::append(&store, &events[..2]).await.unwrap();
        journal::append(&store, &events[2..]).await.unwrap();
        assert_eq!(all(&store).await, events);

        let first = journal::read_after(&store, 0, 2).await.unwrap();
        let rest = journal::read_after(&store, first[1].seq, 10).await.unwrap();
        assert_eq!(rest.len(), 4);
        assert_eq!(journal::head(&store).await.unwrap(), rest[3].seq);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(
            journal::read_after_within(&mut tx, first[1].seq, 10)
                .await
                .unwrap(),
            rest
        );
        drop(tx);
        let found = journal::find(&store, &app, first[1].event.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&first[1]));
        let foreign = journal::find(&store, &AppId::new(&random), first[1].event.id).await;
        assert_eq!(foreign.unwrap(), None);
        assert_eq!(journal::of_session(&store, &app, session).await.unwrap().len(), 6);
        let foreign = journal::of_session(&store, &AppId::new(&random), session)
            .await
            .unwrap();
        assert_eq!(foreign, []);
    })
    .await;
}

#[tokio::test]
async fn an_event_is_appended_once() {
    on_both(async |store| {
        let random = random();
        let (app, session) = (AppId::new(&random), SessionId::new(&random));
        let events: Vec<_> = every_fact()
            .into_iter()
            .map(|fact| event(&random, &app, session, fact))
            .collect();
        journal::append(&store, &events[..3]).await.unwrap();
        journal::append(&store, &events).await.unwrap();
        let twice = [events.clone(), events.clone()].concat();
        journal::append(&store, &twice).await.unwrap();
        assert_eq!(all(&store).await, events);
        // A late repetition of its creation does not open a destroyed meeting again.
        journal::append(&store, &events[..1]).await.unwrap();
        assert_eq!(journal::open_sessions(&store).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn an_app_takes_its_own_events_along_page_by_page() {
    on_both(async |store| {
        let random = random();
        let (ours, theirs) = (AppId::new(&random), AppId::new(&random));
        let events: Vec<_> = (0..10)
            .map(|n| {
                let app = if n % 2 == 0 { &ours } else { &theirs };
                event(&random, app, SessionId::new(&random), MeetingFact::RoomCreated)
            })
            .collect();
        journal::append(&store, &events).await.unwrap();
        let mut taken = Vec::new();
        let mut seq = 0;
        loop {
            let page = journal::of_app_after(&store, &ours, seq, 2).await.unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= 2);
            seq = last.seq;
            taken.extend(page.into_iter().map(|recorded| recorded.event));
        }
        let expected: Vec<_> = events.into_iter().filter(|it| it.app == ours).collect();
        assert_eq!(taken, expected);
    })
    .await;
}

#[tokio::test]
async fn a_large_append_is_one_append() {
    on_both(async |store| {
        let random = random();
        let (app, session) = (AppId::new(&random), SessionId::new(&random));
        let events: Vec<_> = (0..1_234)
            .map(|_| event(&random, &app, session, MeetingFact::RoomCreated))
            .collect();
        journal::append(&store, &events).await.unwrap();
        assert_eq!(all(&store).await, events);
    })
    .await;
}

#[tokio::test]
async fn created_and_not_destroyed_is_open() {
    on_both(async |store| {
        let random = random();
        let (mine, other) = (AppId::new(&random), AppId::new(&random));
        let open = async |app: &AppId, session| {
            journal::append(&store, &[event(&random, app, session, MeetingFact::RoomCreated)])
                .await
                .unwrap();
        };
        let (a, b) = (SessionId::new(&random), SessionId::new(&random));
        open(&mine, a).await;
        open(&other, b).await;
        let expected = OpenSession {
            app: mine.clone(),
            room: "stand-up".parse().unwrap(),
            session: a,
            since: at(1),
        };
        assert_eq!(
            journal::open_sessions_of(&store, &mine).await.unwrap(),
            [expected]
        );
        assert_eq!(journal::open_sessions(&store).await.unwrap().len(), 2);
        journal::append(&store, &[event(&random, &mine, a, MeetingFact::RoomDestroyed)])
            .await
            .unwrap();
        assert_eq!(journal::open_sessions_of(&store, &mine).await.unwrap(), []);
        assert_eq!(journal::open_sessions(&store).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_misses_nothing_while_many_rooms_append() {
    on_both(async |store| {
        let (rooms, each) = (16, 20);
        let app = AppId::new(&random());
        let mut writers = Vec::new();
        for room in 0..rooms {
            // Every other room is on another server, whose appends do not share our commits.
            let server = if room % 2 == 0 {
                store.clone()
            } else {
                twin(&store)
            };
            let (store, app) = (server, app.clone());
            writers.push(tokio::spawn(async move {
                let random = random();
                let session = SessionId::new(&random);
                for _ in 0..each {
                    let event = event(&random, &app, session, MeetingFact::RoomCreated);
                    journal::append(&store, std::slice::from_ref(&event))
                        .await
                        .unwrap();
                }
            }));
        }
        let (mut cursor, mut seen) = (0, HashSet::new());
        while seen.len() < rooms * each {
            for recorded in journal::read_after(&store, cursor, 7).await.unwrap() {
                assert!(recorded.seq > cursor);
                cursor = recorded.seq;
                assert!(seen.insert(recorded.event.id));
            }
            tokio::task::yield_now().await;
        }
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(cursor, journal::head(&store).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_writer_who_goes_away_takes_nobody_with_him() {
    on_both(async |store| {
        let random = random();
        let (app, session) = (AppId::new(&random), SessionId::new(&random));
        let one = [event(&random, &app, session, MeetingFact::RoomCreated)];
        let two = [event(&random, &app, session, MeetingFact::RoomDestroyed)];
        // Holds the writing connection (or the head's row), so that the leader waits inside his append.
        let mut tx = store.begin().await.unwrap();
        journal::lock_cursor(&mut tx, "somebody").await.unwrap();
        let leader = {
            let (store, one) = (store.clone(), one.clone());
            tokio::spawn(async move { journal::append(&store, &one).await })
        };
        tokio::task::yield_now().await;
        let follower = {
            let (store, two) = (store.clone(), two.clone());
            tokio::spawn(async move { journal::append(&store, &two).await })
        };
        tokio::task::yield_now().await;
        leader.abort();
        let _ = leader.await;
        drop(tx);
        follower.await.unwrap().unwrap();
        assert!(all(&store).await.contains(&two[0]));
    })
    .await;
}

#[tokio::test]
async fn a_cursor_moves_with_the_transaction() {
    on_both(async |store| {
        assert_eq!(journal::cursor(&store, "usage").await.unwrap(), 0);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(journal::lock_cursor(&mut tx, "usage").await.unwrap(), 0);
        journal::move_cursor(&mut tx, "usage", 5).await.unwrap();
        drop(tx);
        assert_eq!(journal::cursor(&store, "usage").await.unwrap(), 0);
        let mut tx = store.begin().await.unwrap();
        journal::lock_cursor(&mut tx, "usage").await.unwrap();
        journal::move_cursor(&mut tx, "usage", 5).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(journal::cursor(&store, "usage").await.unwrap(), 5);
        assert_eq!(journal::cursor(&store, "webhooks").await.unwrap(), 0);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(journal::lock_cursor(&mut tx, "usage").await.unwrap(), 5);
    })
    .await;
}
