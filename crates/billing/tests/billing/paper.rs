//! An account with its invoices, credit notes and ledger, played step by step.

use crate::invoice::issue;
use crate::model::Fact;
use crate::world::*;
use billing::*;
use domain::{Currency, Date, DeviceId, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Debug, Clone)]
pub(crate) enum Op {
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

/// An account, its paper and its ledger.
pub(crate) struct Books {
    pub(crate) world: World,
    pub(crate) now: Timestamp,
    /// The latest moment that was booked for.
    pub(crate) booked_until: Timestamp,
    pub(crate) known: Vec<(DeviceId, Timestamp)>,
    facts: Vec<(Timestamp, Fact)>,
    pub(crate) invoices: Vec<Invoice>,
    notes: Vec<CreditNote>,
    pub(crate) ledger: Ledger,
    numbers: (Numbering, Numbering),
}

impl Books {
    pub(crate) fn new(sign_up: &str, plan: &str) -> Self {
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

    pub(crate) fn play(&mut self, steps: &[(u64, Op)]) {
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

    pub(crate) fn bill(&self, until: Timestamp) -> Vec<Due> {
        bill(
            &self.world.catalogue,
            &self.world.history,
            &self.world.usage,
            until,
        )
        .unwrap()
    }

    pub(crate) fn paper(&self) -> Vec<Booked> {
        let invoices = self.invoices.iter().flat_map(Invoice::booked);
        invoices
            .chain(self.notes.iter().flat_map(CreditNote::booked))
            .collect()
    }

    pub(crate) fn missing(&self, until: Timestamp) -> Difference {
        difference(&self.bill(until), &self.paper()).unwrap()
    }

    pub(crate) fn book(&mut self, until: Timestamp) {
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
    pub(crate) fn story(&self) -> Vec<(Timestamp, Fact)> {
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
