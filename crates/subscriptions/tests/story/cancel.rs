//! Cancelling: access until the end of the cycle, a way back until then, and nothing left afterwards.

use crate::world::{GOOD, World};
use store::apps::AppStatus;
use store::testing::on_both;
use subscriptions::Wish;
use time::macros::date;

fn cancel() -> Wish {
    Wish::Cancel {
        reason: "we are moving".to_owned(),
    }
}

#[tokio::test]
async fn it_can_be_reverted_until_the_end_and_the_next_cycle_is_billed() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        world.card(app, GOOD).await;
        world.plan(app, "basic").await;
        world.subscriptions.change(app, &cancel()).await.unwrap();
        world.morning_of(date!(2026 - 04 - 07));
        world.subscriptions.change(app, &Wish::Revert).await.unwrap();
        world.morning_of(date!(2026 - 04 - 08));
        world.run().await;
        assert_eq!(world.told(app).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn at_the_end_what_is_owed_is_billed_and_everything_else_is_gone() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        world.card(app, GOOD).await;
        world.plan(app, "basic").await;
        world.meet(app, 310).await;
        world.subscriptions.change(app, &cancel()).await.unwrap();
        world.morning_of(date!(2026 - 04 - 08));
        world.run().await;

        let found = store::apps::find(&world.store, app).await.unwrap().unwrap();
        assert_eq!(found.status, AppStatus::Deleted);
        let sandbox = store::apps::find(&world.store, &world.sandbox).await.unwrap();
        assert_eq!(sandbox.unwrap().status, AppStatus::Deleted);
        assert!(
            store::members::by_email(&world.store, "ada@example.org")
                .await
                .unwrap()
                .is_none()
        );
        let mut tx = world.store.begin().await.unwrap();
        let events = store::journal::read_after_within(&mut tx, 0, 10).await.unwrap();
        assert!(events.is_empty());
        tx.rollback().await.unwrap();
        // The operator's books stay, and the last bill was collected.
        assert_eq!(
            world.told(app).await,
            ["INV-000001 paid 99.00 USD", "INV-000002 paid 9.90 USD"]
        );
        assert_eq!(
            world.subjects().await.last().unwrap(),
            "Your data has been erased"
        );
        world.balanced().await;

        // Nothing is left to be done, this month or later.
        world.morning_of(date!(2026 - 07 - 08));
        assert_eq!(world.subscriptions.run().await.unwrap().looked_at, 0);
        assert!(world.subscriptions.overview(app).await.unwrap().card.is_none());
    })
    .await;
}
