//! An account with its books, in the words of the stories.

use billing::*;
use domain::{Currency, Date, Money, Timestamp};
use uuid::Uuid;

pub(crate) struct World {
    pub(crate) catalogue: Catalogue,
    pub(crate) history: History,
    pub(crate) usage: Usage,
    pub(crate) booked: Vec<Booked>,
    /// Invoices that were booked, in order.
    pub(crate) invoices: Vec<Due>,
    /// Corrections that were booked, in order.
    pub(crate) credits: Vec<Correction>,
    entries: u128,
}

/// A moment, from `2026-03-08` (noon) or `2026-03-08T09:30:00Z`.
pub(crate) fn at(text: &str) -> Timestamp {
    let text = if text.len() == 10 {
        format!("{text}T12:00:00Z")
    } else {
        text.to_owned()
    };
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    at(text).date()
}

pub(crate) fn plan(name: &str) -> PlanKey {
    let text = if name.contains('@') {
        name.to_owned()
    } else {
        format!("{name}@1")
    };
    text.parse().unwrap()
}

pub(crate) fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::USD)
}

pub(crate) fn entry(number: u128, when: Timestamp, change: Change) -> Entry {
    Entry {
        id: EntryId(Uuid::from_u128(number)),
        at: when,
        by: Actor::Customer,
        change,
    }
}

impl World {
    pub(crate) fn signed_up(name: &str, when: &str) -> Self {
        Self::with(Catalogue::default(), name, at(when))
    }

    pub(crate) fn with(catalogue: Catalogue, name: &str, when: Timestamp) -> Self {
        let sign_up = entry(0, when, Change::SignedUp { plan: plan(name) });
        let history = History::begin(&catalogue, sign_up).unwrap();
        Self {
            catalogue,
            history,
            usage: Usage::default(),
            booked: Vec::new(),
            invoices: Vec::new(),
            credits: Vec::new(),
            entries: 0,
        }
    }

    /// The entry that would be recorded next.
    pub(crate) fn next(&self, when: &str, change: Change) -> Entry {
        entry(self.entries + 1, at(when), change)
    }

    pub(crate) fn tries(&mut self, when: &str, change: Change) -> Result<Recorded> {
        let next = self.next(when, change);
        let recorded = self.history.record(&self.catalogue, next);
        self.entries += u128::from(recorded.is_ok());
        recorded
    }

    pub(crate) fn does(&mut self, when: &str, change: Change) {
        self.tries(when, change).unwrap();
    }

    pub(crate) fn upgrades(&mut self, when: &str, to: &str) {
        self.does(when, Change::Upgraded { to: plan(to) });
    }

    pub(crate) fn schedules(&mut self, when: &str, to: &str) {
        self.does(when, Change::DowngradeScheduled { to: plan(to) });
    }

    pub(crate) fn cancels(&mut self, when: &str) {
        self.does(
            when,
            Change::Cancelled {
                reason: String::new(),
            },
        );
    }

    /// So many devices that had not counted in the cycle.
    pub(crate) fn devices(&mut self, when: &str, count: u64) {
        let cycle = self.history.cycle(at(when));
        self.usage
            .cycle_mut(cycle.start)
            .devices
            .push(NewDevices { at: at(when), count });
    }

    pub(crate) fn minutes(&mut self, when: &str, add_on: AddOn, minutes: u64) {
        let cycle = self.history.cycle(at(when));
        *self
            .usage
            .cycle_mut(cycle.start)
            .minutes
            .entry(add_on)
            .or_default() += minutes;
    }

    pub(crate) fn bill(&self, now: &str) -> Vec<Due> {
        bill(&self.catalogue, &self.history, &self.usage, at(now)).unwrap()
    }

    /// The invoice of a day, as it should be.
    pub(crate) fn invoice(&self, on: &str) -> Due {
        self.bill(on).into_iter().find(|due| due.on == day(on)).unwrap()
    }

    /// Books what is missing; answers how many invoices that were.
    pub(crate) fn books(&mut self, now: &str) -> usize {
        let missing = difference(&self.bill(now), &self.booked).unwrap();
        self.write(missing)
    }

    pub(crate) fn write(&mut self, missing: Difference) -> usize {
        for due in &missing.invoices {
            let lines = due.lines.iter().cloned();
            self.booked.extend(lines.map(|line| Booked { on: due.on, line }));
        }
        for credit in &missing.credits {
            let lines = credit.lines.iter().cloned();
            self.booked
                .extend(lines.map(|line| Booked { on: credit.on, line }));
        }
        let count = missing.invoices.len();
        self.invoices.extend(missing.invoices);
        self.credits.extend(missing.credits);
        count
    }

    pub(crate) fn upcoming(&self, now: &str) -> Difference {
        upcoming(&self.catalogue, &self.history, &self.usage, &self.booked, at(now)).unwrap()
    }

    pub(crate) fn standing(&self, now: &str) -> Standing {
        standing(&self.catalogue, &self.history, &self.usage, at(now)).unwrap()
    }
}

/// The lines as people read them: text, quantity, price of one, cents. Lines of nothing are left out.
pub(crate) fn told(due: &Due) -> Vec<(String, String, String, i64)> {
    let lines = due.lines.iter().filter(|line| !line.amount.is_zero());
    lines
        .map(|line| {
            (
                line.text.clone(),
                line.quantity.to_string(),
                line.each.to_string(),
                line.amount.cents(),
            )
        })
        .collect()
}

/// Text and cents of the lines that are not of nothing.
pub(crate) fn amounts(due: &Due) -> Vec<(&str, i64)> {
    let lines = due.lines.iter().filter(|line| !line.amount.is_zero());
    lines
        .map(|line| (line.text.as_str(), line.amount.cents()))
        .collect()
}

pub(crate) fn total(due: &Due) -> i64 {
    due.total(Currency::USD).unwrap().cents()
}
