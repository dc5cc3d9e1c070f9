//! The worked example of contract §5.4, rule 3, line by line.

use crate::world::*;
use billing::{AddOn, Cause, Item, Period, Quantity, Rate};

fn story() -> World {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-10", 500);
    world.upgrades("2026-03-23", "standard");
    world.devices("2026-03-25", 1_100);
    world
}

#[test]
fn basic_with_500_upgraded_to_standard_with_1600_in_all_costs_897_00() {
    let due = story().invoice("2026-04-08");
    let printed: Vec<_> = due
        .lines
        .iter()
        .map(|l| {
            (
                l.text.as_str(),
                l.quantity.to_string(),
                l.each.to_string(),
                l.amount.to_string(),
            )
        })
        .collect();
    let lines: Vec<_> = printed
        .iter()
        .map(|(text, count, each, amount)| (*text, &**count, &**each, &**amount))
        .collect();
    assert_eq!(
        lines,
        [
            ("SIP call in", "0", "0.06", "0.00 USD"),
            ("MAU overage", "200", "0.99", "198.00 USD"),
            ("SIP call out", "0", "0.06", "0.00 USD"),
            ("Transcription", "0", "0.06", "0.00 USD"),
            ("Streaming", "0", "0.01", "0.00 USD"),
            ("Call out", "0", "0.03", "0.00 USD"),
            ("Recording", "0", "0.01", "0.00 USD"),
            (
                "Standard plan, 15 of 30 days",
                "15 of 30 days",
                "499.00",
                "249.50 USD"
            ),
            (
                "Basic plan returned, 15 of 30 days",
                "-15 of 30 days",
                "99.00",
                "-49.50 USD"
            ),
            ("Standard plan", "1", "499.00", "499.00 USD"),
        ]
    );
    assert_eq!(total(&due), 89_700);
}

#[test]
fn every_line_says_for_which_days_and_why() {
    let world = story();
    let due = world.invoice("2026-04-08");
    let (march, april, may) = (day("2026-03-08"), day("2026-04-08"), day("2026-05-08"));
    let upgrade = world.history.entries()[1].id;
    for line in &due.lines[..7] {
        assert_eq!(
            line.period,
            Period {
                from: march,
                until: april
            },
            "{}",
            line.text
        );
        assert_eq!(line.cause, Cause::Usage { cycle: march });
    }
    for line in &due.lines[7..9] {
        assert_eq!(
            line.period,
            Period {
                from: day("2026-03-23"),
                until: april
            }
        );
        assert_eq!(line.cause, Cause::Entry { entry: upgrade });
    }
    assert_eq!(
        due.lines[9].period,
        Period {
            from: april,
            until: may
        }
    );
    assert_eq!(due.lines[9].cause, Cause::Entry { entry: upgrade });
    assert!(
        due.lines
            .iter()
            .all(|line| line.due == april && line.key() == (april, line.item.clone()))
    );
    assert_eq!(due.lines[0].item, Item::AddOn { add_on: AddOn::SipIn });
    assert_eq!(
        due.lines[1].item,
        Item::Overage {
            each: Rate::cents(99)
        }
    );
    assert_eq!(due.lines[1].quantity, Quantity::Devices(200));
    assert_eq!(due.lines[6].quantity, Quantity::Minutes(0));
    assert_eq!(due.lines[7].item, Item::Upgrade { entry: upgrade });
    assert_eq!(due.lines[8].item, Item::Returned { entry: upgrade });
    assert_eq!(
        due.lines[9].item,
        Item::Plan {
            plan: plan("standard")
        }
    );
    assert_eq!(due.lines[9].quantity, Quantity::Cycles(1));
}

#[test]
fn the_day_of_sign_up_bills_the_plan_alone() {
    let bill = story().bill("2026-03-23");
    assert_eq!(bill.len(), 1, "an upgrade writes no invoice");
    assert_eq!(bill[0].on, day("2026-03-08"));
    assert_eq!(amounts(&bill[0]), [("Basic plan", 9_900)]);
}

#[test]
fn the_invoice_is_there_from_the_first_moment_of_the_anchor() {
    let world = story();
    assert_eq!(world.bill("2026-04-07T23:59:59Z").len(), 1);
    assert_eq!(world.bill("2026-04-08T00:00:00Z").len(), 2);
}

#[test]
fn there_is_nothing_to_bill_before_the_sign_up() {
    assert_eq!(story().bill("2026-03-08T11:59:59Z"), []);
    assert_eq!(story().bill("2026-03-08T12:00:00Z").len(), 1);
}

#[test]
fn who_takes_the_free_plan_and_chooses_basic_on_the_same_day_has_signed_up_on_basic() {
    let mut world = World::signed_up("dev", "2026-03-08T09:00:00Z");
    assert_eq!(
        world.books("2026-03-08T09:00:01Z"),
        0,
        "nothing to pay, no invoice"
    );
    world.does("2026-03-08T09:05:00Z", billing::Change::CardAttached);
    world.upgrades("2026-03-08T09:06:00Z", "basic");
    assert_eq!(world.books("2026-03-08T09:07:00Z"), 1);
    assert_eq!(amounts(&world.invoices[0]), [("Basic plan", 9_900)]);
    assert_eq!(
        world.invoices[0].lines[0].cause,
        Cause::Entry {
            entry: world.history.entries()[2].id
        }
    );
    world.devices("2026-03-10", 500);
    world.upgrades("2026-03-23", "standard");
    world.devices("2026-03-25", 1_100);
    assert_eq!(total(&world.invoice("2026-04-08")), 89_700);
}

#[test]
fn a_second_choice_on_the_day_of_sign_up_is_an_upgrade() {
    let mut world = World::signed_up("dev", "2026-03-08T09:00:00Z");
    world.upgrades("2026-03-08T10:00:00Z", "basic");
    world.upgrades("2026-03-08T11:00:00Z", "standard");
    assert_eq!(amounts(&world.invoice("2026-03-08")), [("Basic plan", 9_900)]);
    let next = world.invoice("2026-04-08");
    assert_eq!(
        amounts(&next),
        [
            ("Standard plan, 30 of 30 days", 49_900),
            ("Basic plan returned, 30 of 30 days", -9_900),
            ("Standard plan", 49_900)
        ]
    );
}

#[test]
fn from_the_free_plan_on_any_later_day_the_days_that_remain_are_billed_on_the_anchor() {
    let mut world = World::signed_up("dev", "2026-03-08");
    world.upgrades("2026-03-09", "basic");
    assert_eq!(world.bill("2026-04-07").len(), 1);
    let next = world.invoice("2026-04-08");
    assert_eq!(
        amounts(&next),
        [("Basic plan, 29 of 30 days", 9_570), ("Basic plan", 9_900)]
    );
    // What is given back of the free plan is nothing, and is printed.
    assert_eq!(next.lines[8].text, "Dev plan returned, 29 of 30 days");
}
