//! A recount finds what is wrong and changes nothing.

use super::world::World;
use store::testing::on_both;
use store::usage::DayRow;
use time::macros::date;

#[tokio::test]
async fn a_recount_prints_the_figures_of_every_app() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        world
            .happens(&[
                meeting.created("2026-03-08T10:00:00Z"),
                meeting.joined("2026-03-08T10:00:00Z", "a"),
                meeting.joined("2026-03-08T10:00:10Z", "b"),
                meeting.used("2026-03-08T10:00:10Z", &["a", "b"]),
                meeting.left("2026-03-08T10:01:00Z", "a"),
            ])
            .await;
        let report = world.usage.recount().await.unwrap();
        assert_eq!(report.events, 5);
        assert_eq!((report.live_meetings, report.live_participants), (1, 1));
        let text = report.to_string();
        for part in [
            app.as_str(),
            "cycle from 2026-03-01: 2 monthly active users (2 by user id)",
            "2026-03-08: 1 meetings, 2 participants, 60 s",
            "now: 1 meetings, 1 participants",
            "The kept figures are the same.",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(world.usage.recount().await.unwrap(), report);
    })
    .await;
}

#[tokio::test]
async fn whoever_was_added_or_taken_away_is_found() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        world
            .happens(&[meeting.used_by("2026-03-08T10:00:00Z", &[("a", "ada"), ("b", "ben")])])
            .await;
        store::testing::run(
            &world.store,
            "UPDATE usage_devices SET device = 'c' WHERE device = 'b';
             UPDATE usage_people SET event = '00000000-0000-4000-8000-000000000000' WHERE person = 'user:ada';
             UPDATE usage_cycle_days SET people = 3;",
        )
        .await
        .unwrap();
        let report = world.usage.recount().await.unwrap();
        let found: Vec<_> = report
            .differences
            .iter()
            .map(|d| {
                (
                    d.what.replace(app.as_str(), "app"),
                    d.kept == "nothing",
                    d.counted == "nothing",
                )
            })
            .collect();
        let found: Vec<_> = found.iter().map(|(what, a, b)| (what.as_str(), *a, *b)).collect();
        assert_eq!(
            found,
            [
                ("device (app, 2026-03-01, \"c\")", false, true),
                ("device (app, 2026-03-01, \"b\")", true, false),
                ("person (app, 2026-03-01, \"user:ada\")", false, false),
                ("cycle-day (app, 2026-03-01, 2026-03-08)", false, false),
            ]
        );
        assert_eq!(report.apps[0].cycles[0].mau, 2, "the journal is believed");
    })
    .await;
}

#[tokio::test]
async fn a_figure_that_was_tampered_with_is_found() {
    on_both(async |store| {
        let world = World::new(store);
        let app = world.app(date!(2026 - 03 - 01)).await;
        let meeting = world.meeting(&app);
        world
            .happens(&[
                meeting.created("2026-03-08T10:00:00Z"),
                meeting.joined("2026-03-08T10:00:00Z", "a"),
            ])
            .await;
        let mut tx = world.store.begin().await.unwrap();
        let more = DayRow {
            app: app.clone(),
            day: date!(2026 - 03 - 08),
            meetings: 0,
            participants: 0,
            embedded: 0,
            seconds: 7,
        };
        store::usage::add_to_day(&mut tx, &more).await.unwrap();
        store::usage::close(&mut tx, meeting.session).await.unwrap();
        tx.commit().await.unwrap();
        let report = world.usage.recount().await.unwrap();
        let found: Vec<_> = report
            .differences
            .iter()
            .map(|difference| difference.what.split(' ').next().unwrap())
            .collect();
        assert_eq!(found, ["day", "meeting", "participant"]);
        assert!(report.to_string().contains("differ in 3 places"), "{report}");
        assert_eq!(
            world.usage.recount().await.unwrap(),
            report,
            "nothing was repaired behind our back"
        );
    })
    .await;
}
