//! The worked example of the contract (§5.4, rule 3), through journal, metering, books and card.

use crate::world::{GOOD, World, usd};
use billing::Verdict;
use payments::SetupOutcome;
use store::testing::on_both;
use subscriptions::Wish;
use time::macros::date;

#[tokio::test]
async fn basic_then_standard_costs_897_line_by_line_and_can_be_recomputed() {
    on_both(async |store| {
        let world = World::new(store).await;
        let app = &world.live;
        assert!(matches!(world.card(app, GOOD).await, SetupOutcome::Saved(_)));
        world.plan(app, "basic").await;
        assert_eq!(world.told(app).await, ["INV-000001 paid 99.00 USD"]);

        world.morning_of(date!(2026 - 03 - 20));
        world.meet(app, 500).await;
        world.morning_of(date!(2026 - 03 - 23));
        let to: billing::PlanKey = "standard@1".parse().unwrap();
        let preview = world
            .subscriptions
            .preview(app, &Wish::Plan { to })
            .await
            .unwrap();
        world.plan(app, "standard").await;
        assert_eq!(world.told(app).await.len(), 1, "no invoice on that day");
        world.meet(app, 1_100).await;

        world.morning_of(date!(2026 - 04 - 08));
        world.run().await;
        let told = world.told(app).await;
        assert_eq!(told, ["INV-000001 paid 99.00 USD", "INV-000002 paid 897.00 USD"]);
        let invoices = world.invoices(app).await;
        let lines: Vec<_> = invoices[1]
            .lines()
            .iter()
            .filter(|line| !line.amount.is_zero())
            .map(|line| format!("{} × {}: {}", line.text, line.quantity, line.amount))
            .collect();
        assert_eq!(
            lines,
            [
                "MAU overage × 200: 198.00 USD",
                "Standard plan, 15 of 30 days × 15 of 30 days: 249.50 USD",
                "Basic plan returned, 15 of 30 days × -15 of 30 days: -49.50 USD",
                "Standard plan × 1: 499.00 USD",
            ]
        );
        // What was shown before the change is what was written, but for nothing used since then.
        assert_eq!(preview.invoices.len(), 1);
        let shown = |lines: &[billing::Line]| -> Vec<_> {
            let line = |it: &billing::Line| (it.text.clone(), it.quantity, it.amount);
            lines.iter().map(line).collect()
        };
        assert_eq!(shown(&preview.invoices[0].lines), shown(invoices[1].lines()));
        assert_eq!(preview.invoices[0].total, usd(89_700));

        for number in ["INV-000001", "INV-000002"] {
            let recomputed = world.subscriptions.recompute(app, number).await.unwrap();
            assert!(
                matches!(recomputed.verdict, Verdict::Equal { .. }),
                "{number}: {}",
                recomputed.verdict
            );
        }
        let export = world.subscriptions.export(app, "INV-000002").await.unwrap();
        assert_eq!(export.cycles[0].active_users.len(), 1_600);
        let mut forged = export.clone();
        forged.cycles[0].active_users.pop();
        forged.history.pop();
        let verdict = billing::verify(&forged).unwrap();
        assert!(matches!(verdict, Verdict::Differs(_)), "{verdict}");
        world.balanced().await;
    })
    .await;
}

#[tokio::test]
async fn a_run_that_is_repeated_changes_nothing() {
    on_both(async |store| {
        let world = World::new(store).await;
        world.card(&world.live, GOOD).await;
        world.plan(&world.live, "business").await;
        world.morning_of(date!(2026 - 06 - 09));
        world.run().await;
        let told = world.told(&world.live).await;
        assert_eq!(told.len(), 4);
        assert!(told.iter().all(|it| it.contains("paid 999.00 USD")), "{told:?}");
        world.run().await;
        assert_eq!(world.told(&world.live).await, told);
        world.balanced().await;
    })
    .await;
}
