//! What the operator does by hand, and what comes of it.

use crate::world::{DECLINES, GOOD, World, usd};
use store::payments::Outcome;
use store::testing::on_both;
use subscriptions::Act;

#[tokio::test]
async fn a_transfer_pays_an_invoice_once() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        world.card(app, DECLINES).await;
        world.plan(app, "basic").await;
        let pay = async |cents: Option<i64>, reference: &str| {
            let amount = cents.map(usd);
            world
                .subscriptions
                .mark_paid(app, "INV-000001", amount, reference)
                .await
        };
        pay(Some(4_000), "one").await.unwrap();
        pay(Some(4_000), "one").await.unwrap();
        assert!(pay(Some(9_900), "two").await.is_err(), "more than is owed");
        pay(None, "two").await.unwrap();
        assert_eq!(world.told(app).await, ["INV-000001 paid 99.00 USD"]);
        world.balanced().await;
    })
    .await;
}

#[tokio::test]
async fn goodwill_on_a_paid_invoice_goes_back_to_the_card() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        world.card(app, GOOD).await;
        world.plan(app, "basic").await;
        world
            .subscriptions
            .give_credit(app, "INV-000001", usd(2_500), "For the outage")
            .await
            .unwrap();
        let overview = world.subscriptions.overview(app).await.unwrap();
        assert_eq!(overview.credit_notes[0].number.to_string(), "CN-000001");
        assert_eq!(overview.attempts[1].outcome, Outcome::Done);
        assert!(overview.invoices[0].invoice.balance().unwrap().is_zero());
        let too_much = world
            .subscriptions
            .give_credit(app, "INV-000001", usd(7_401), "Too much")
            .await;
        assert!(too_much.is_err());
        world.balanced().await;
    })
    .await;
}

#[tokio::test]
async fn a_plan_can_be_given_rooms_closed_and_an_account_ended() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        let plan = "business@1".parse().unwrap();
        world.subscriptions.act(app, Act::Plan(plan)).await.unwrap();
        let block = Act::Block("spam".to_owned());
        world.subscriptions.act(app, block.clone()).await.unwrap();
        assert!(world.subscriptions.act(app, block).await.is_err(), "twice");
        world.subscriptions.act(app, Act::Unblock).await.unwrap();
        world.subscriptions.act(app, Act::Close).await.unwrap();
        let overview = world.subscriptions.overview(app).await.unwrap();
        assert!(matches!(
            overview.standing.state.life,
            billing::Life::Ended { .. }
        ));
        assert_eq!(overview.standing.plan.title, "Business");
    })
    .await;
}
