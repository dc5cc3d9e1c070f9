//! Who counts in a billing cycle.

use domain::{
    AppId, CountBy, Date, EventId, MeetingEvent, MeetingFact, Random, SessionId, Somebody, Timestamp,
};
use store::testing::{on_both, random};
use store::usage::{self, CountedIn, CycleDay, Device, NewSince, Person};
use store::{Store, journal};
use time::macros::date;

const CYCLE: Date = date!(2026 - 02 - 01);

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn device(app: &AppId, id: &str, event: &MeetingEvent) -> Device {
    Device {
        app: app.clone(),
        cycle: CYCLE,
        device: id.parse().unwrap(),
        event: event.id,
        at: event.at,
    }
}

fn person(app: &AppId, id: &str, event: &MeetingEvent) -> Person {
    Person {
        app: app.clone(),
        cycle: CYCLE,
        person: Somebody::User(id.to_owned()),
        event: event.id,
        at: event.at,
    }
}

fn event(random: &Random, app: &AppId, at: &str) -> MeetingEvent {
    MeetingEvent {
        id: EventId::new(random),
        app: app.clone(),
        room: "stand-up".parse().unwrap(),
        session: SessionId::new(random),
        at: moment(at),
        fact: MeetingFact::RoomDestroyed,
    }
}

/// Counts as the reader does.
async fn count(store: &Store, devices: &[Device], people: &[Person]) {
    let mut tx = store.begin().await.unwrap();
    for device in devices {
        assert!(usage::count_device(&mut tx, device).await.unwrap());
        let day = CycleDay::of_device(device);
        usage::add_to_cycle_day(&mut tx, &day).await.unwrap();
    }
    for person in people {
        assert!(usage::count_person(&mut tx, person).await.unwrap());
        let day = CycleDay::of_person(person);
        usage::add_to_cycle_day(&mut tx, &day).await.unwrap();
    }
    tx.commit().await.unwrap();
}

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
async fn a_person_counts_once_a_cycle_and_is_not_a_device() {
    on_both(async |store| {
        let random = random();
        let app = AppId::new(&random);
        let (first, later) = (
            event(&random, &app, "2026-02-03T12:00:00.000001Z"),
            event(&random, &app, "2026-02-04T12:00:00Z"),
        );
        let ada = person(&app, "ada", &first);
        let device = Person {
            person: Somebody::Device("ada".parse().unwrap()),
            ..person(&app, "", &later)
        };
        count(&store, &[], &[ada.clone(), device.clone()]).await;
        let mut tx = store.begin().await.unwrap();
        let again = person(&app, "ada", &later);
        assert!(!usage::count_person(&mut tx, &again).await.unwrap());
        drop(tx);

        let mut tx = store.snapshot().await.unwrap();
        let all = usage::kept_people(&mut tx, None, 9).await.unwrap();
        assert_eq!(all, [device.clone(), ada.clone()]);
        let rest = usage::kept_people(&mut tx, Some(&device), 9).await.unwrap();
        assert_eq!(rest, all[1..]);
        drop(tx);
        for (who, counts) in [
            (&ada.person, true),
            (&device.person, true),
            (&Somebody::User("ben".to_owned()), false),
        ] {
            assert_eq!(
                usage::is_person_counted(&store, &app, CYCLE, who).await.unwrap(),
                counts
            );
        }
        let id = "ada".parse().unwrap();
        assert!(!usage::is_counted(&store, &app, CYCLE, &id).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn they_are_listed_by_moment_with_the_meeting_of_their_event() {
    on_both(async |store| {
        let random = random();
        let (app, other) = (AppId::new(&random), AppId::new(&random));
        let early = event(&random, &app, "2026-02-03T12:00:00Z");
        let late = event(&random, &app, "2026-02-03T12:00:00.000001Z");
        let lost = event(&random, &app, "2026-02-05T12:00:00Z");
        journal::append(&store, &[late.clone(), early.clone()])
            .await
            .unwrap();
        let devices = [
            device(&app, "a", &late),
            device(&app, "c", &early),
            device(&app, "b", &early),
            device(&app, "d", &lost),
            device(&other, "e", &early),
        ];
        count(
            &store,
            &devices,
            &[person(&app, "ada", &late), person(&app, "ben", &early)],
        )
        .await;

        let page = async |by, after: Option<&_>, limit| {
            let page = usage::devices_of(&store, &app, CYCLE, by, after, limit);
            page.await.unwrap()
        };
        let all = page(CountBy::Device, None, 9).await;
        let names: Vec<_> = all.iter().map(|counted| counted.who.to_string()).collect();
        assert_eq!(names, ["device:b", "device:c", "device:a", "device:d"]);
        let met = |event: &MeetingEvent| (event.room.clone(), event.session);
        let of = |met: &CountedIn| (met.room.clone(), met.session);
        let meetings: Vec<_> = all.iter().map(|it| it.meeting.as_ref().map(of)).collect();
        assert_eq!(
            meetings,
            [Some(met(&early)), Some(met(&early)), Some(met(&late)), None]
        );
        let places: Vec<_> = all
            .iter()
            .filter_map(|it| it.meeting.as_ref())
            .map(|it| it.seq)
            .collect();
        assert_eq!(places[0], places[1], "one event");
        assert_ne!(places[0], places[2]);
        assert_eq!((all[2].at, all[2].event), (late.at, late.id));
        for (number, counted) in all.iter().enumerate() {
            let rest = page(CountBy::Device, Some(&counted.cursor()), 2).await;
            assert_eq!(rest, all[number + 1..all.len().min(number + 3)]);
        }
        let people = page(CountBy::Person, None, 9).await;
        let names: Vec<_> = people.iter().map(|counted| counted.who.to_string()).collect();
        assert_eq!(names, ["user:ben", "user:ada"]);
        assert_eq!(
            page(CountBy::Person, Some(&people[0].cursor()), 9).await,
            people[1..]
        );

        let (a, e) = ("a".parse().unwrap(), "e".parse().unwrap());
        assert!(usage::is_counted(&store, &app, CYCLE, &a).await.unwrap());
        assert!(!usage::is_counted(&store, &app, CYCLE, &e).await.unwrap());
        assert!(
            !usage::is_counted(&store, &app, date!(2026 - 03 - 01), &a)
                .await
                .unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn boundaries_cut_the_day_they_lie_in() {
    on_both(async |store| {
        let random = random();
        let (app, other) = (AppId::new(&random), AppId::new(&random));
        let moments = [
            "2026-02-03T23:59:59.999999Z",
            "2026-02-04T00:00:00Z",
            "2026-02-04T11:59:59.999999Z",
            "2026-02-04T12:00:00Z",
            "2026-02-05T08:00:00Z",
        ];
        let devices: Vec<_> = moments
            .iter()
            .enumerate()
            .map(|(n, at)| device(&app, &format!("d{n}"), &event(&random, &app, at)))
            .collect();
        let people = [person(&app, "ada", &event(&random, &app, moments[2]))];
        count(&store, &devices, &people).await;
        count(
            &store,
            &[device(&other, "d", &event(&random, &other, moments[2]))],
            &[],
        )
        .await;
        let new = async |by, boundaries: &[&str]| {
            let boundaries: Vec<_> = boundaries.iter().map(|at| moment(at)).collect();
            let mut tx = store.begin().await.unwrap();
            usage::new_since(&mut tx, &app, by, &boundaries).await.unwrap()
        };
        let since = |at: &str, count| NewSince {
            cycle: CYCLE,
            at: moment(at),
            count,
        };
        assert_eq!(new(CountBy::Device, &[]).await, [since(moments[0], 5)]);
        let noon = moments[3];
        assert_eq!(
            new(CountBy::Device, &[noon]).await,
            [since(moments[0], 3), since(noon, 2)]
        );
        assert_eq!(
            new(
                CountBy::Device,
                &["2026-02-04T00:00:00Z", noon, noon, "2026-02-04T13:00:00Z"]
            )
            .await,
            [
                since(moments[0], 1),
                since(moments[1], 2),
                since(noon, 1),
                since(moments[4], 1)
            ]
        );
        assert_eq!(
            new(CountBy::Device, &["2027-01-01T00:00:00Z"]).await,
            [since(moments[0], 5)]
        );
        assert_eq!(new(CountBy::Person, &[noon]).await, [since(moments[2], 1)]);
    })
    .await;
}
