//! What the usage reader keeps.

use crate::fixture::at;
use domain::{AppId, EventId, SessionId};
use store::testing::{on_both, random};
use store::usage::{self, DayRow, Device, Kept, LiveCount, LiveSession, Milestones, Present};
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
            day: date!(2026 - 02 - 03),
        };
        let again = Device {
            event: EventId::new(&random),
            day: date!(2026 - 02 - 09),
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

        let cycle = date!(2026 - 02 - 01);
        assert_eq!(usage::mau(&store, &mine, cycle).await.unwrap(), 2);
        assert_eq!(usage::mau(&store, &other, cycle).await.unwrap(), 1);
        assert_eq!(usage::mau(&store, &mine, date!(2026 - 04 - 01)).await.unwrap(), 0);
        let days = usage::devices_by_day(&store, &mine, cycle).await.unwrap();
        assert_eq!(days, [(date!(2026 - 02 - 03), 1), (date!(2026 - 02 - 09), 1)]);
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
        assert_eq!(usage::kept(&store, "usage").await.unwrap(), kept);

        let mut tx = store.begin().await.unwrap();
        usage::close(&mut tx, session).await.unwrap();
        assert_eq!(usage::session(&mut tx, session).await.unwrap(), None);
        assert_eq!(usage::arrive(&mut tx, &ada).await, Err(store::Error::Reference));
    })
    .await;
}
