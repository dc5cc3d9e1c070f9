//! Notices of the payment provider: what they are about is asked for, and they may come twice or be lies.

use crate::provider::{Provider, SECRET, signed, subscribe};
use crate::world::World;
use store::payments::Outcome;
use store::testing::on_both;
use subscriptions::{Error, Result};

/// What a notice may change: how invoices and attempts stand, and the ledger.
async fn books(world: &World) -> (Vec<String>, Vec<Outcome>, String) {
    world.balanced().await;
    let overview = world.subscriptions.overview(&world.live).await.unwrap();
    let attempts = overview.attempts.iter().map(|it| it.outcome).collect();
    let balances = world.subscriptions.balances().await.unwrap();
    (world.told(&world.live).await, attempts, format!("{balances:?}"))
}

async fn send(world: &World, (body, signature): &(String, String)) -> Result<()> {
    world.subscriptions.notice(body.as_bytes(), signature).await
}

#[tokio::test]
async fn a_payment_that_waited_is_booked_when_its_notice_comes() {
    on_both(async |store| {
        let (world, provider) = Provider::world(store).await;
        subscribe(&world).await;
        let (told, attempts, _) = books(&world).await;
        assert_eq!(told, ["INV-000001 open 99.00 USD"]);
        assert_eq!(attempts, [Outcome::NeedsAction]);

        provider.says("succeeded");
        let notice = signed(&world, SECRET, "evt_1", "pi_1");
        send(&world, &notice).await.unwrap();
        let (told, attempts, _) = books(&world).await;
        assert_eq!(told, ["INV-000001 paid 99.00 USD"]);
        assert_eq!(attempts, [Outcome::Done]);
    })
    .await;
}

#[tokio::test]
async fn what_a_notice_says_of_the_payment_is_not_believed() {
    on_both(async |store| {
        let (world, _provider) = Provider::world(store).await;
        subscribe(&world).await;
        let before = books(&world).await;
        // It says that the payment succeeded, and the provider says that it waits.
        let notice = signed(&world, SECRET, "evt_1", "pi_1");
        send(&world, &notice).await.unwrap();
        assert_eq!(books(&world).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_comes_twice_is_heeded_once() {
    on_both(async |store| {
        let (world, provider) = Provider::world(store).await;
        subscribe(&world).await;
        provider.says("succeeded");
        let notice = signed(&world, SECRET, "evt_1", "pi_1");
        send(&world, &notice).await.unwrap();
        let (before, asked) = (books(&world).await, provider.asked());
        send(&world, &notice).await.unwrap();
        assert_eq!((books(&world).await, provider.asked()), (before.clone(), asked));
        // Another notice about the same payment is asked after, and pays nothing again.
        let another = signed(&world, SECRET, "evt_2", "pi_1");
        send(&world, &another).await.unwrap();
        assert_eq!((books(&world).await, provider.asked()), (before, asked + 1));
    })
    .await;
}

#[tokio::test]
async fn a_forged_notice_is_refused() {
    on_both(async |store| {
        let (world, provider) = Provider::world(store).await;
        subscribe(&world).await;
        provider.says("succeeded");
        let (before, asked) = (books(&world).await, provider.asked());
        let forged = signed(&world, "whsec_guessed", "evt_1", "pi_1");
        let refused = send(&world, &forged).await;
        assert!(
            matches!(refused, Err(Error::Payments(payments::Error::Forged))),
            "{refused:?}"
        );
        assert_eq!((books(&world).await, provider.asked()), (before, asked));
        // Its id is not taken by that: the genuine one is heeded.
        let genuine = signed(&world, SECRET, "evt_1", "pi_1");
        send(&world, &genuine).await.unwrap();
        assert_eq!(world.told(&world.live).await, ["INV-000001 paid 99.00 USD"]);
    })
    .await;
}

#[tokio::test]
async fn a_notice_about_a_payment_that_is_not_ours_is_taken_and_changes_nothing() {
    on_both(async |store| {
        let (world, provider) = Provider::world(store).await;
        subscribe(&world).await;
        provider.says("succeeded");
        let (before, asked) = (books(&world).await, provider.asked());
        let notice = signed(&world, SECRET, "evt_1", "pi_of_somebody_else");
        send(&world, &notice).await.unwrap();
        assert_eq!((books(&world).await, provider.asked()), (before, asked));
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_could_not_be_dealt_with_is_heeded_when_it_comes_again() {
    on_both(async |store| {
        let (world, provider) = Provider::world(store).await;
        subscribe(&world).await;
        let before = books(&world).await;
        provider.says("missing");
        let notice = signed(&world, SECRET, "evt_1", "pi_1");
        assert!(send(&world, &notice).await.is_err());
        assert_eq!(books(&world).await, before);
        provider.says("succeeded");
        send(&world, &notice).await.unwrap();
        assert_eq!(world.told(&world.live).await, ["INV-000001 paid 99.00 USD"]);
    })
    .await;
}
