//! What becomes known after the invoice: billed or given back later, and never twice.

use crate::world::{GOOD, World, usd};
use domain::Timestamp;
use store::testing::on_both;
use time::macros::{date, datetime};

#[tokio::test]
async fn devices_that_were_written_down_late_come_with_the_next_invoice_and_the_first_stays_provable() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        world.card(app, GOOD).await;
        world.plan(app, "basic").await;
        world.meet(app, 310).await;
        world.morning_of(date!(2026 - 04 - 08));
        world.run().await;
        let in_march = Timestamp::from(datetime!(2026-03-30 10:00 UTC));
        let events = world.meeting(app, 5, in_march);
        store::journal::append(&world.store, &events).await.unwrap();
        world.run().await;
        assert_eq!(world.told(app).await[1], "INV-000002 paid 108.90 USD");
        world.morning_of(date!(2026 - 05 - 08));
        world.run().await;
        let invoices = world.invoices(app).await;
        assert_eq!(invoices[2].net(), usd(9_900 + 5 * 99));
        let first = &invoices[2].lines()[0];
        assert!(
            first.text.starts_with("Correction of 2026-04-08: MAU overage"),
            "{}",
            first.text
        );
        for number in ["INV-000001", "INV-000002", "INV-000003"] {
            let verdict = world.subscriptions.recompute(app, number).await.unwrap().verdict;
            assert!(
                matches!(verdict, billing::Verdict::Equal { .. }),
                "{number}: {verdict}"
            );
        }
        world.balanced().await;
    })
    .await;
}
