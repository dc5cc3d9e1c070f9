//! What is refused at the door, and with which words.

use crate::world::*;
use billing::{ALERTS, AddOn, Ask, Change, RefusalCode, alerts, gate};
use domain::Money;

const NOW: &str = "2026-03-20";

fn refused(world: &World, cap: Option<Money>, ask: Ask) -> Option<RefusalCode> {
    gate(&world.standing(NOW), cap, ask)
        .err()
        .map(|refusal| refusal.code)
}

#[test]
fn on_the_free_plan_the_26th_device_is_refused_until_there_is_a_card() {
    let mut world = World::signed_up("dev", "2026-03-08");
    world.devices("2026-03-09", 24);
    assert_eq!(refused(&world, None, Ask::NewDevice), None);
    world.devices("2026-03-09", 1);
    let refusal = gate(&world.standing(NOW), None, Ask::NewDevice).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::PlanLimit);
    assert_eq!(
        refusal.to_string(),
        "The 25 monthly active users of this app's plan are used up. Its owner can add a card or upgrade."
    );
    assert_eq!(refused(&world, None, Ask::Meeting), None);
    world.does("2026-03-10", Change::CardAttached);
    assert_eq!(refused(&world, None, Ask::NewDevice), None);
    assert_eq!(world.standing(NOW).next_device, usd(99));
}

#[test]
fn a_device_that_slipped_through_does_not_open_the_door() {
    let mut world = World::signed_up("dev", "2026-03-08");
    world.devices("2026-03-09", 26);
    assert_eq!(
        refused(&world, None, Ask::NewDevice),
        Some(RefusalCode::PlanLimit)
    );
}

#[test]
fn the_next_cycle_begins_with_a_new_allowance() {
    let mut world = World::signed_up("dev", "2026-03-08");
    world.devices("2026-03-09", 25);
    assert!(gate(&world.standing("2026-04-08"), None, Ask::NewDevice).is_ok());
}

#[test]
fn a_plan_with_a_price_lets_more_in_and_bills_them() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 299);
    assert_eq!(world.standing(NOW).next_device, usd(0));
    world.devices("2026-03-09", 11);
    let standing = world.standing(NOW);
    assert_eq!(
        (standing.devices, standing.allowance, standing.beyond),
        (310, 300, 10)
    );
    assert_eq!((standing.spent, standing.next_device), (usd(990), usd(99)));
    assert_eq!(refused(&world, None, Ask::NewDevice), None);
}

#[test]
fn add_ons_need_a_card_on_every_plan() {
    let mut world = World::signed_up("business", "2026-03-08");
    let refusal = gate(&world.standing(NOW), None, Ask::AddOn(AddOn::Recording)).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::CardNeeded);
    assert!(refusal.sentence.starts_with("Recording needs a card"));
    world.does("2026-03-10", Change::CardAttached);
    assert_eq!(refused(&world, None, Ask::AddOn(AddOn::Recording)), None);
}

#[test]
fn a_spend_cap_refuses_the_device_that_would_pass_it() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 300);
    assert_eq!(
        refused(&world, Some(usd(98)), Ask::NewDevice),
        Some(RefusalCode::SpendCap)
    );
    assert_eq!(refused(&world, Some(usd(99)), Ask::NewDevice), None);
    world.devices("2026-03-10", 1);
    assert_eq!(
        refused(&world, Some(usd(99)), Ask::NewDevice),
        Some(RefusalCode::SpendCap)
    );
    assert_eq!(refused(&world, Some(usd(99)), Ask::Meeting), None);
}

#[test]
fn devices_within_the_allowance_pass_a_cap_that_minutes_have_reached() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.does("2026-03-08", Change::CardAttached);
    world.minutes("2026-03-09", AddOn::Recording, 500);
    assert_eq!(refused(&world, Some(usd(500)), Ask::NewDevice), None);
    assert_eq!(
        refused(&world, Some(usd(500)), Ask::AddOn(AddOn::Recording)),
        Some(RefusalCode::SpendCap)
    );
    assert_eq!(
        refused(&world, Some(usd(501)), Ask::AddOn(AddOn::Recording)),
        None
    );
}

#[test]
fn a_blocked_app_has_no_new_meetings_and_no_new_devices() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.does(
        "2026-03-09",
        Change::Blocked {
            reason: "abuse".into(),
        },
    );
    for ask in [Ask::Meeting, Ask::NewDevice, Ask::AddOn(AddOn::CallOut)] {
        assert_eq!(refused(&world, None, ask), Some(RefusalCode::Blocked));
    }
}

#[test]
fn a_suspended_app_has_no_new_meetings_but_the_running_ones_go_on() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.does("2026-03-09", Change::Suspended);
    assert_eq!(refused(&world, None, Ask::Meeting), Some(RefusalCode::PastDue));
    assert_eq!(
        refused(&world, None, Ask::AddOn(AddOn::CallOut)),
        Some(RefusalCode::PastDue)
    );
    assert_eq!(refused(&world, None, Ask::NewDevice), None);
}

#[test]
fn an_account_that_has_ended_opens_nothing() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.cancels("2026-03-09");
    assert_eq!(refused(&world, None, Ask::Meeting), None);
    let standing = world.standing("2026-04-08");
    assert_eq!(
        gate(&standing, None, Ask::Meeting).unwrap_err().code,
        RefusalCode::Ended
    );
    assert_eq!((standing.allowance, standing.spent), (0, usd(0)));
}

#[test]
fn an_alert_is_given_once_for_each_mark() {
    let passed = |before, now, limit| alerts(before, now, limit).collect::<Vec<_>>();
    assert_eq!(passed(0, 149, 300), [0_u8; 0]);
    assert_eq!(passed(149, 150, 300), [50]);
    assert_eq!(passed(150, 151, 300), [0_u8; 0]);
    assert_eq!(passed(0, 1_000, 300), ALERTS);
    assert_eq!(passed(239, 240, 300), [80]);
    assert_eq!(passed(299, 300, 300), [100]);
    assert_eq!(passed(0, 5, 0), [0_u8; 0]);
    assert_eq!(passed(0, u64::MAX, u64::MAX), ALERTS);
}
