//! People beside devices, and where each of them first counted.

use super::world::{World, moment};
use crate::{Error, FairCount};
use domain::Clock as _;
use domain::{AppId, CountBy, Cycle, Somebody};
use store::testing::on_both;
use store::usage::{CountedIn, is_counted, is_person_counted};
use time::macros::date;

fn user(id: &str) -> Somebody {
    Somebody::User(id.to_owned())
}

fn device(id: &str) -> Somebody {
    Somebody::Device(id.parse().unwrap())
}

#[tokio::test]
async fn one_user_on_two_devices_two_users_of_one_and_somebody_without_a_name() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        let count = async || {
            let FairCount {
                cycle,
                devices,
                people,
            } = world
                .usage
                .fair_count(&app, world.clock.now().date())
                .await
                .unwrap();
            assert_eq!(
                cycle,
                Cycle::containing(date!(2026 - 03 - 01), world.clock.now().date())
            );
            (devices, people)
        };
        assert_eq!(count().await, (0, 0));
        world
            .happens(&[meeting.used_by("2026-03-08T10:00:00Z", &[("phone", "ada"), ("laptop", "ada")])])
            .await;
        assert_eq!(count().await, (2, 1), "one user on two devices");
        world
            .happens(&[
                meeting.used_by("2026-03-08T11:00:00Z", &[("kiosk", "ben")]),
                meeting.used_by("2026-03-08T12:00:00Z", &[("kiosk", "cleo")]),
            ])
            .await;
        assert_eq!(count().await, (3, 3), "two users of one device");
        world
            .happens(&[
                meeting.used("2026-03-08T13:00:00Z", &["kiosk", "guest"]),
                meeting.used_by("2026-03-08T14:00:00Z", &[("tablet", "guest")]),
            ])
            .await;
        assert_eq!(
            count().await,
            (5, 6),
            "two who are their devices, and a user who is called like one of them"
        );
        // Who was there before comes back.
        world
            .happens(&[meeting.used_by("2026-03-09T10:00:00Z", &[("phone", "ada"), ("phone", "ben")])])
            .await;
        assert_eq!(count().await, (5, 6));
        let report = world.usage.recount().await.unwrap();
        assert_eq!(report.differences, []);
        let cycle = report.apps[0].cycles[0];
        assert_eq!((cycle.mau, cycle.people), (5, 6));
    })
    .await;
}

#[tokio::test]
async fn everybody_is_listed_with_the_meeting_in_which_he_first_counted() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let other = world.app(date!(2026 - 03 - 01)).await;
        let (first, second) = (world.meeting(&app), world.meeting(&app));
        let events = [
            first.used_by("2026-03-08T10:00:00.000001Z", &[("d2", "ada"), ("d1", "ben")]),
            second.used_by("2026-03-08T11:00:00Z", &[("d1", "ada"), ("d3", "ada")]),
            world.meeting(&other).used("2026-03-08T11:30:00Z", &["d4"]),
            // The next cycle.
            second.used("2026-04-01T00:00:00Z", &["d1"]),
        ];
        world.happens(&events).await;
        let cycle = date!(2026 - 03 - 01);
        let page = async |by, after: Option<&_>, limit| {
            let page = world.usage.counted(&app, cycle, by, after, limit);
            page.await.unwrap()
        };
        let all = page(CountBy::Device, None, 10).await;
        let expected = [("d1", 0), ("d2", 0), ("d3", 1)];
        for (counted, (who, number)) in all.iter().zip(expected) {
            assert_eq!(counted.who, device(who));
            assert_eq!(
                (counted.at, counted.event),
                (events[number].at, events[number].id)
            );
            let room = "stand-up".parse().unwrap();
            let session = [first.session, second.session][number];
            let seq = counted.meeting.as_ref().map_or(0, |it| it.seq);
            assert_eq!(counted.meeting, Some(CountedIn { room, session, seq }));
        }
        assert_eq!(all.len(), 3);
        let mut pages = Vec::new();
        let mut after = None;
        loop {
            let next = page(CountBy::Device, after.as_ref(), 1).await;
            let Some(last) = next.last() else { break };
            after = Some(last.cursor());
            pages.extend(next);
        }
        assert_eq!(pages, all);
        let people = page(CountBy::Person, None, 10).await;
        let who: Vec<_> = people.iter().map(|person| person.who.clone()).collect();
        assert_eq!(who, [user("ada"), user("ben")]);
        let rest = page(CountBy::Person, Some(&people[0].cursor()), 10).await;
        assert_eq!(rest, people[1..]);

        let store = &world.store;
        let (d1, d4) = ("d1".parse().unwrap(), "d4".parse().unwrap());
        assert!(is_counted(store, &app, cycle, &d1).await.unwrap());
        assert!(!is_counted(store, &app, cycle, &d4).await.unwrap());
        assert!(is_counted(store, &other, cycle, &d4).await.unwrap());
        assert!(
            !is_counted(store, &other, date!(2026 - 04 - 01), &d1)
                .await
                .unwrap()
        );
        for (who, counts) in [(user("ada"), true), (user("d1"), false), (device("d1"), false)] {
            assert_eq!(is_person_counted(store, &app, cycle, &who).await.unwrap(), counts);
        }

        let found = store::journal::find(store, &app, events[1].id).await.unwrap();
        assert_eq!(found.map(|recorded| recorded.event), Some(events[1].clone()));
        assert_eq!(
            store::journal::find(store, &other, events[1].id).await.unwrap(),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn an_id_that_no_index_would_hold_is_no_obstacle() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        let (long, longer) = ("ä".repeat(5_000), "ä".repeat(6_000));
        let who = [("a", long.as_str()), ("a", &longer), ("b", "\0"), ("c", "")];
        world
            .happens(&[meeting.used_by("2026-03-08T10:00:00Z", &who)])
            .await;
        let count = world
            .usage
            .fair_count(&app, world.clock.now().date())
            .await
            .unwrap();
        assert_eq!((count.devices, count.people), (3, 3));
        assert_eq!(world.usage.recount().await.unwrap().differences, []);
    })
    .await;
}

#[tokio::test]
async fn the_first_in_the_journal_stays_even_if_an_earlier_moment_comes_later() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        world
            .happens(&[
                meeting.used("2026-03-09T10:00:00Z", &["a", "b"]),
                meeting.used("2026-03-08T10:00:00Z", &["a"]),
                meeting.used("2026-03-09T09:00:00Z", &["c"]),
            ])
            .await;
        let by_day = store::usage::devices_by_day(&world.store, &app, date!(2026 - 03 - 01)).await;
        assert_eq!(by_day.unwrap(), [(date!(2026 - 03 - 09), 3)]);
        let mut tx = world.store.snapshot().await.unwrap();
        let new = store::usage::new_since(&mut tx, &app, CountBy::Device, &[])
            .await
            .unwrap();
        assert_eq!((new.len(), new[0].count), (1, 3));
        assert_eq!(new[0].at, moment("2026-03-09T09:00:00Z"));
        drop(tx);
        assert_eq!(world.usage.recount().await.unwrap().differences, []);
        let unknown = AppId::new(&world.random);
        let refused = world.usage.fair_count(&unknown, world.clock.now().date()).await;
        assert!(matches!(refused, Err(Error::UnknownApp(_))));
    })
    .await;
}
