//! Cards: put on file, declined, confirmed with the bank, replaced, removed.

use crate::world::{GOOD, World};
use payments::SetupOutcome;
use store::payments::Outcome;
use store::testing::on_both;
use subscriptions::{Error, Wish};

#[tokio::test]
async fn a_plan_with_a_price_needs_a_card_and_its_price_can_be_seen_without() {
    on_both(async |store| {
        let world = World::new(store).await;
        let to: billing::PlanKey = "basic@1".parse().unwrap();
        let wish = Wish::Plan { to };
        let preview = world.subscriptions.preview(&world.live, &wish).await.unwrap();
        assert_eq!(preview.invoices[0].total.cents(), 9_900);
        let refused = world.subscriptions.change(&world.live, &wish).await;
        assert!(matches!(refused, Err(Error::CardNeeded)), "{refused:?}");
        assert!(world.told(&world.live).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_the_bank_wants_confirmed_waits_and_is_paid_when_it_is() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        let always_asks = "4000 0027 6000 3184";
        let CardStep(setup) = begin(&world, always_asks).await;
        let saved = world.subscriptions.confirm_card(app, &setup, true).await.unwrap();
        assert!(matches!(saved, SetupOutcome::Saved(_)), "{saved:?}");
        world.plan(app, "basic").await;
        let overview = world.subscriptions.overview(app).await.unwrap();
        assert_eq!(overview.attempts[0].outcome, Outcome::NeedsAction);
        assert!(
            world
                .subscriptions
                .confirmation(app, "INV-000001")
                .await
                .unwrap()
                .is_some()
        );
        let paid = world
            .subscriptions
            .confirm(app, "INV-000001", true)
            .await
            .unwrap();
        assert_eq!(paid.unwrap().outcome, Outcome::Done);
        assert_eq!(world.told(app).await, ["INV-000001 paid 99.00 USD"]);
        world.balanced().await;
    })
    .await;
}

struct CardStep(payments::SetupId);

async fn begin(world: &World, number: &str) -> CardStep {
    let payments::CardSetup::SimulatedForm { setup } =
        world.subscriptions.begin_card(&world.live).await.unwrap()
    else {
        panic!("a form of ours was expected")
    };
    let expiry = payments::Expiry {
        year: 2031,
        month: 12,
    };
    let typed = payments::CardEntry::Typed(payments::TypedCard::new(number, expiry, "123"));
    let outcome = world
        .subscriptions
        .finish_card(&world.live, &setup, typed)
        .await
        .unwrap();
    assert!(matches!(outcome, SetupOutcome::NeedsAction), "{outcome:?}");
    CardStep(setup)
}

#[tokio::test]
async fn the_card_of_a_plan_can_be_replaced_and_not_removed() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        world.card(app, GOOD).await;
        world.plan(app, "basic").await;
        let refused = world.subscriptions.remove_card(app).await;
        assert!(matches!(refused, Err(Error::CardInUse)), "{refused:?}");
        world.card(app, "5555 5555 5555 4444").await;
        let card = world.subscriptions.overview(app).await.unwrap().card.unwrap();
        assert_eq!((card.brand.as_str(), card.last4.as_str()), ("mastercard", "4444"));
    })
    .await;
}

#[tokio::test]
async fn the_card_of_the_free_plan_can_be_removed() {
    on_both(async |store| {
        let world = World::new(store).await;
        world.card(&world.live, GOOD).await;
        world.subscriptions.remove_card(&world.live).await.unwrap();
        let overview = world.subscriptions.overview(&world.live).await.unwrap();
        assert_eq!((overview.card, overview.standing.state.card), (None, false));
    })
    .await;
}
