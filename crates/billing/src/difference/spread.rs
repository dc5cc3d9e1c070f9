//! Which invoices give back what was billed too much for one day.

use super::Correction;
use crate::{Booked, Line, Result};
use domain::{Date, Money};
use std::collections::BTreeMap;

/// Gives the lines, whose sum is negative, to the invoices that billed the day: its own first, then
/// those that billed late lines for it. None gives back more than it has billed for that day. A line that is too
/// large for one invoice is parted; its quantity goes with the first part.
pub(super) fn over_invoices(mut lines: Vec<Line>, due: Date, booked: &[Booked]) -> Result<Vec<Correction>> {
    // What makes the day dearer comes first, so that it is set off against what makes it cheaper.
    lines.sort_by_key(|line| line.amount.is_negative());
    let mut corrections = Vec::new();
    for (on, mut room) in billed(due, booked)? {
        let zero = Money::zero(room.currency());
        let mut taken = Vec::new();
        while let Some(line) = lines.first_mut() {
            let left = room.plus(line.amount)?;
            if !left.is_negative() {
                room = left;
                taken.push(lines.remove(0));
                continue;
            }
            if !room.is_zero() {
                let part = Line {
                    amount: room.negated()?,
                    ..line.clone()
                };
                line.amount = left;
                line.quantity = line.quantity.with(0);
                taken.push(part);
            }
            break;
        }
        let amount = taken.iter().try_fold(zero, |sum, line| sum.minus(line.amount))?;
        if !taken.is_empty() {
            corrections.push(Correction {
                on,
                lines: taken,
                amount,
            });
        }
    }
    Ok(corrections)
}

/// What each invoice has billed for the day and not given back, its own first: lines are only carried
/// forward, so the day's own invoice is the oldest. Lines for other days are left out, so that two days
/// never reach for the same money.
fn billed(due: Date, booked: &[Booked]) -> Result<BTreeMap<Date, Money>> {
    let mut invoices: BTreeMap<Date, Money> = BTreeMap::new();
    for Booked { on, line } in booked.iter().filter(|booked| booked.line.due == due) {
        let sum = invoices
            .get(on)
            .copied()
            .unwrap_or(Money::zero(line.amount.currency()));
        invoices.insert(*on, sum.plus(line.amount)?);
    }
    Ok(invoices)
}
