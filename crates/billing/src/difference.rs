//! What should exist less what is booked. Booking writes only this, so doing it twice does it once.

mod spread;

use crate::{Booked, Due, Item, Line, Result};
use domain::{Date, Money, MoneyError};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be written so that the books say what they should.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Invoices that are missing, the oldest first. There is at most one for a day, ever.
    pub invoices: Vec<Due>,
    /// What was billed too much, to be given back by credit notes.
    pub credits: Vec<Correction>,
    /// What was billed too little, of days whose invoice is out. It comes with the next invoice.
    pub waiting: Vec<Line>,
}

/// What one invoice billed too much, because something became known after it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The day of the invoice to be credited.
    pub on: Date,
    /// What changes, line by line; the lines add up to less than nothing.
    pub lines: Vec<Line>,
    /// What is given back, greater than nothing.
    pub amount: Money,
}

impl Difference {
    /// Whether the books say what they should, or will with the next invoice.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.invoices.is_empty() && self.credits.is_empty()
    }
}

/// What is missing from the books.
///
/// A day without a booked line gets its invoice, unless there would be nothing to pay on it. A day whose
/// invoice is out is never billed again: if late events make it dearer, the differing lines go to the
/// newest invoice that is missing, or wait for the next; if they make it cheaper, it is credited, never
/// by more than was billed.
///
/// Both must be of the same days: from the sign-up on, or, to look at the newest days only, `should` by
/// [`Due::on`] and `booked` by [`Line::due`] from one day on.
///
/// # Errors
/// [`crate::Error::Money`] if currencies differ or a sum is too large.
pub fn difference(should: &[Due], booked: &[Booked]) -> Result<Difference> {
    let days: BTreeSet<Date> = booked.iter().map(|booked| booked.on).collect();
    let mut missing = Vec::new();
    let mut deltas: BTreeMap<Date, Deltas> = BTreeMap::new();
    for due in should {
        if days.contains(&due.on) {
            let delta = deltas.entry(due.on).or_default();
            due.lines.iter().try_for_each(|line| delta.should(line))?;
        } else {
            missing.push(due.clone());
        }
    }
    for booked in booked {
        deltas.entry(booked.line.due).or_default().booked(&booked.line)?;
    }
    let mut difference = Difference::default();
    for (due, delta) in deltas {
        let lines = delta.lines(due);
        let Some(first) = lines.first() else { continue };
        let net = Money::sum(lines.iter().map(|line| line.amount), first.amount.currency())?;
        if net.is_negative() {
            difference
                .credits
                .extend(spread::over_invoices(lines, due, booked)?);
        } else {
            difference.waiting.extend(lines);
        }
    }
    if let Some(newest) = missing.last_mut()
        && should.last().is_some_and(|last| last.on == newest.on)
    {
        newest.lines.splice(0..0, difference.waiting.drain(..));
    }
    missing.retain(|due| !due.is_nothing());
    difference.invoices = missing;
    Ok(difference)
}

/// The lines of one day: what they should be less what they are.
#[derive(Default)]
struct Deltas(BTreeMap<Item, Delta>);

/// A line to take the text from, how many and how much.
struct Delta {
    sample: Line,
    count: i64,
    amount: Money,
}

impl Deltas {
    fn should(&mut self, line: &Line) -> Result<(), MoneyError> {
        self.add(line, line.quantity.count(), line.amount)
    }

    fn booked(&mut self, line: &Line) -> Result<(), MoneyError> {
        let count = line.quantity.count().checked_neg().ok_or(MoneyError::TooLarge)?;
        self.add(line, count, line.amount.negated()?)
    }

    fn add(&mut self, line: &Line, count: i64, amount: Money) -> Result<(), MoneyError> {
        match self.0.get_mut(&line.item) {
            None => {
                self.0.insert(
                    line.item.clone(),
                    Delta {
                        sample: line.clone(),
                        count,
                        amount,
                    },
                );
            }
            Some(delta) => {
                delta.count = delta.count.checked_add(count).ok_or(MoneyError::TooLarge)?;
                delta.amount = delta.amount.plus(amount)?;
            }
        }
        Ok(())
    }

    fn lines(self, due: Date) -> Vec<Line> {
        let differing = self.0.into_values().filter(|delta| !delta.amount.is_zero());
        differing
            .map(
                |Delta {
                     sample,
                     count,
                     amount,
                 }| Line {
                    text: corrected(&sample.text, due),
                    quantity: sample.quantity.with(count),
                    amount,
                    ..sample
                },
            )
            .collect()
    }
}

/// The text of a line that mends another one. A line that was a correction itself says so once.
fn corrected(text: &str, due: Date) -> String {
    let prefix = format!("Correction of {due}: ");
    if text.starts_with(&prefix) {
        text.to_owned()
    } else {
        format!("{prefix}{text}")
    }
}
