//! The anchor never moves, and every cycle has thirty days.

use crate::world::*;
use billing::{DAYS, remaining_days};
use domain::Cycle;

fn left(anchor: &str, on: &str) -> u8 {
    let anchor = day(anchor);
    remaining_days(anchor, Cycle::containing(anchor, day(on)), day(on))
}

#[test]
fn a_sign_up_on_the_31st_is_billed_on_the_last_day_of_shorter_months_and_back() {
    let bill = World::signed_up("basic", "2026-01-31").bill("2026-06-01");
    let days: Vec<_> = bill.iter().map(|due| due.on.to_string()).collect();
    assert_eq!(
        days,
        [
            "2026-01-31",
            "2026-02-28",
            "2026-03-31",
            "2026-04-30",
            "2026-05-31"
        ]
    );
}

#[test]
fn a_sign_up_on_the_29th_of_february_comes_back_to_it_in_leap_years() {
    let bill = World::signed_up("basic", "2024-02-29").bill("2028-03-01");
    let days: Vec<_> = bill.iter().map(|due| due.on.to_string()).collect();
    assert_eq!(days[..2], ["2024-02-29", "2024-03-29"]);
    assert_eq!(days[12], "2025-02-28");
    assert_eq!(days[48], "2028-02-29");
}

#[test]
fn the_23rd_of_a_cycle_from_the_8th_has_15_days_left_in_every_month() {
    for month in 1..=12 {
        assert_eq!(left("2026-01-08", &format!("2026-{month:02}-23")), 15);
    }
}

#[test]
fn short_and_long_months_are_counted_as_they_are_called() {
    for (anchor, on, days) in [
        ("2026-03-08", "2026-03-08", 30),
        ("2026-03-08", "2026-03-09", 29),
        ("2026-03-08", "2026-03-30", 8),
        ("2026-03-08", "2026-03-31", 8),
        ("2026-03-08", "2026-04-01", 7),
        ("2026-03-08", "2026-04-07", 1),
        ("2026-02-08", "2026-02-28", 10),
        ("2026-02-08", "2026-03-01", 7),
        ("2026-01-01", "2026-01-30", 1),
        ("2026-01-01", "2026-01-31", 1),
        ("2026-01-31", "2026-01-31", 30),
        ("2026-01-31", "2026-02-01", 29),
        ("2026-01-31", "2026-02-27", 3),
        ("2026-01-31", "2026-02-28", 30),
        ("2026-01-31", "2026-03-01", 29),
        ("2026-01-31", "2026-03-30", 0),
        ("2026-01-30", "2026-01-31", 30),
        ("2024-01-30", "2024-02-29", 30),
        ("2026-01-29", "2026-03-01", 28),
    ] {
        assert_eq!(left(anchor, on), days, "{on} in a cycle from {anchor}");
    }
}

#[test]
fn outside_the_cycle_all_days_remain_or_none() {
    let cycle = Cycle::containing(day("2026-03-08"), day("2026-03-08"));
    assert_eq!(remaining_days(day("2026-03-08"), cycle, day("2026-03-01")), 30);
    assert_eq!(remaining_days(day("2026-03-08"), cycle, day("2026-04-08")), 0);
    assert_eq!(remaining_days(day("2026-03-08"), cycle, day("2026-05-01")), 0);
}

#[test]
fn whatever_the_anchor_the_days_left_never_grow_within_a_cycle() {
    for anchor in 1..=31 {
        let anchor = day(&format!("2024-01-{anchor:02}"));
        let mut today = anchor;
        while today < day("2028-04-01") {
            let tomorrow = today.next_day().unwrap();
            let cycle = Cycle::containing(anchor, today);
            let (now, then) = (
                remaining_days(anchor, cycle, today),
                remaining_days(anchor, cycle, tomorrow),
            );
            assert!(
                now <= DAYS && then <= now,
                "{today} in a cycle from {}",
                cycle.start
            );
            assert_eq!(
                now == DAYS,
                today == cycle.start || (anchor.day(), today.day()) == (30, 31),
                "{today}"
            );
            today = tomorrow;
        }
    }
}

#[test]
fn the_calendar_ends_without_an_endless_bill() {
    let world = World::signed_up("basic", "9999-11-15");
    assert!(world.bill("9999-12-31").len() <= 3);
}
