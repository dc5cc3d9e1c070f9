//! The door: who is let into a meeting.

use crate::world::{GOOD, World, usd};
use billing::{Refusal, RefusalCode};
use domain::DeviceId;
use store::testing::on_both;
use subscriptions::{Pass, Visit};

async fn enter(world: &World, device: &str) -> Result<Pass, Refusal> {
    let device: DeviceId = device.parse().unwrap();
    let visit = Visit {
        app: &world.live,
        device: &device,
        user: None,
        goes_on: true,
    };
    world.subscriptions.enter(visit).await.unwrap()
}

#[tokio::test]
async fn the_free_plan_takes_25_and_whoever_has_counted_comes_again() {
    on_both(async |store| {
        let world = World::new(store).await;
        let events = world.meeting(&world.live, 25, domain::Clock::now(&*world.clock));
        let known = events.iter().find_map(|event| match &event.fact {
            domain::MeetingFact::Usage { entries } => Some(entries[3].device.to_string()),
            _ => None,
        });
        store::journal::append(&world.store, &events).await.unwrap();
        let refused = enter(&world, "new-one").await.unwrap_err();
        assert_eq!(refused.code, RefusalCode::PlanLimit);
        assert!(
            refused.sentence.contains("add a card or upgrade"),
            "{}",
            refused.sentence
        );
        assert!(enter(&world, &known.unwrap()).await.is_ok());
        world.card(&world.live, GOOD).await;
        assert!(
            enter(&world, "new-one").await.is_ok(),
            "with a card, more are billed"
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_inside_and_has_not_counted_takes_a_place_until_he_leaves() {
    on_both(async |store| {
        let world = World::new(store).await;
        world.meet(&world.live, 24).await;
        let alone = enter(&world, "alone").await.unwrap();
        assert!(enter(&world, "alone").await.is_ok(), "the same browser again");
        assert!(enter(&world, "second").await.is_err());
        drop(alone);
        assert!(enter(&world, "second").await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_spending_limit_refuses_what_would_go_beyond_it() {
    on_both(async |store| {
        let world = World::new(store).await;
        world.card(&world.live, GOOD).await;
        world
            .subscriptions
            .set_cap(&world.live, Some(usd(200)))
            .await
            .unwrap();
        world.meet(&world.live, 26).await;
        assert!(enter(&world, "second-beyond").await.is_ok());
        world.meet(&world.live, 2).await;
        let refused = enter(&world, "third-beyond").await.unwrap_err();
        assert_eq!(refused.code, RefusalCode::SpendCap);
        world.subscriptions.set_cap(&world.live, None).await.unwrap();
        assert!(enter(&world, "third-beyond").await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn many_at_once_do_not_share_the_last_place() {
    on_both(async |store| {
        let world = World::new(store).await;
        world.meet(&world.live, 20).await;
        let mut passes = Vec::new();
        let names: Vec<String> = (0..12).map(|n| format!("crowd-{n}")).collect();
        let mut waiting = tokio::task::JoinSet::new();
        for name in names {
            let (subscriptions, app) = (world.subscriptions.clone(), world.live.clone());
            waiting.spawn(async move {
                let device: DeviceId = name.parse().unwrap();
                let visit = Visit {
                    app: &app,
                    device: &device,
                    user: None,
                    goes_on: true,
                };
                subscriptions.enter(visit).await.unwrap()
            });
        }
        while let Some(entered) = waiting.join_next().await {
            passes.extend(entered.unwrap());
        }
        assert_eq!(passes.len(), 5);
    })
    .await;
}
