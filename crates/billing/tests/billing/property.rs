//! Random accounts: changes, late and repeated events, bookings at any time, also by a clock that is
//! ahead. Whatever happens, the bill is that of the naive model and the books follow the bill.

use crate::model;
use crate::paper::{Books, Op};
use crate::world::*;
use billing::*;
use domain::{Currency, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

const SIGN_UPS: [&str; 10] = [
    "2024-01-29",
    "2024-01-30",
    "2024-01-31",
    "2024-02-29",
    "2025-02-28",
    "2025-03-08",
    "2025-08-31",
    "2026-04-30",
    "2026-12-31",
    "2027-03-01",
];
const PLANS: [&str; 4] = ["dev", "basic", "standard", "business"];

fn key() -> impl Strategy<Value = PlanKey> {
    (0..PLANS.len()).prop_map(|number| plan(PLANS[number]))
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        8 => key().prop_map(|to| Change::Upgraded { to }),
        6 => key().prop_map(|to| Change::DowngradeScheduled { to }),
        2 => Just(Change::DowngradeUndone),
        2 => Just(Change::Cancelled { reason: String::new() }),
        4 => Just(Change::CancellationReverted),
        3 => Just(Change::CardAttached),
        1 => Just(Change::CardRemoved),
        1 => Just(Change::Suspended),
        1 => Just(Change::Blocked { reason: String::new() }),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => change().prop_map(Op::Change),
        1 => Just(Op::Again),
        10 => (0..80_u32, 1..15_u32, prop_oneof![4 => Just(0), 1 => 0..900_u64])
            .prop_map(|(from, count, ago)| Op::Devices { from, count, ago }),
        3 => (1..500_i64).prop_map(Op::Minutes),
        6 => prop_oneof![4 => Just(0), 1 => 0..40_u64].prop_map(|ahead| Op::Book { ahead }),
        1 => (1..20_000_i64).prop_map(Op::Goodwill),
        3 => Just(Op::Pay),
        1 => Just(Op::Void),
        1 => Just(Op::GiveUp),
    ]
}

/// Hours since the step before.
fn steps() -> impl Strategy<Value = Vec<(u64, Op)>> {
    vec(
        (
            prop_oneof![3 => 0..30_u64, 3 => 0..400_u64, 1 => 0..2_000_u64],
            op(),
        ),
        1..30,
    )
}

fn books() -> impl Strategy<Value = (usize, usize, Vec<(u64, Op)>)> {
    (0..SIGN_UPS.len(), 0..PLANS.len(), steps())
}

fn played((day, plan, steps): &(usize, usize, Vec<(u64, Op)>)) -> Books {
    let mut books = Books::new(SIGN_UPS[*day], PLANS[*plan]);
    books.play(steps);
    books
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bill_is_that_of_the_naive_model(case in books()) {
        let books = played(&case);
        let bill = books.bill(books.now);
        let sums: Vec<_> = bill.iter().map(|due| (due.on, total(due))).collect();
        let signed = (books.world.history.anchor(), &plan(PLANS[case.1]));
        let model = model::owed(&books.world.catalogue, signed, &books.story(), books.now.date());
        prop_assert_eq!(sums, model);
    }

    #[test]
    fn every_day_is_billed_once_and_every_line_has_its_cause(case in books()) {
        let books = played(&case);
        let bill = books.bill(books.now);
        let mut days = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for due in &bill {
            prop_assert!(days.insert(due.on));
            prop_assert!(!due.lines.is_empty());
            for line in &due.lines {
                prop_assert!(keys.insert(line.key()), "{:?} twice", line.key());
                prop_assert_eq!(line.due, due.on);
                match line.cause {
                    Cause::Entry { entry } => {
                        let found = books.world.history.entries().iter().find(|it| it.id == entry).unwrap();
                        prop_assert!(found.at.date() <= line.due);
                    }
                    Cause::Usage { cycle } => {
                        let used = books.world.usage.cycle(cycle);
                        prop_assert!(line.amount.is_zero() || used.is_some());
                        prop_assert!(line.period.from == cycle && cycle < due.on);
                    }
                }
            }
        }
    }

    #[test]
    fn the_books_follow_the_bill_and_the_ledger_is_balanced(case in books()) {
        let mut books = played(&case);
        let until = books.now.max(books.booked_until);
        books.book(until);
        // One invoice for a day, numbers without gaps.
        let days: BTreeSet<_> = books.invoices.iter().map(Invoice::on).collect();
        prop_assert_eq!(days.len(), books.invoices.len());
        for (place, invoice) in (1_u64..).zip(&books.invoices) {
            prop_assert_eq!(invoice.issued().unwrap().number.sequence, place);
            let issued = invoice.issued().unwrap();
            prop_assert!(issued.credited_net <= invoice.net() && issued.credited_tax <= issued.tax);
        }
        // What is on paper is what should be, but for what waits.
        let waiting = books.missing(until).waiting;
        let waits: i64 = waiting.iter().map(|line| line.amount.cents()).sum();
        let paper: i64 = books.paper().iter().map(|it| it.line.amount.cents()).sum();
        let should: i64 = books.bill(until).iter().map(total).sum();
        prop_assert_eq!(paper + waits, should);
        for invoice in &books.invoices {
            let on = |it: &&Booked| it.on == invoice.on();
            let left: i64 = books.paper().iter().filter(on).map(|it| it.line.amount.cents()).sum();
            prop_assert!(left >= 0, "the invoice of {} gave back more than it billed", invoice.on());
        }
        // The ledger says the same as the invoices.
        prop_assert_eq!(books.ledger.sum(Currency::USD), Ok(usd(0)));
        let owed = |it: &Invoice| match it.state() {
            // What was given up is owed, but no longer counted on.
            InvoiceState::Uncollectible(_) => 0,
            _ => it.balance().unwrap().cents(),
        };
        let receivable: i64 = books.invoices.iter().map(owed).sum();
        prop_assert_eq!(books.ledger.balance(Account::Receivable, Currency::USD), Ok(usd(receivable)));
    }

    #[test]
    fn a_preview_is_what_is_then_booked(case in books(), change in change()) {
        let mut books = played(&case);
        books.now = books.now.max(books.booked_until);
        books.book(books.now);
        let next = books.world.next(&books.now.to_string(), change.clone());
        let (paper, world) = (books.paper(), &books.world);
        let seen = preview(&world.catalogue, &world.history, &world.usage, &paper, next);
        let done = books.world.tries(&books.now.to_string(), change);
        match seen {
            Err(refused) => prop_assert_eq!(done, Err(refused)),
            Ok(seen) => {
                let anchor = Timestamp::start_of(books.world.history.cycle(books.now).end);
                prop_assert_eq!(books.missing(anchor), seen);
            }
        }
    }

    #[test]
    fn the_order_in_which_devices_become_known_does_not_matter(case in books()) {
        let books = played(&case);
        let anchor = books.world.history.anchor();
        let (known, reversed) = (books.known.iter().cloned(), books.known.iter().rev().cloned());
        let twice = Usage::from_events(anchor, known.clone().chain(reversed.clone()));
        let bill = |usage: &Usage| bill(&books.world.catalogue, &books.world.history, usage, books.now).unwrap();
        prop_assert_eq!(bill(&Usage::from_events(anchor, known)), bill(&twice));
        prop_assert_eq!(bill(&Usage::from_events(anchor, reversed)), bill(&twice));
    }
}
