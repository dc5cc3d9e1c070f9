//! Devices beyond the allowance, with any number of upgrades.

use crate::world::*;
use billing::Change;

fn overage(world: &World, on: &str) -> i64 {
    let due = world.invoice(on);
    due.lines
        .iter()
        .filter(|line| line.text == "MAU overage")
        .map(|line| line.quantity.count())
        .sum()
}

#[test]
fn the_last_included_device_is_free_and_the_next_is_not() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 300);
    assert_eq!(overage(&world, "2026-04-08"), 0);
    world.devices("2026-03-10", 1);
    assert_eq!(overage(&world, "2026-04-08"), 1);
    assert_eq!(
        amounts(&world.invoice("2026-04-08")),
        [("MAU overage", 99), ("Basic plan", 9_900)]
    );
}

#[test]
fn what_is_not_used_is_not_carried_over() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-04-09", 301);
    assert_eq!(overage(&world, "2026-05-08"), 1);
}

#[test]
fn devices_billed_before_an_upgrade_do_not_use_up_the_new_allowance() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-10", 500);
    world.upgrades("2026-03-23", "standard");
    // 200 are billed; 300 + 1,500 are covered.
    world.devices("2026-03-25", 1_500);
    assert_eq!(overage(&world, "2026-04-08"), 200);
    world.devices("2026-03-26", 1);
    assert_eq!(overage(&world, "2026-04-08"), 201);
}

#[test]
fn an_upgrade_within_the_allowance_adds_the_new_one_to_the_old() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-10", 100);
    world.upgrades("2026-03-23", "standard");
    world.devices("2026-03-25", 1_700);
    assert_eq!(overage(&world, "2026-04-08"), 0);
    world.devices("2026-03-26", 3);
    assert_eq!(overage(&world, "2026-04-08"), 3);
}

#[test]
fn each_of_several_upgrades_settles_what_was_beyond_before_it() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 310);
    world.upgrades("2026-03-10", "standard");
    world.devices("2026-03-11", 1_505);
    world.upgrades("2026-03-12", "business");
    world.devices("2026-03-13", 3_007);
    // 10 before the first, 5 before the second, 7 after.
    assert_eq!(overage(&world, "2026-04-08"), 22);
    let due = world.invoice("2026-04-08");
    assert_eq!(
        amounts(&due),
        [
            ("MAU overage", 2_178),
            ("Standard plan, 28 of 30 days", 46_573),
            ("Basic plan returned, 28 of 30 days", -9_240),
            ("Business plan, 26 of 30 days", 86_580),
            ("Standard plan returned, 26 of 30 days", -43_247),
            ("Business plan", 99_900)
        ]
    );
}

#[test]
fn a_device_at_the_very_moment_of_the_upgrade_falls_under_the_new_plan() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-10", 300);
    world.devices("2026-03-23T12:00:00Z", 1);
    world.upgrades("2026-03-23T12:00:00Z", "standard");
    assert_eq!(overage(&world, "2026-04-08"), 0);
    world.devices("2026-03-23T11:59:59Z", 1);
    assert_eq!(overage(&world, "2026-04-08"), 1);
}

#[test]
fn plans_with_different_prices_of_overage_have_a_line_each() {
    let mut plans = billing::Catalogue::default().plans().to_vec();
    plans[2].overage = "0.495".parse().unwrap();
    let default = billing::Catalogue::default();
    let rates = vec![default.rates(day("2026-01-01")).clone()];
    let catalogue =
        billing::Catalogue::new(default.currency(), default.sign_up().clone(), plans, rates).unwrap();
    let mut world = World::with(catalogue, "basic", at("2026-03-08"));
    world.devices("2026-03-10", 302);
    world.upgrades("2026-03-23", "standard");
    world.devices("2026-03-24", 1_503);
    let due = world.invoice("2026-04-08");
    // Three at 0.495 are 1.485: half a cent goes up.
    assert_eq!(
        told(&due)[..2],
        [
            ("MAU overage".to_owned(), "2".to_owned(), "0.99".to_owned(), 198),
            ("MAU overage".to_owned(), "3".to_owned(), "0.495".to_owned(), 149)
        ]
    );
}

#[test]
fn on_the_free_plan_devices_beyond_are_billed_only_while_a_card_is_on_file() {
    let mut world = World::signed_up("dev", "2026-03-08");
    world.devices("2026-03-09", 27);
    assert_eq!(
        overage(&world, "2026-04-08"),
        0,
        "two slipped through and are the operator's loss"
    );
    world.does("2026-03-10", Change::CardAttached);
    world.devices("2026-03-11", 4);
    assert_eq!(overage(&world, "2026-04-08"), 4);
    world.does("2026-03-12", Change::CardRemoved);
    world.devices("2026-03-13", 8);
    assert_eq!(overage(&world, "2026-04-08"), 4);
    world.does("2026-04-20", Change::CardAttached);
    world.devices("2026-05-10", 26);
    assert_eq!(
        overage(&world, "2026-06-08"),
        1,
        "the card is still there in the next cycle"
    );
}

#[test]
fn a_plan_with_a_price_bills_what_is_beyond_without_a_card_too() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 301);
    world.does("2026-03-10", Change::CardAttached);
    world.does("2026-03-11", Change::CardRemoved);
    world.devices("2026-03-12", 1);
    assert_eq!(overage(&world, "2026-04-08"), 2);
}
