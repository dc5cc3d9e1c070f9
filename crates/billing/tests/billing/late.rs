//! What becomes known after an invoice is out: it is billed with the next one, or credited.

use crate::world::*;
use billing::{Booked, Difference, Usage, difference};
use domain::DeviceId;

fn missing(world: &World, now: &str) -> Difference {
    difference(&world.bill(now), &world.booked).unwrap()
}

#[test]
fn a_late_device_waits_for_the_next_invoice_and_is_billed_once() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 310);
    world.books("2026-04-08");
    world.devices("2026-04-07", 2);
    let seen = missing(&world, "2026-04-20");
    assert!(seen.is_nothing());
    assert_eq!(seen.waiting.len(), 1);
    assert_eq!(world.books("2026-05-08"), 1);
    let invoice = world.invoices.last().unwrap();
    assert_eq!(
        amounts(invoice),
        [
            ("Correction of 2026-04-08: MAU overage", 198),
            ("Basic plan", 9_900)
        ]
    );
    assert_eq!(invoice.lines[0].quantity.count(), 2);
    assert_eq!(invoice.lines[0].due, day("2026-04-08"));
    assert_eq!(world.books("2026-06-08"), 1);
    assert_eq!(amounts(world.invoices.last().unwrap()), [("Basic plan", 9_900)]);
}

#[test]
fn a_second_late_device_of_the_same_cycle_is_billed_too() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 301);
    world.books("2026-04-08");
    world.devices("2026-04-07", 2);
    world.books("2026-05-08");
    world.devices("2026-04-07", 3);
    world.books("2026-06-08");
    assert_eq!(
        amounts(world.invoices.last().unwrap())[0],
        ("Correction of 2026-04-08: MAU overage", 297)
    );
}

#[test]
fn a_late_device_of_a_month_without_an_invoice_brings_that_invoice() {
    let mut world = World::signed_up("dev", "2026-03-08");
    world.does("2026-03-08", billing::Change::CardAttached);
    world.devices("2026-03-09", 25);
    assert_eq!(world.books("2026-05-10"), 0);
    world.devices("2026-03-10", 1);
    assert_eq!(world.books("2026-05-10"), 1);
    assert_eq!(
        (world.invoices[0].on, total(&world.invoices[0])),
        (day("2026-04-08"), 99)
    );
    // And a second one goes with the newest invoice, which would not have been written without it.
    world.devices("2026-03-11", 1);
    assert_eq!(world.books("2026-05-10"), 1);
    assert_eq!(
        amounts(&world.invoices[1]),
        [("Correction of 2026-04-08: MAU overage", 99)]
    );
    assert_eq!(world.invoices[1].on, day("2026-05-08"));
    assert_eq!(world.books("2026-05-10"), 0);
}

#[test]
fn what_was_billed_too_much_is_credited_once() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 310);
    world.books("2026-04-08");
    world.cancels("2026-04-07");
    let seen = missing(&world, "2026-04-08");
    assert!(seen.invoices.is_empty() && !seen.is_nothing());
    assert_eq!(seen.credits.len(), 1);
    assert_eq!(
        (seen.credits[0].on, seen.credits[0].amount),
        (day("2026-04-08"), usd(9_900))
    );
    assert_eq!(
        seen.credits[0].lines[0].text,
        "Correction of 2026-04-08: Basic plan"
    );
    assert_eq!(seen.credits[0].lines[0].quantity.count(), -1);
    world.books("2026-04-08");
    assert_eq!(world.books("2026-12-08"), 0);
    assert_eq!(world.credits.len(), 1);
}

#[test]
fn a_late_upgrade_changes_the_lines_of_the_day_and_their_difference_is_billed() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.books("2026-04-08");
    world.upgrades("2026-04-07", "standard");
    world.books("2026-05-08");
    assert_eq!(
        amounts(world.invoices.last().unwrap()),
        [
            ("Correction of 2026-04-08: Standard plan, 1 of 30 days", 1_663),
            (
                "Correction of 2026-04-08: Basic plan returned, 1 of 30 days",
                -330
            ),
            ("Correction of 2026-04-08: Basic plan", -9_900),
            ("Correction of 2026-04-08: Standard plan", 49_900),
            ("Standard plan", 49_900)
        ]
    );
}

#[test]
fn what_was_billed_late_and_then_too_much_is_credited_where_it_was_billed() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 301);
    world.books("2026-04-08");
    world.devices("2026-04-07", 5);
    world.books("2026-05-08");
    // The count of the first cycle turns out to have been wrong altogether, and the account to have been
    // cancelled in it: 100.00 are to be given back by an invoice of 99.99 and one of 103.95.
    world.usage = Usage::default();
    world.cancels("2026-04-07");
    let seen = missing(&world, "2026-05-08");
    let given: Vec<_> = seen
        .credits
        .iter()
        .map(|credit| (credit.on.to_string(), credit.amount))
        .collect();
    assert_eq!(
        given,
        [
            ("2026-04-08".to_owned(), usd(9_999)),
            ("2026-05-08".to_owned(), usd(495)),
            ("2026-05-08".to_owned(), usd(9_900))
        ]
    );
    world.books("2026-05-08");
    assert!(missing(&world, "2027-05-08").is_nothing());
    let left: i64 = world
        .booked
        .iter()
        .filter(|it| it.on != day("2026-03-08"))
        .map(|it| it.line.amount.cents())
        .sum();
    assert_eq!(left, 0);
}

#[test]
fn a_line_too_large_for_one_invoice_is_parted_between_two() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 301);
    world.books("2026-04-08");
    world.devices("2026-04-07", 5);
    world.books("2026-05-08");
    world.usage = Usage::default();
    let seen = missing(&world, "2026-05-08");
    // Six devices, 5.94, all fit into the first invoice.
    assert_eq!(seen.credits.len(), 1);
    assert_eq!(
        (seen.credits[0].on, seen.credits[0].amount),
        (day("2026-04-08"), usd(594))
    );
    // Had that invoice been only of the 0.99, it could give back no more.
    let small: Vec<Booked> = world
        .booked
        .iter()
        .filter(|it| it.line.text != "Basic plan" || it.on != day("2026-04-08"))
        .cloned()
        .collect();
    let mut should = world.bill("2026-05-08");
    should[1].lines.retain(|line| line.text != "Basic plan");
    let seen = difference(&should, &small).unwrap();
    let given: Vec<_> = seen
        .credits
        .iter()
        .flat_map(|it| {
            it.lines
                .iter()
                .map(|line| (it.on.to_string(), line.quantity.count(), line.amount))
        })
        .collect();
    assert_eq!(
        given,
        [
            ("2026-04-08".to_owned(), -6, usd(-99)),
            ("2026-05-08".to_owned(), 0, usd(-495))
        ]
    );
}

#[test]
fn devices_are_counted_once_a_cycle_whatever_the_order_and_repetition() {
    let device = |name: &str| name.parse::<DeviceId>().unwrap();
    let usage = Usage::from_events(
        day("2026-03-08"),
        [
            (device("laptop"), at("2026-03-25")),
            (device("laptop"), at("2026-03-10")),
            (device("phone"), at("2026-03-24")),
            (device("laptop"), at("2026-03-25")),
            (device("phone"), at("2026-04-08")),
        ],
    );
    let march = usage.cycle(day("2026-03-08")).unwrap();
    assert_eq!(march.total_devices(), 2);
    assert_eq!(march.devices_before(at("2026-03-10")), 0);
    assert_eq!(march.devices_before(at("2026-03-11")), 1);
    assert_eq!(usage.cycle(day("2026-04-08")).unwrap().total_devices(), 1);
    assert_eq!(usage.cycle(day("2026-05-08")), None);
}
