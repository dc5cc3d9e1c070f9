//! What the usage reader keeps.

use crate::fixture::at;
use domain::{AppId, SessionId};
use store::testing::{on_both, random};
use store::usage::{self, DayRow, Kept, LiveCount, LiveSession, Milestones, Present};
use time::macros::date;

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
