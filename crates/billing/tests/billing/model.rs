//! A naive bill: one device after the other, one anchor after the other, and only the sums.

use billing::{Catalogue, Change, PlanKey};
use domain::{Date, Timestamp};

/// What happened, in the order of time.
#[derive(Debug, Clone)]
pub(crate) enum Fact {
    Change(Change),
    /// A device that had not counted in the cycle.
    Device,
    /// Minutes of recording.
    Minutes(i64),
}

/// What falls due on each day, in cents, if `sign_up` is the first plan.
pub(crate) fn owed(
    prices: &Catalogue,
    (signed, sign_up): (Date, &PlanKey),
    facts: &[(Timestamp, Fact)],
    until: Date,
) -> Vec<(Date, i64)> {
    let price = |key: &PlanKey| prices.plan(key).unwrap().price.cents();
    let included = |key: &PlanKey| i64::from(prices.plan(key).unwrap().included);
    let (mut plan, mut waiting, mut card) = (sign_up.clone(), None, false);
    let (mut leaving, mut closed, mut month) = (false, false, 0);
    let (mut allowance, mut devices, mut settled) = (included(&plan), 0, 0);
    let (mut overage, mut other) = (0, 0);
    let mut dues = vec![(signed, price(&plan))];
    let end = (Timestamp::start_of(until), None);
    let facts = facts.iter().map(|(at, fact)| (*at, Some(fact)));
    for (at, fact) in facts.filter(|(at, _)| at.date() <= until).chain([end]) {
        while at.date() >= anchor(signed, month + 1) {
            month += 1;
            if leaving || closed {
                dues.push((anchor(signed, month), overage + other));
                return dues;
            }
            plan = waiting.take().unwrap_or(plan);
            dues.push((anchor(signed, month), overage + other + price(&plan)));
            (allowance, devices, settled, overage, other) = (included(&plan), 0, 0, 0, 0);
        }
        match fact {
            Some(Fact::Change(Change::Upgraded { to })) => {
                waiting = None;
                if at.date() == signed && price(&plan) == 0 {
                    // Signed up on it, so everything so far falls under it.
                    dues[0].1 = price(to);
                    (allowance, settled, overage) = (included(to), 0, 0);
                } else {
                    let left = days_left(signed, anchor(signed, month), at.date());
                    let share = |price: i64| (2 * price * left + 30) / 60;
                    other += share(price(to)) - share(price(&plan));
                    allowance += included(to);
                }
                plan = to.clone();
            }
            Some(Fact::Change(Change::DowngradeScheduled { to })) => waiting = Some(to.clone()),
            Some(Fact::Change(Change::DowngradeUndone)) => waiting = None,
            Some(Fact::Change(Change::Cancelled { .. })) => leaving = true,
            Some(Fact::Change(Change::CancellationReverted)) => leaving = false,
            Some(Fact::Change(Change::CardAttached)) => card = true,
            Some(Fact::Change(Change::CardRemoved)) => card = false,
            Some(Fact::Change(Change::Closed { .. })) => closed = true,
            Some(Fact::Device) => devices += 1,
            Some(Fact::Minutes(minutes)) => other += minutes,
            _ => {}
        }
        while devices - settled > allowance {
            settled += 1;
            overage += if price(&plan) > 0 || card { 99 } else { 0 };
        }
    }
    dues
}

/// The same day so many months later, or the last of its month: the next day of the month that has it,
/// looked for backwards.
fn anchor(signed: Date, months: i32) -> Date {
    let count = signed.year() * 12 + i32::from(u8::from(signed.month())) - 1 + months;
    let month = u8::try_from(count % 12 + 1).unwrap().try_into().unwrap();
    let days = (1..=signed.day()).rev();
    days.filter_map(|day| Date::from_calendar_date(count / 12, month, day).ok())
        .next()
        .unwrap()
}

/// Of thirty, with every month of thirty days.
fn days_left(signed: Date, start: Date, day: Date) -> i64 {
    let count = |it: Date, named: u8| {
        i64::from(it.year()) * 360 + i64::from(u8::from(it.month())) * 30 + i64::from(named.min(30))
    };
    (30 - (count(day, day.day()) - count(start, signed.day()))).clamp(0, 30)
}
