//! Random accounts: changes, late and repeated events, bookings at any time, also by a clock that is
//! ahead. Whatever happens, the bill is that of the naive model and the books follow the bill.

use crate::invoice::issue;
use crate::model::{self, Fact};
use crate::world::*;
use billing::*;
use domain::{Currency, Date, DeviceId, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

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

#[derive(Debug, Clone)]
enum Op {
    Change(Change),
    /// The last entry once more.
    Again,
    /// Devices with these numbers, so many hours ago.
    Devices {
        from: u32,
        count: u32,
        ago: u64,
    },
    Minutes(i64),
    /// Book, with a clock that is so many days ahead.
    Book {
        ahead: u64,
    },
    Goodwill(i64),
    Pay,
    Void,
    GiveUp,
}

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

/// Few devices and odd cents, so that limits and roundings are met often.
fn small() -> Catalogue {
    let default = Catalogue::default();
    let mut plans = default.plans().to_vec();
    for (plan, (included, cents)) in plans
        .iter_mut()
        .zip([(3, 0), (8, 9_901), (20, 49_937), (40, 99_999)])
    {
        (plan.included, plan.price) = (included, usd(cents));
    }
    let rates = vec![default.rates(day("2026-01-01")).clone()];
    Catalogue::new(Currency::USD, plan("dev"), plans, rates).unwrap()
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

/// An account, its paper and its ledger.
struct Books {
    world: World,
    now: Timestamp,
    /// The latest moment that was booked for.
    booked_until: Timestamp,
    known: Vec<(DeviceId, Timestamp)>,
    facts: Vec<(Timestamp, Fact)>,
    invoices: Vec<Invoice>,
    notes: Vec<CreditNote>,
    ledger: Ledger,
    numbers: (Numbering, Numbering),
}

impl Books {
    fn new(sign_up: &str, plan: &str) -> Self {
        let now = at(sign_up);
        Self {
            world: World::with(small(), plan, now),
            now,
            booked_until: now,
            known: Vec::new(),
            facts: Vec::new(),
            invoices: Vec::new(),
            notes: Vec::new(),
            ledger: Ledger::default(),
            numbers: (Numbering::after("INV", 0), Numbering::after("CN", 0)),
        }
    }

    fn play(&mut self, steps: &[(u64, Op)]) {
        for (hours, op) in steps {
            self.now = self.now.plus(Duration::from_secs(hours * 3_600));
            self.step(op);
        }
    }

    fn step(&mut self, op: &Op) {
        match op {
            Op::Change(change) => {
                if self.world.tries(&self.now.to_string(), change.clone()).is_ok() {
                    self.facts.push((self.now, Fact::Change(change.clone())));
                }
            }
            Op::Again => {
                let last = self.world.history.entries().last().unwrap().clone();
                let again = self.world.history.record(&self.world.catalogue, last);
                assert_eq!(again, Ok(Recorded::AlreadyThere));
            }
            Op::Devices { from, count, ago } => {
                let first = self.world.history.entries()[0].at;
                let when = self.now.minus(Duration::from_secs(ago * 3_600)).max(first);
                let devices = (*from..from + count).map(|n| (format!("d{n}").parse().unwrap(), when));
                self.known.extend(devices);
                let minutes = self.world.usage.clone();
                self.world.usage =
                    Usage::from_events(self.world.history.anchor(), self.known.iter().cloned());
                self.keep_minutes(&minutes);
            }
            Op::Minutes(minutes) => {
                let many = u64::try_from(*minutes).unwrap();
                self.world.minutes(&self.now.to_string(), AddOn::Recording, many);
                self.facts.push((self.now, Fact::Minutes(*minutes)));
            }
            Op::Book { ahead } => {
                self.booked_until = self
                    .now
                    .plus(Duration::from_secs(ahead * 86_400))
                    .max(self.booked_until);
                self.book(self.booked_until);
            }
            Op::Goodwill(cents) => {
                let credit = Credit::Goodwill {
                    amount: usd(*cents),
                    text: "Sorry".into(),
                };
                if let Some(invoice) = self.invoices.last_mut()
                    && let Ok((note, posted)) = invoice.credit(&mut self.numbers.1, credit, self.now)
                {
                    self.ledger.post(posted).unwrap();
                    self.notes.push(note);
                }
            }
            Op::Pay => {
                let id = format!("p{}", self.ledger.transactions().len());
                for invoice in &mut self.invoices {
                    let payment = Payment {
                        id: format!("{id}-{}", invoice.on()),
                        amount: invoice.balance().unwrap(),
                        at: self.now,
                    };
                    if let Ok(Some(posted)) = invoice.pay(payment) {
                        self.ledger.post(posted).unwrap();
                    }
                }
            }
            Op::Void => {
                if let Some(Ok(posted)) = self.invoices.last_mut().map(|it| it.void(self.now)) {
                    self.ledger.post(posted).unwrap();
                }
            }
            Op::GiveUp => {
                if let Some(Ok(posted)) = self.invoices.first_mut().map(|it| it.write_off(self.now)) {
                    self.ledger.post(posted).unwrap();
                }
            }
        }
    }

    fn keep_minutes(&mut self, old: &Usage) {
        for on in self.cycles() {
            if let Some(cycle) = old.cycle(on) {
                self.world.usage.cycle_mut(on).minutes = cycle.minutes.clone();
            }
        }
    }

    /// The first day of every cycle up to now, also after the end of the account.
    fn cycles(&self) -> Vec<Date> {
        let anchor = self.world.history.anchor();
        let next = |day: &Date| Some(domain::Cycle::containing(anchor, *day).end);
        std::iter::successors(Some(anchor), next)
            .take_while(|day| *day <= self.now.date())
            .collect()
    }

    fn bill(&self, until: Timestamp) -> Vec<Due> {
        bill(
            &self.world.catalogue,
            &self.world.history,
            &self.world.usage,
            until,
        )
        .unwrap()
    }

    fn paper(&self) -> Vec<Booked> {
        let invoices = self.invoices.iter().flat_map(Invoice::booked);
        invoices
            .chain(self.notes.iter().flat_map(CreditNote::booked))
            .collect()
    }

    fn missing(&self, until: Timestamp) -> Difference {
        difference(&self.bill(until), &self.paper()).unwrap()
    }

    fn book(&mut self, until: Timestamp) {
        let missing = self.missing(until);
        for due in missing.invoices {
            let mut invoice = Invoice::draft(due, Currency::USD).unwrap();
            let posted = invoice
                .issue(&mut self.numbers.0, issue("2026-01-01", 7))
                .unwrap();
            self.ledger.post(posted).unwrap();
            self.invoices.push(invoice);
        }
        for credit in missing.credits {
            let invoice = self.invoices.iter_mut().find(|it| it.on() == credit.on).unwrap();
            let credit = Credit::Correction(credit);
            let (note, posted) = invoice.credit(&mut self.numbers.1, credit, self.now).unwrap();
            self.ledger.post(posted).unwrap();
            self.notes.push(note);
        }
        assert!(self.missing(until).is_nothing(), "booking twice is booking once");
    }

    /// What happened, for the model: devices when they first counted in their cycle.
    fn story(&self) -> Vec<(Timestamp, Fact)> {
        let anchor = self.world.history.anchor();
        let mut first: BTreeMap<(Date, &DeviceId), Timestamp> = BTreeMap::new();
        for (device, at) in &self.known {
            let cycle = domain::Cycle::containing(anchor, at.date()).start;
            let known = first.entry((cycle, device)).or_insert(*at);
            *known = (*known).min(*at);
        }
        let mut story = self.facts.clone();
        story.extend(first.into_values().map(|at| (at, Fact::Device)));
        // Changes come before devices of the same moment; the sort keeps the order of changes.
        story.sort_by_key(|(at, fact)| (*at, !matches!(fact, Fact::Change(_))));
        story
    }
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
