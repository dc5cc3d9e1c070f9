//! Invoices that are not paid: charged again, reminded of, then no new meetings, then the end.

use crate::world::{DECLINES, GOOD, World};
use billing::{Ask, RefusalCode};
use domain::DeviceId;
use store::testing::on_both;
use subscriptions::Visit;
use time::macros::date;

async fn on_basic_and_declined(world: &World) {
    world.card(&world.live, DECLINES).await;
    world.plan(&world.live, "basic").await;
    assert_eq!(world.told(&world.live).await, ["INV-000001 open 99.00 USD"]);
}

async fn refused(world: &World, goes_on: bool) -> Option<RefusalCode> {
    let device: DeviceId = "phone-1".parse().unwrap();
    let visit = Visit {
        app: &world.live,
        device: &device,
        user: None,
        goes_on,
    };
    let entered = world.subscriptions.enter(visit).await.unwrap();
    entered.err().map(|refusal| refusal.code)
}

#[tokio::test]
async fn it_is_charged_again_and_reminded_of_on_the_days_of_the_schedule() {
    on_both(async |store| {
        let world = World::new(store).await;
        on_basic_and_declined(&world).await;
        let mut attempts = Vec::new();
        for day in [
            date!(2026 - 03 - 09),
            date!(2026 - 03 - 11),
            date!(2026 - 03 - 12),
            date!(2026 - 03 - 15),
            date!(2026 - 03 - 22),
        ] {
            world.morning_of(day);
            world.run().await;
            let overview = world.subscriptions.overview(&world.live).await.unwrap();
            attempts.push((day.day(), overview.attempts.len()));
        }
        assert_eq!(attempts, [(9, 1), (11, 2), (12, 2), (15, 3), (22, 4)]);
        let reminders = world.subjects().await;
        let reminders = reminders.iter().filter(|it| it.contains("not paid yet"));
        assert_eq!(reminders.count(), 3);
        let overview = world.subscriptions.overview(&world.live).await.unwrap();
        assert!(overview.attempts.iter().all(|it| it.sentence.is_some()));
        world.balanced().await;
    })
    .await;
}

#[tokio::test]
async fn after_three_weeks_no_meeting_begins_until_a_good_card_pays() {
    on_both(async |store| {
        let world = World::new(store).await;
        on_basic_and_declined(&world).await;
        assert_eq!(refused(&world, false).await, None);
        world.morning_of(date!(2026 - 03 - 29));
        world.run().await;
        assert_eq!(refused(&world, false).await, Some(RefusalCode::PastDue));
        assert_eq!(
            refused(&world, true).await,
            None,
            "a meeting that goes on may grow"
        );

        world.card(&world.live, GOOD).await;
        assert_eq!(world.told(&world.live).await, ["INV-000001 paid 99.00 USD"]);
        assert_eq!(refused(&world, false).await, None);
        world.balanced().await;
    })
    .await;
}

#[tokio::test]
async fn after_forty_five_days_the_account_ends_and_the_debt_is_written_off() {
    on_both(async |store| {
        let world = World::new(store).await;
        on_basic_and_declined(&world).await;
        world.morning_of(date!(2026 - 04 - 22));
        world.run().await;
        let told = world.told(&world.live).await;
        assert_eq!(told[0], "INV-000001 uncollectible 99.00 USD");
        assert_eq!(refused(&world, false).await, Some(RefusalCode::Ended));
        let overview = world.subscriptions.overview(&world.live).await.unwrap();
        assert!(billing::gate(&overview.standing, None, Ask::Meeting).is_err());
        world.balanced().await;

        // The rest of the cycle that had begun is billed on its last day, and then all is erased.
        world.morning_of(date!(2026 - 05 - 08));
        world.run().await;
        let found = store::apps::find(&world.store, &world.live)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.status, store::apps::AppStatus::Deleted);
        world.balanced().await;
    })
    .await;
}
