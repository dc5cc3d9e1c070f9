//! A database of the version that kept days only: after the migration it says what a recount says.

use super::world::{endpoint, entry, moment};
use crate::Usage;
use domain::{AppId, CountBy, EventId, MeetingEvent, MeetingFact, SessionId, UsageEntry};
use store::Store;
use store::testing::{on_both_since, run};
use time::macros::date;
use uuid::Uuid;

const APP: &str = "vpaas-magic-cookie-00000000000000000000000000000001";

fn used(number: u128, at: &str, who: &[(&str, Option<&str>)]) -> MeetingEvent {
    MeetingEvent {
        id: EventId(Uuid::from_u128(number)),
        app: APP.parse().unwrap(),
        room: "stand-up".parse().unwrap(),
        session: SessionId(Uuid::from_u128(7)),
        at: moment(at),
        fact: MeetingFact::Usage {
            entries: who
                .iter()
                .map(|(device, user)| UsageEntry {
                    user_id: user.map(str::to_owned),
                    email: Some("a\0b".to_owned()),
                    endpoint: endpoint(device),
                    ..entry(device)
                })
                .collect(),
        },
    }
}

/// What the older version kept of the first four events.
const KEPT: &str = "
    INSERT INTO usage_devices (app, cycle, device, event, day) VALUES
    ('vpaas-magic-cookie-00000000000000000000000000000001', '2026-01-31', 'a', '00000000-0000-0000-0000-000000000001', '2026-02-27'),
    ('vpaas-magic-cookie-00000000000000000000000000000001', '2026-01-31', 'b', '00000000-0000-0000-0000-000000000001', '2026-02-27'),
    ('vpaas-magic-cookie-00000000000000000000000000000001', '2026-02-28', 'a', '00000000-0000-0000-0000-000000000002', '2026-02-28'),
    ('vpaas-magic-cookie-00000000000000000000000000000001', '2026-02-28', 'b', '00000000-0000-0000-0000-000000000003', '2026-03-30'),
    ('vpaas-magic-cookie-00000000000000000000000000000001', '2026-02-28', 'c', '00000000-0000-0000-0000-000000000003', '2026-03-30'),
    ('vpaas-magic-cookie-00000000000000000000000000000001', '2026-02-28', 'd', '00000000-0000-0000-0000-000000000004', '2026-03-30');
    INSERT INTO journal_cursors (reader, seq) VALUES ('usage', 4);";

async fn customer(store: &Store) {
    let statements = match store {
        Store::Sqlite(_) => {
            "INSERT INTO customers (id, organisation, anchor, plan, created_at)
             VALUES ('00000000-0000-0000-0000-000000000009', 'Old', '2026-01-31', 'dev', 1);
             INSERT INTO apps (id, customer, mode, status, created_at)
             VALUES ('vpaas-magic-cookie-00000000000000000000000000000001',
                '00000000-0000-0000-0000-000000000009', 'LIVE', 'ACTIVE', 1);"
        }
        Store::Postgres(_) => {
            "INSERT INTO customers (id, organisation, anchor, plan, created_at)
             VALUES ('00000000-0000-0000-0000-000000000009', 'Old', '2026-01-31', 'dev', 'epoch');
             INSERT INTO apps (id, customer, mode, status, created_at)
             VALUES ('vpaas-magic-cookie-00000000000000000000000000000001',
                '00000000-0000-0000-0000-000000000009', 'LIVE', 'ACTIVE', 'epoch');"
        }
    };
    run(store, statements).await.unwrap();
}

fn journal() -> [MeetingEvent; 5] {
    let long = "x".repeat(513);
    [
        used(
            1,
            "2026-02-27T23:59:59.999999Z",
            &[("a", Some("ada")), ("b", Some("ada"))],
        ),
        used(2, "2026-02-28T00:00:00Z", &[("a", Some("ada"))]),
        used(
            3,
            "2026-03-30T12:00:00.5Z",
            &[("b", None), ("c", Some(&long)), ("b", Some(""))],
        ),
        used(
            4,
            "2026-03-30T11:00:00Z",
            &[
                ("d", Some("nul \0\0")),
                ("d", Some("no nul \\u0000")),
                ("a", Some("back\\\0slash")),
            ],
        ),
        // Not read yet when the program was changed.
        used(
            5,
            "2026-03-30T23:00:00Z",
            &[("e", Some("eve")), ("a", Some("ada"))],
        ),
    ]
}

#[tokio::test]
async fn what_was_kept_before_is_completed_from_the_journal() {
    on_both_since(5, async |store| {
        let app: AppId = APP.parse().unwrap();
        customer(&store).await;
        store::journal::append(&store, &journal()).await.unwrap();
        run(&store, KEPT).await.unwrap();
        store.migrate().await.unwrap();

        assert_eq!(
            store::apps::anchor(&store, &app).await.unwrap(),
            Some(date!(2026 - 01 - 31))
        );
        let count = store::usage::count(&store, &app, date!(2026 - 02 - 28))
            .await
            .unwrap();
        // ada, b, c, and the three with strange ids.
        assert_eq!((count.devices, count.people), (4, 6));
        let usage = Usage::new(store.clone());
        let report = usage.recount().await.unwrap();
        assert_eq!((report.events, report.differences), (4, vec![]));

        usage.catch_up().await.unwrap();
        let report = usage.recount().await.unwrap();
        assert_eq!((report.events, report.differences), (5, vec![]));
        let cycles: Vec<_> = report.apps[0].cycles.iter().map(|c| (c.mau, c.people)).collect();
        assert_eq!(cycles, [(2, 1), (5, 7)]);
    })
    .await;
}

#[tokio::test]
async fn a_device_whose_event_is_gone_counted_when_its_day_began() {
    on_both_since(5, async |store| {
        let app: AppId = APP.parse().unwrap();
        run(&store, KEPT).await.unwrap();
        store.migrate().await.unwrap();
        let devices = store::usage::devices_of(&store, &app, date!(2026 - 02 - 28), CountBy::Device, None, 9);
        let devices = devices.await.unwrap();
        let found: Vec<_> = devices
            .iter()
            .map(|counted| (counted.who.to_string(), counted.at, counted.meeting.is_none()))
            .collect();
        let (first, last) = (moment("2026-02-28T00:00:00Z"), moment("2026-03-30T00:00:00Z"));
        let expected = [("a", first), ("b", last), ("c", last), ("d", last)];
        assert_eq!(
            found,
            expected.map(|(who, at)| (format!("device:{who}"), at, true))
        );
        let by_day = store::usage::devices_by_day(&store, &app, date!(2026 - 02 - 28)).await;
        let (first, last) = (date!(2026 - 02 - 28), date!(2026 - 03 - 30));
        assert_eq!(by_day.unwrap(), [(first, 1), (last, 3)]);
    })
    .await;
}
