//! The upcoming bill, and what it becomes if usage goes on.

use crate::world::*;
use billing::{AddOn, Change, Forecast, forecast};

fn of(world: &World, now: &str) -> Forecast {
    forecast(
        &world.catalogue,
        &world.history,
        &world.usage,
        &world.booked,
        at(now),
    )
    .unwrap()
}

#[test]
fn usage_is_drawn_out_in_a_straight_line() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.books("2026-03-08");
    world.devices("2026-03-09", 200);
    world.minutes("2026-03-09", AddOn::Recording, 100);
    // The tenth of 31 days.
    let seen = of(&world, "2026-03-17");
    assert_eq!(seen.devices, 620);
    assert_eq!(
        amounts(&seen.so_far.invoices[0]),
        [("Recording", 100), ("Basic plan", 9_900)]
    );
    assert_eq!(
        amounts(&seen.expected.invoices[0]),
        [("MAU overage", 31_680), ("Recording", 310), ("Basic plan", 9_900)]
    );
    assert_eq!(
        (seen.cycle.start, seen.cycle.end),
        (day("2026-03-08"), day("2026-04-08"))
    );
}

#[test]
fn on_the_last_day_it_is_what_was_used() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 333);
    let seen = of(&world, "2026-04-07");
    assert_eq!(seen.devices, 333);
    assert_eq!(seen.so_far, seen.expected);
}

#[test]
fn half_a_device_counts_as_one() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-08", 1);
    // 31 / 2 days is 15.5.
    assert_eq!(of(&world, "2026-03-09").devices, 16);
    // 31 / 3 is 10.33.
    assert_eq!(of(&world, "2026-03-10").devices, 10);
}

#[test]
fn what_is_billed_before_an_upgrade_is_not_drawn_out() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 400);
    world.upgrades("2026-03-10", "standard");
    let seen = of(&world, "2026-03-17");
    assert_eq!(seen.devices, 1_240);
    let overage = &seen.expected.invoices.last().unwrap().lines[1];
    assert_eq!(overage.quantity.count(), 100);
}

#[test]
fn nothing_is_upcoming_after_the_end() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.cancels("2026-03-09");
    assert_eq!(
        world.books("2026-04-08"),
        1,
        "the final invoice has nothing on it and is not written"
    );
    assert!(world.upcoming("2026-04-09").is_nothing());
    assert_eq!(
        world.tries("2026-04-10", Change::CardAttached),
        Err(billing::Refused::Ended.into())
    );
}
