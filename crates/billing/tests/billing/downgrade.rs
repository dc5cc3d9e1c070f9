//! A lower plan comes with the next anchor, and can be undone until then.

use crate::world::*;
use billing::{Cause, Change};

#[test]
fn a_downgrade_takes_effect_on_the_next_anchor_and_gives_nothing_back() {
    let mut world = World::signed_up("standard", "2026-03-08");
    world.devices("2026-03-09", 1_500);
    world.schedules("2026-03-20", "basic");
    world.devices("2026-03-21", 1);
    world.devices("2026-04-09", 301);
    let due = world.invoice("2026-04-08");
    assert_eq!(amounts(&due), [("MAU overage", 99), ("Basic plan", 9_900)]);
    assert_eq!(
        due.lines.last().unwrap().cause,
        Cause::Entry {
            entry: world.history.entries()[1].id
        }
    );
    assert_eq!(
        amounts(&world.invoice("2026-05-08")),
        [("MAU overage", 99), ("Basic plan", 9_900)]
    );
}

#[test]
fn a_downgrade_that_was_undone_never_happened() {
    let mut world = World::signed_up("standard", "2026-03-08");
    world.schedules("2026-03-20", "basic");
    world.does("2026-04-07T23:59:59Z", Change::DowngradeUndone);
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Standard plan", 49_900)]);
}

#[test]
fn from_the_first_moment_of_the_anchor_it_cannot_be_undone() {
    let mut world = World::signed_up("standard", "2026-03-08");
    world.schedules("2026-03-20", "basic");
    let late = world.tries("2026-04-08T00:00:00Z", Change::DowngradeUndone);
    assert_eq!(late, Err(billing::Refused::NothingScheduled.into()));
}

#[test]
fn a_newer_downgrade_takes_the_place_of_the_older() {
    let mut world = World::signed_up("business", "2026-03-08");
    world.schedules("2026-03-20", "standard");
    world.schedules("2026-03-21", "basic");
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Basic plan", 9_900)]);
    world.does("2026-03-22", Change::DowngradeUndone);
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Business plan", 99_900)]);
}

#[test]
fn an_upgrade_takes_the_place_of_a_downgrade_that_waits() {
    let mut world = World::signed_up("standard", "2026-03-08");
    world.schedules("2026-03-20", "basic");
    world.upgrades("2026-03-23", "business");
    assert_eq!(
        amounts(&world.invoice("2026-04-08")),
        [
            ("Business plan, 15 of 30 days", 49_950),
            ("Standard plan returned, 15 of 30 days", -24_950),
            ("Business plan", 99_900)
        ]
    );
    let undo = world.tries("2026-03-24", Change::DowngradeUndone);
    assert_eq!(undo, Err(billing::Refused::NothingScheduled.into()));
}

#[test]
fn a_downgrade_after_an_upgrade_in_the_same_cycle_leaves_the_upgrade_to_be_paid() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.upgrades("2026-03-23", "standard");
    world.schedules("2026-03-24", "dev");
    assert_eq!(
        amounts(&world.invoice("2026-04-08")),
        [
            ("Standard plan, 15 of 30 days", 24_950),
            ("Basic plan returned, 15 of 30 days", -4_950)
        ]
    );
}

#[test]
fn a_downgrade_happens_once() {
    let mut world = World::signed_up("business", "2026-03-08");
    world.schedules("2026-03-20", "standard");
    world.upgrades("2026-04-08T00:00:00Z", "business");
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Standard plan", 49_900)]);
    let next = world.invoice("2026-05-08");
    assert_eq!(next.lines.last().unwrap().text, "Business plan");
    assert_eq!(
        world.invoice("2026-06-08").lines.last().unwrap().text,
        "Business plan"
    );
}
