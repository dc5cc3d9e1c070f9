//! Recomputing an exported invoice, offline and from its causes.

use crate::{Booked, Due, Error, Export, History, Line, NewDevices, Result, Usage, bill, difference};
use domain::{Cycle, Money};
use std::collections::BTreeSet;
use std::fmt;

/// What the recomputation found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every line and the sum are the same.
    Equal {
        /// How many lines.
        lines: usize,
        /// Their sum, without taxes.
        net: Money,
    },
    /// Where the invoice differs; at least one place.
    Differs(Vec<Deviation>),
}

/// One place where the invoice differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Where.
    pub place: String,
    /// What the export says.
    pub stated: String,
    /// What it should say.
    pub recomputed: String,
}

/// Recomputes the invoice from history, devices and minutes, and compares every line. Taxes are the
/// operator's and are not looked at.
///
/// # Errors
/// [`Error::Export`] for a draft, and whatever keeps the bill from being computed.
pub fn verify(export: &Export) -> Result<Verdict> {
    let invoice = &export.invoice;
    let issued = invoice
        .issued()
        .ok_or_else(|| Error::Export("its invoice is a draft".to_owned()))?;
    let history = History::replay(&export.catalogue, export.history.iter().cloned())?;
    let mut deviations = Vec::new();
    let usage = usage(export, &history, &mut deviations);
    let should = bill(&export.catalogue, &history, &usage, issued.at)?;
    let before: Vec<Booked> = export
        .booked
        .iter()
        .filter(|it| it.on != invoice.on())
        .cloned()
        .collect();
    let expected = difference(&should, &before)?
        .invoices
        .into_iter()
        .find(|due| due.on == invoice.on());
    let expected = expected.unwrap_or(Due {
        on: invoice.on(),
        lines: Vec::new(),
    });
    compare(invoice.lines(), &expected.lines, &mut deviations);
    let net = expected.total(export.catalogue.currency())?;
    note("sum of the lines", &invoice.net(), &net, &mut deviations);
    if deviations.is_empty() {
        Ok(Verdict::Equal {
            lines: expected.lines.len(),
            net,
        })
    } else {
        Ok(Verdict::Differs(deviations))
    }
}

/// Counts the devices of the list anew: each once, in the cycle of its moment.
fn usage(export: &Export, history: &History, deviations: &mut Vec<Deviation>) -> Usage {
    let mut usage = Usage::default();
    let mut seen = BTreeSet::new();
    for cycle in &export.cycles {
        for entry in &cycle.active_users {
            let place = format!("{} in the cycle from {}", entry.who, cycle.start);
            let start = Cycle::containing(history.anchor(), entry.at.date()).start;
            note(&format!("{place}, its cycle"), &cycle.start, &start, deviations);
            if !seen.insert((cycle.start, &entry.who)) {
                note(&format!("{place}, listed"), &"again", &"once", deviations);
                continue;
            }
            let new = NewDevices {
                at: entry.at,
                count: 1,
            };
            usage.cycle_mut(cycle.start).devices.push(new);
        }
        for (add_on, minutes) in &cycle.minutes {
            let sum = usage.cycle_mut(cycle.start).minutes.entry(*add_on).or_default();
            *sum = sum.saturating_add(*minutes);
        }
    }
    usage
}

fn compare(stated: &[Line], expected: &[Line], deviations: &mut Vec<Deviation>) {
    for number in 0..stated.len().max(expected.len()) {
        let place = |what: &str| format!("line {}, {what}", number + 1);
        match (stated.get(number), expected.get(number)) {
            (Some(a), Some(b)) => {
                note(&place("text"), &a.text, &b.text, deviations);
                note(&place("quantity"), &a.quantity, &b.quantity, deviations);
                note(&place("unit price"), &a.each, &b.each, deviations);
                note(&place("amount"), &a.amount, &b.amount, deviations);
                let (period, other) = (days(a), days(b));
                note(&place("period"), &period, &other, deviations);
                let same = (&a.item, a.due, a.cause) == (&b.item, b.due, b.cause);
                let (stated, recomputed) = if same {
                    ("", "")
                } else {
                    ("another one", "as recomputed")
                };
                note(&place("cause"), &stated, &recomputed, deviations);
            }
            (Some(a), None) => note(
                &place("which should not be there"),
                &told(a),
                &"nothing",
                deviations,
            ),
            (None, Some(b)) => note(&place("which is missing"), &"nothing", &told(b), deviations),
            (None, None) => {}
        }
    }
}

fn days(line: &Line) -> String {
    format!("{} to {}", line.period.from, line.period.until)
}

fn told(line: &Line) -> String {
    format!("{}: {}", line.text, line.amount)
}

fn note(place: &str, stated: &impl fmt::Display, recomputed: &impl fmt::Display, all: &mut Vec<Deviation>) {
    let (stated, recomputed) = (stated.to_string(), recomputed.to_string());
    if stated != recomputed {
        all.push(Deviation {
            place: place.to_owned(),
            stated,
            recomputed,
        });
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equal { lines, net } => write!(f, "equal: {lines} lines, {net} without taxes"),
            Self::Differs(deviations) => {
                write!(f, "differs in {} places", deviations.len())?;
                for it in deviations {
                    write!(
                        f,
                        "\n  {}: stated {}, recomputed {}",
                        it.place, it.stated, it.recomputed
                    )?;
                }
                Ok(())
            }
        }
    }
}
