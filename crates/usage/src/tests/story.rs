//! Figures that people read, told as they come about.

use super::world::World;
use crate::{CumulativeDay, Day, Error, LiveMeeting};
use domain::Clock as _;
use domain::{AppId, Cycle};
use std::time::Duration;
use store::testing::on_both;
use time::macros::date;

#[tokio::test]
async fn three_met_one_came_again_and_one_was_alone() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let first = world.meeting(&app);
        world
            .happens(&[
                first.created("2026-03-08T10:00:00Z"),
                first.joined("2026-03-08T10:00:00Z", "a"),
            ])
            .await;
        assert_eq!(world.mau(&app).await, 0, "nobody counts alone");
        world
            .happens(&[
                first.joined("2026-03-08T10:01:00Z", "b"),
                first.used("2026-03-08T10:01:00Z", &["a", "b"]),
            ])
            .await;
        assert_eq!(world.mau(&app).await, 2);
        world
            .happens(&[
                first.joined("2026-03-08T10:02:00Z", "c"),
                first.used("2026-03-08T10:02:00Z", &["c"]),
                first.destroyed("2026-03-08T10:03:00Z"),
            ])
            .await;
        assert_eq!(world.mau(&app).await, 3);
        let second = world.meeting(&app);
        world
            .happens(&[
                second.created("2026-03-08T11:00:00Z"),
                second.joined("2026-03-08T11:00:00Z", "a"),
                second.joined("2026-03-08T11:00:00Z", "b"),
                second.used("2026-03-08T11:00:00Z", &["a", "b"]),
                second.destroyed("2026-03-08T11:00:00Z"),
            ])
            .await;
        assert_eq!(world.mau(&app).await, 3, "they have counted in this cycle");
        let alone = world.meeting(&app);
        world
            .happens(&[
                alone.created("2026-03-08T12:00:00Z"),
                alone.joined("2026-03-08T12:00:00Z", "d"),
                alone.left("2026-03-08T12:00:30Z", "d"),
                alone.destroyed("2026-03-08T12:00:30Z"),
            ])
            .await;
        let summary = world
            .usage
            .fair_count(&app, world.clock.now().date())
            .await
            .unwrap();
        assert_eq!(summary.devices, 3);
        let (start, end) = (date!(2026 - 03 - 01), date!(2026 - 04 - 01));
        assert_eq!(summary.cycle, Cycle { start, end });

        let day = date!(2026 - 03 - 08);
        let expected = Day {
            date: day,
            meetings: 3,
            participants: 6,
            embedded: 0,
            seconds: 180 + 120 + 60 + 30,
        };
        assert_eq!(world.usage.daily(&app, day, day).await.unwrap(), [expected]);
        let so_far = world.usage.milestones(&app).await.unwrap();
        assert!(so_far.joined && so_far.met && !so_far.embedded);
        assert!(world.usage.recount().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_device_counts_again_in_the_next_cycle_and_for_another_app() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 01 - 31)).await;
        let other = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        // February's cycle of an anchor on the 31st ends with the 30th of March.
        world
            .happens(&[meeting.used("2026-03-30T23:59:59.999999Z", &["a", "b"])])
            .await;
        assert_eq!(world.mau(&app).await, 2);
        world
            .happens(&[meeting.used("2026-03-31T00:00:00Z", &["a"])])
            .await;
        assert_eq!(world.mau(&app).await, 1);
        assert_eq!(world.mau(&other).await, 0);
        let elsewhere = world.meeting(&other);
        world
            .happens(&[elsewhere.used("2026-03-31T00:00:00Z", &["a"])])
            .await;
        assert_eq!(world.mau(&other).await, 1);
        world.clock.advance(Duration::from_secs(31 * 24 * 3600));
        assert_eq!(world.mau(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn time_is_counted_on_the_day_it_was_spent() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let night = world.meeting(&app);
        world
            .happens(&[
                night.created("2026-03-08T23:59:00.5Z"),
                night.joined("2026-03-08T23:59:00.5Z", "a"),
                night.joined("2026-03-08T23:59:50Z", "b"),
                night.joined("2026-03-08T23:59:55Z", "b"),
                night.left("2026-03-09T00:00:05Z", "b"),
                night.left("2026-03-10T00:00:00Z", "a"),
                night.destroyed("2026-03-10T00:00:01Z"),
                night.left("2026-03-10T00:00:02Z", "a"),
                night.joined("2026-03-10T00:00:02Z", "c"),
            ])
            .await;
        let days = world
            .usage
            .daily(&app, date!(2026 - 03 - 07), date!(2026 - 03 - 10))
            .await
            .unwrap();
        let figures: Vec<_> = days
            .iter()
            .map(|d| (d.meetings, d.participants, d.seconds))
            .collect();
        assert_eq!(
            figures,
            [(0, 0, 0), (1, 2, 60 + 10), (0, 0, 86_400 + 5), (0, 0, 0)]
        );
    })
    .await;
}

#[tokio::test]
async fn days_are_given_in_order_and_not_without_end() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let days = async |from, to| world.usage.daily(&app, from, to).await.unwrap();
        assert_eq!(days(date!(2026 - 03 - 02), date!(2026 - 03 - 01)).await, []);
        let many = days(date!(2000 - 01 - 01), date!(2026 - 03 - 01)).await;
        assert_eq!(many.len(), 400);
        assert!(many.is_sorted_by(|a, b| a.date < b.date));
        assert_eq!(days(time::Date::MAX, time::Date::MAX).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn users_add_up_over_the_cycle_until_today() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 05)).await;
        let meeting = world.meeting(&app);
        world
            .happens(&[
                meeting.used("2026-03-06T10:00:00Z", &["a", "b"]),
                meeting.used("2026-03-08T10:00:00Z", &["b", "c"]),
            ])
            .await;
        let expected: Vec<_> = [
            (date!(2026 - 03 - 05), 0),
            (date!(2026 - 03 - 06), 2),
            (date!(2026 - 03 - 07), 2),
            (date!(2026 - 03 - 08), 3),
        ]
        .into_iter()
        .map(|(date, mau)| CumulativeDay { date, mau })
        .collect();
        assert_eq!(
            world
                .usage
                .cumulative(&app, world.clock.now().date())
                .await
                .unwrap(),
            expected
        );
    })
    .await;
}

#[tokio::test]
async fn a_meeting_is_live_while_somebody_is_in_it() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        world.happens(&[meeting.created("2026-03-08T10:00:00Z")]).await;
        assert_eq!(world.usage.live(&app).await.unwrap(), []);
        world
            .happens(&[
                meeting.joined("2026-03-08T10:00:01Z", "a"),
                meeting.joined("2026-03-08T10:00:02Z", "b"),
                meeting.left("2026-03-08T10:00:03Z", "a"),
            ])
            .await;
        let live = LiveMeeting {
            room: "stand-up".parse().unwrap(),
            session: meeting.session,
            since: super::world::moment("2026-03-08T10:00:00Z"),
            participants: 1,
        };
        assert_eq!(world.usage.live(&app).await.unwrap(), [live]);
        world.happens(&[meeting.destroyed("2026-03-08T10:00:04Z")]).await;
        assert_eq!(world.usage.live(&app).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn an_app_that_is_not_there_has_no_cycle() {
    on_both(async |store| {
        let world = World::new(store);
        let unknown = AppId::new(&world.random);
        assert!(matches!(
            world.usage.fair_count(&unknown, world.clock.now().date()).await,
            Err(Error::UnknownApp(_))
        ));
        assert!(matches!(
            world.usage.cumulative(&unknown, world.clock.now().date()).await,
            Err(Error::UnknownApp(_))
        ));
        // Its events do not stop the reader.
        let meeting = world.meeting(&unknown);
        world
            .happens(&[meeting.used("2026-03-08T10:00:00Z", &["a"])])
            .await;
        assert!(world.usage.recount().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_readers_at_once_count_everything_once() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let mut events = Vec::new();
        for n in 0..50 {
            let meeting = world.meeting(&app);
            events.push(meeting.created("2026-03-08T10:00:00Z"));
            events.push(meeting.joined("2026-03-08T10:00:00Z", &format!("d{n}")));
            events.push(meeting.used("2026-03-08T10:00:00Z", &[&format!("d{n}")]));
            events.push(meeting.destroyed("2026-03-08T10:00:10Z"));
        }
        store::journal::append(&world.store, &events).await.unwrap();
        let readers: Vec<_> = (0..4)
            .map(|_| {
                // Services of their own, as several servers would have.
                let usage = crate::Usage::new(world.store.clone());
                tokio::spawn(async move { usage.catch_up_by(7).await.unwrap() })
            })
            .collect();
        let mut counted = 0;
        for reader in readers {
            counted += reader.await.unwrap();
        }
        assert_eq!(counted, 200);
        assert_eq!(world.mau(&app).await, 50);
        let day = date!(2026 - 03 - 08);
        let figures = world.usage.daily(&app, day, day).await.unwrap()[0];
        assert_eq!(
            (figures.meetings, figures.participants, figures.seconds),
            (50, 50, 500)
        );
        assert_eq!(world.usage.catch_up().await.unwrap(), 0);
    })
    .await;
}
