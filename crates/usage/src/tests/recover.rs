//! After a crash.

use super::world::{World, endpoint, moment};
use crate::{Recovered, recover};
use domain::{LeaveReason, MeetingFact};
use store::testing::on_both;
use time::macros::date;

#[tokio::test]
async fn whoever_was_there_left_when_the_server_was_last_seen() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let (open, closed) = (world.meeting(&app), world.meeting(&app));
        world
            .happens(&[
                open.created("2026-03-08T10:00:00Z"),
                open.joined("2026-03-08T10:00:00Z", "a"),
                open.joined("2026-03-08T10:00:10Z", "b"),
                open.joined("2026-03-08T10:00:20Z", "c"),
                open.left("2026-03-08T10:00:30Z", "c"),
                closed.created("2026-03-08T10:00:00Z"),
                closed.destroyed("2026-03-08T10:00:40Z"),
            ])
            .await;
        let before = store::journal::head(&world.store).await.unwrap();
        let last_seen = moment("2026-03-08T10:01:00Z");
        let recovered = recover(&world.store, last_seen).await.unwrap();
        assert_eq!(
            recovered,
            Recovered {
                meetings: 1,
                participants: 2
            }
        );

        let added = store::journal::read_after(&world.store, before, 10)
            .await
            .unwrap();
        assert_eq!(added.len(), 3);
        let mut gone = Vec::new();
        for recorded in &added[..2] {
            assert_eq!(
                (recorded.event.at, recorded.event.session),
                (last_seen, open.session)
            );
            let MeetingFact::ParticipantLeft { endpoint, reason } = &recorded.event.fact else {
                panic!("{recorded:?}");
            };
            assert_eq!(*reason, LeaveReason::UnrecoverableError);
            gone.push(endpoint.clone());
        }
        assert_eq!(gone, [endpoint("a"), endpoint("b")]);
        assert_eq!(added[2].event.fact, MeetingFact::RoomDestroyed);

        world.usage.catch_up().await.unwrap();
        assert_eq!(world.usage.live(&app).await.unwrap(), []);
        let day = date!(2026 - 03 - 08);
        let figures = world.usage.daily(&app, day, day).await.unwrap()[0];
        assert_eq!(figures.seconds, 60 + 50 + 10);
        assert!(world.usage.recount().await.unwrap().differences.is_empty());

        assert_eq!(
            recover(&world.store, last_seen).await.unwrap(),
            Recovered::default()
        );
        assert_eq!(
            store::journal::read_after(&world.store, before, 10)
                .await
                .unwrap(),
            added
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_leaves_before_he_came() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        world
            .happens(&[
                meeting.created("2026-03-08T10:00:00Z"),
                meeting.joined("2026-03-08T10:00:09Z", "a"),
            ])
            .await;
        recover(&world.store, moment("2026-03-08T09:00:00Z"))
            .await
            .unwrap();
        let all = store::journal::of_session(&world.store, &app, meeting.session)
            .await
            .unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(all[3].event.at, moment("2026-03-08T10:00:09Z"));
    })
    .await;
}

#[tokio::test]
async fn two_recoveries_at_once_write_one_end() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        world
            .happens(&[
                meeting.created("2026-03-08T10:00:00Z"),
                meeting.joined("2026-03-08T10:00:09Z", "a"),
            ])
            .await;
        let at = moment("2026-03-08T10:10:00Z");
        let (one, two) = tokio::join!(recover(&world.store, at), recover(&world.store, at));
        one.unwrap();
        two.unwrap();
        let all = store::journal::of_session(&world.store, &app, meeting.session)
            .await
            .unwrap();
        assert_eq!(all.len(), 4);
    })
    .await;
}
