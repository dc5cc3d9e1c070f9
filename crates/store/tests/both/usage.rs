//! What the usage reader keeps.

use crate::fixture::at;
use domain::{AppId, EventId, SessionId, Somebody};
use store::testing::{on_both, random};
use store::usage::{
    self, CycleDay, DayRow, Device, Kept, LiveCount, LiveSession, Milestones, Person, Present,
};
use time::macros::date;

#[tokio::test]
async fn a_device_counts_once_a_cycle() {
    on_both(async |store| {
        let random = random();
        let (mine, other) = (AppId::new(&random), AppId::new(&random));
        let first = Device {
            app: mine.clone(),
            cycle: date!(2026 - 02 - 01),
            device: "d1".parse().unwrap(),
            event: EventId::new(&random),
            at: "2026-02-03T12:00:00.000001Z".parse().unwrap(),
        };
        let again = Device {
            event: EventId::new(&random),
            at: "2026-02-09T00:00:00Z".parse().unwrap(),
            ..first.clone()
        };
        let second = Device {
            device: "d2".parse().unwrap(),
            ..again.clone()
        };
        let next = Device {
            cycle: date!(2026 - 03 - 01),
            ..again.clone()
        };
        let foreign = Device {
            app: other.clone(),
            ..again.clone()
        };
        let mut tx = store.begin().await.unwrap();
        assert!(usage::count_device(&mut tx, &first).await.unwrap());
        assert!(!usage::count_device(&mut tx, &again).await.unwrap());
        for news in [&second, &next, &foreign] {
            assert!(usage::count_device(&mut tx, news).await.unwrap());
        }
        tx.commit().await.unwrap();

        let mut tx = store.snapshot().await.unwrap();
        let all = usage::kept_devices(&mut tx, None, 9).await.unwrap();
        assert_eq!(all.len(), 4);
        assert!(all.contains(&first) && !all.contains(&again));
        let rest = usage::kept_devices(&mut tx, Some(&all[0]), 2).await.unwrap();
        assert_eq!(rest, all[1..3]);
        assert_eq!(usage::kept_devices(&mut tx, all.last(), 9).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn new_ones_of_a_day_add_up_and_the_earliest_moment_stays() {
    on_both(async |store| {
        let random = random();
        let (mine, other) = (AppId::new(&random), AppId::new(&random));
        let cycle = date!(2026 - 02 - 01);
        let device = |app: &AppId, at: &str| {
            CycleDay::of_device(&Device {
                app: app.clone(),
                cycle,
                device: "d1".parse().unwrap(),
                event: EventId::new(&random),
                at: at.parse().unwrap(),
            })
        };
        let person = |at: &str| {
            CycleDay::of_person(&Person {
                app: mine.clone(),
                cycle,
                person: Somebody::User("ada".to_owned()),
                event: EventId::new(&random),
                at: at.parse().unwrap(),
            })
        };
        let (early, late) = ("2026-02-09T10:00:00Z", "2026-02-09T11:00:00.000001Z");
        let news = [
            device(&mine, late),
            person(late),
            device(&mine, early),
            device(&mine, late),
            person(early),
            person("2026-02-10T10:00:00Z"),
            device(&other, late),
        ];
        let mut sum = news[0].clone();
        let mut tx = store.begin().await.unwrap();
        for (number, more) in news.iter().enumerate() {
            usage::add_to_cycle_day(&mut tx, more).await.unwrap();
            if (1..=4).contains(&number) {
                sum.add(more);
            }
        }
        tx.commit().await.unwrap();
        assert_eq!((sum.devices, sum.people), (3, 2));
        assert_eq!(sum.device_at, Some(early.parse().unwrap()));
        let mut tx = store.snapshot().await.unwrap();
        let kept = usage::kept(&mut tx, "usage").await.unwrap();
        let of_mine: Vec<_> = kept
            .cycle_days
            .into_iter()
            .filter(|day| day.app == mine)
            .collect();
        assert_eq!(of_mine, [sum, news[5].clone()]);
        drop(tx);

        let count = usage::count(&store, &mine, cycle).await.unwrap();
        assert_eq!((count.devices, count.people), (3, 3));
        assert_eq!(usage::mau(&store, &other, cycle).await.unwrap(), 1);
        assert_eq!(usage::mau(&store, &mine, date!(2026 - 03 - 01)).await.unwrap(), 0);
        let days = usage::devices_by_day(&store, &mine, cycle).await.unwrap();
        assert_eq!(days, [(date!(2026 - 02 - 09), 3)]);
        assert!(usage::milestones(&store, &mine).await.unwrap().met);
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_does_not_change_while_others_write() {
    on_both(async |store| {
        let random = random();
        let mut snapshot = store.snapshot().await.unwrap();
        let before = usage::kept(&mut snapshot, "usage").await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let live = LiveSession {
            session: SessionId::new(&random),
            app: AppId::new(&random),
            room: "a".parse().unwrap(),
            since: at(1),
        };
        usage::open(&mut tx, &live).await.unwrap();
        assert!(usage::open(&mut snapshot, &live).await.is_err(), "it only reads");
        tx.commit().await.unwrap();
        drop(snapshot);
        let mut snapshot = store.snapshot().await.unwrap();
        let after = usage::kept(&mut snapshot, "usage").await.unwrap();
        assert_eq!((before.sessions.len(), after.sessions.len()), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn figures_of_a_day_add_up() {
    on_both(async |store| {
        let random = random();
        let (mine, other) = (AppId::new(&random), AppId::new(&random));
        let row = |app: &AppId, day, meetings, participants, seconds| DayRow {
            app: app.clone(),
            day,
            meetings,
            participants,
            embedded: participants / 3,
            seconds,
        };
        let (one, two) = (date!(2026 - 02 - 28), date!(2026 - 03 - 01));
        let nothing = Milestones {
            joined: false,
            met: false,
            embedded: false,
        };
        assert_eq!(usage::milestones(&store, &mine).await.unwrap(), nothing);
        let mut tx = store.begin().await.unwrap();
        for more in [
            row(&mine, two, 1, 0, 0),
            row(&mine, two, 0, 3, 90),
            row(&mine, one, 2, 2, 5),
            row(&other, one, 9, 9, 9),
        ] {
            usage::add_to_day(&mut tx, &more).await.unwrap();
        }
        tx.commit().await.unwrap();
        let days = usage::days(&store, &mine, one, two).await.unwrap();
        assert_eq!(days, [row(&mine, one, 2, 2, 5), row(&mine, two, 1, 3, 90)]);
        assert_eq!(usage::days(&store, &mine, two, two).await.unwrap().len(), 1);
        let expected = Milestones {
            joined: true,
            embedded: true,
            ..nothing
        };
        assert_eq!(usage::milestones(&store, &mine).await.unwrap(), expected);
    })
    .await;
}

#[tokio::test]
async fn a_meeting_goes_on_with_those_who_are_in_it() {
    on_both(async |store| {
        let random = random();
        let (app, session) = (AppId::new(&random), SessionId::new(&random));
        let live = LiveSession {
            session,
            app: app.clone(),
            room: "a".parse().unwrap(),
            since: at(1),
        };
        let present = |endpoint: &str| Present {
            session,
            endpoint: endpoint.parse().unwrap(),
            joined_at: at(2),
        };
        let (ada, ben) = (present("aaaaaaaa"), present("bbbbbbbb"));
        let mut tx = store.begin().await.unwrap();
        usage::open(&mut tx, &live).await.unwrap();
        usage::open(&mut tx, &live).await.unwrap();
        usage::arrive(&mut tx, &ben).await.unwrap();
        usage::arrive(&mut tx, &ada).await.unwrap();
        let found = usage::session(&mut tx, session).await.unwrap();
        assert_eq!(found, Some((live.clone(), vec![ada.clone(), ben.clone()])));
        usage::depart(&mut tx, session, &ben.endpoint).await.unwrap();
        store::journal::lock_cursor(&mut tx, "usage").await.unwrap();
        store::journal::move_cursor(&mut tx, "usage", 3).await.unwrap();
        tx.commit().await.unwrap();

        let counts = usage::live(&store, &app).await.unwrap();
        let room = live.room.clone();
        assert_eq!(
            counts,
            [LiveCount {
                session,
                room,
                since: at(1),
                participants: 1
            }]
        );
        assert_eq!(usage::live(&store, &AppId::new(&random)).await.unwrap(), []);
        let kept = Kept {
            seq: 3,
            sessions: vec![live],
            present: vec![ada.clone()],
            ..Kept::default()
        };
        let mut snapshot = store.snapshot().await.unwrap();
        assert_eq!(usage::kept(&mut snapshot, "usage").await.unwrap(), kept);
        drop(snapshot);

        let mut tx = store.begin().await.unwrap();
        usage::close(&mut tx, session).await.unwrap();
        assert_eq!(usage::session(&mut tx, session).await.unwrap(), None);
        assert_eq!(usage::arrive(&mut tx, &ada).await, Err(store::Error::Reference));
    })
    .await;
}
