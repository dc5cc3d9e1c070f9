//! Booking writes the difference between what should be there and what is; a preview is the same.

use crate::world::*;
use billing::{Change, difference, preview};

#[test]
fn booking_twice_is_booking_once() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 310);
    assert_eq!(world.books("2026-06-20"), 4);
    assert_eq!(world.books("2026-06-20"), 0);
    assert!(
        difference(&world.bill("2026-06-20"), &world.booked)
            .unwrap()
            .is_nothing()
    );
}

#[test]
fn a_run_that_was_missed_is_made_up_for() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.books("2026-03-08");
    assert_eq!(world.books("2026-06-20"), 3);
    let days: Vec<_> = world.invoices.iter().map(|due| due.on.to_string()).collect();
    assert_eq!(days, ["2026-03-08", "2026-04-08", "2026-05-08", "2026-06-08"]);
}

#[test]
fn a_free_account_that_owes_nothing_gets_no_invoice() {
    let mut world = World::signed_up("dev", "2026-03-08");
    world.devices("2026-03-09", 25);
    assert_eq!(world.books("2026-12-31"), 0);
    assert!(world.invoices.is_empty());
}

#[test]
fn the_upcoming_invoice_is_the_one_of_the_next_anchor() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.books("2026-03-08");
    world.devices("2026-03-09", 310);
    let upcoming = world.upcoming("2026-03-10");
    assert!(!upcoming.is_nothing());
    assert_eq!(upcoming.invoices.len(), 1);
    assert_eq!(upcoming.invoices[0].on, day("2026-04-08"));
    assert_eq!(
        amounts(&upcoming.invoices[0]),
        [("MAU overage", 990), ("Basic plan", 9_900)]
    );
}

#[test]
fn a_preview_is_what_is_booked_then() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.books("2026-03-08");
    world.devices("2026-03-09", 500);
    let next = world.next("2026-03-23", Change::Upgraded { to: plan("standard") });
    let seen = preview(
        &world.catalogue,
        &world.history,
        &world.usage,
        &world.booked,
        next,
    )
    .unwrap();
    assert_eq!(total(&seen.invoices[0]), 89_700);
    assert_eq!(world.history.entries().len(), 1, "a preview changes nothing");
    world.upgrades("2026-03-23", "standard");
    world.books("2026-04-08");
    assert_eq!(world.invoices[1..], seen.invoices);
}

#[test]
fn a_preview_of_what_is_not_possible_says_why() {
    let world = World::signed_up("basic", "2026-03-08");
    let next = world.next("2026-03-23", Change::Upgraded { to: plan("dev") });
    let refused = preview(
        &world.catalogue,
        &world.history,
        &world.usage,
        &world.booked,
        next,
    )
    .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "dev@1 is not higher than basic@1; schedule a downgrade instead"
    );
}
