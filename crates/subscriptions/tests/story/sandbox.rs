//! The sandbox: its own clock, numbers and journal, and the same rules.

use crate::world::{GOOD, World};
use domain::Timestamp;
use store::apps::AppStatus;
use store::testing::on_both;
use subscriptions::{Error, What, Wish};
use time::macros::date;

fn on(day: time::Date) -> Timestamp {
    day.with_hms(12, 0, 0).unwrap().assume_utc().into()
}

#[tokio::test]
async fn the_worked_example_passes_in_a_moment() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.sandbox;
        world.card(app, GOOD).await;
        world.plan(app, "basic").await;
        assert_eq!(world.subscriptions.generate(app, 500).await.unwrap().devices, 500);
        world
            .subscriptions
            .move_clock(app, on(date!(2026 - 03 - 23)))
            .await
            .unwrap();
        world.plan(app, "standard").await;
        world.subscriptions.generate(app, 1_100).await.unwrap();
        world
            .subscriptions
            .move_clock(app, on(date!(2026 - 04 - 08)))
            .await
            .unwrap();
        assert_eq!(
            world.told(app).await,
            ["TEST-000001 paid 99.00 USD", "TEST-000002 paid 897.00 USD"]
        );
        let recomputed = world.subscriptions.recompute(app, "TEST-000002").await.unwrap();
        assert_eq!(recomputed.active_users, 1_600);
        assert_eq!(
            recomputed.verdict.to_string(),
            "equal: 10 lines, 897.00 USD without taxes"
        );
        // The live app has seen nothing of it.
        assert!(world.told(&world.live).await.is_empty());
        world.balanced().await;
    })
    .await;
}

#[tokio::test]
async fn what_falls_due_on_the_way_happens_on_its_day() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.sandbox;
        world.card(app, crate::world::DECLINES).await;
        world.plan(app, "basic").await;
        world
            .subscriptions
            .move_clock(app, on(date!(2026 - 04 - 01)))
            .await
            .unwrap();
        let overview = world.subscriptions.overview(app).await.unwrap();
        assert_eq!(overview.attempts.len(), 4);
        assert!(overview.standing.state.access.suspended);
        world
            .subscriptions
            .move_clock(app, on(date!(2026 - 04 - 23)))
            .await
            .unwrap();
        let overview = world.subscriptions.overview(app).await.unwrap();
        assert!(matches!(
            overview.standing.state.life,
            billing::Life::Ended { .. }
        ));
        let issued: Vec<_> = world
            .invoices(app)
            .await
            .iter()
            .map(|it| it.issued().unwrap().at.date())
            .collect();
        assert_eq!(issued, [date!(2026 - 03 - 08), date!(2026 - 04 - 08)]);
        let told = timeline(&world, app).await;
        let first: Vec<_> = told.iter().take(5).map(String::as_str).collect();
        assert_eq!(
            first,
            [
                "2026-03-08 signed up or changed",
                "2026-03-08 signed up or changed",
                "2026-03-08 signed up or changed",
                "2026-03-08 issued TEST-000001",
                "2026-03-08 unpaid TEST-000001",
            ]
        );
        for line in [
            "2026-03-11 unpaid TEST-000001",
            "2026-03-11 reminded TEST-000001",
            "2026-03-22 reminded TEST-000001",
            "2026-04-08 issued TEST-000002",
            "2026-04-22 given up TEST-000001",
        ] {
            assert!(told.iter().any(|it| it == line), "{line} in {told:#?}");
        }
    })
    .await;
}

/// What happened, oldest first, by its day.
async fn timeline(world: &World, app: &domain::AppId) -> Vec<String> {
    let mut all = world.subscriptions.timeline(app).await.unwrap();
    all.reverse();
    let what = |what: What| match what {
        What::Changed { .. } => "signed up or changed".to_owned(),
        What::Issued { invoice, .. } => format!("issued {invoice}"),
        What::Unpaid { invoice, .. } => format!("unpaid {invoice}"),
        What::Reminded { invoice } => format!("reminded {invoice}"),
        What::GivenUp { invoice } => format!("given up {invoice}"),
        other => format!("{other:?}"),
    };
    all.into_iter()
        .map(|it| format!("{} {}", it.at.date(), what(it.what)))
        .collect()
}

#[tokio::test]
async fn a_cancelled_sandbox_leaves_nothing_and_its_customer_stays() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.sandbox;
        world.subscriptions.generate(app, 20).await.unwrap();
        let reason = String::new();
        world
            .subscriptions
            .change(app, &Wish::Cancel { reason })
            .await
            .unwrap();
        world
            .subscriptions
            .move_clock(app, on(date!(2026 - 05 - 01)))
            .await
            .unwrap();
        let found = store::apps::find(&world.store, app).await.unwrap().unwrap();
        assert_eq!(found.status, AppStatus::Deleted);
        let live = store::apps::find(&world.store, &world.live)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(live.status, AppStatus::Active);
        assert!(
            store::members::by_email(&world.store, "ada@example.org")
                .await
                .unwrap()
                .is_some()
        );
        world.balanced().await;
    })
    .await;
}

#[tokio::test]
async fn its_clock_goes_forward_only_and_a_live_app_has_none() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.sandbox;
        world
            .subscriptions
            .move_clock(app, on(date!(2026 - 05 - 01)))
            .await
            .unwrap();
        let back = world
            .subscriptions
            .move_clock(app, on(date!(2026 - 04 - 30)))
            .await;
        assert!(matches!(back, Err(Error::Clock)), "{back:?}");
        let far = world
            .subscriptions
            .move_clock(app, on(date!(2030 - 01 - 01)))
            .await;
        assert!(matches!(far, Err(Error::Clock)), "{far:?}");
        let live = world
            .subscriptions
            .move_clock(&world.live, on(date!(2026 - 05 - 01)))
            .await;
        assert!(matches!(live, Err(Error::NotASandbox)), "{live:?}");
        let live = world.subscriptions.generate(&world.live, 5).await;
        assert!(matches!(live, Err(Error::NotASandbox)), "{live:?}");
    })
    .await;
}

#[tokio::test]
async fn it_is_refused_what_a_live_app_is_refused() {
    on_both(async |store| {
        let world = World::new(store).await;
        let made = world.subscriptions.generate(&world.sandbox, 40).await.unwrap();
        assert_eq!(made.devices, 25);
        assert_eq!(made.refused.unwrap().code, billing::RefusalCode::PlanLimit);
        let again = world.subscriptions.generate(&world.sandbox, 2).await.unwrap();
        assert_eq!(again.devices, 0);
    })
    .await;
}
