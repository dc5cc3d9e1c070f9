//! The sums under the table.

use crate::look::{BODY, LINE, LINE_STRONG, MIDDLE, RIGHT, STRONG};
use crate::sheet::{At, Sheet};
use crate::words;
use domain::Money;
use krilla::tagging::Tag;

const ROW: f32 = 18.0;

/// A sum with its label.
pub(crate) struct Total {
    label: String,
    amount: Money,
    sum: bool,
}

impl Total {
    pub(crate) fn new(label: impl Into<String>, amount: Money) -> Self {
        let (label, sum) = (label.into(), false);
        Self { label, amount, sum }
    }

    /// A sum of those above it.
    pub(crate) fn sum(label: impl Into<String>, amount: Money) -> Self {
        let (label, sum) = (label.into(), true);
        Self { label, amount, sum }
    }
}

pub(crate) fn totals(sheet: &mut Sheet, totals: &[Total]) {
    // Kept together, unless there were very many payments.
    sheet.room(10.0 + totals.len() as f32 * (ROW + 1.0));
    sheet.gap(8.0);
    for (at, total) in totals.iter().enumerate() {
        sheet.room(ROW);
        // What the document comes to is the last one, and the only one in bold.
        let last = at + 1 == totals.len();
        let (look, line) = if last { (STRONG, LINE_STRONG) } else { (BODY, LINE) };
        if total.sum {
            sheet.rule(MIDDLE, RIGHT, line);
        }
        // The currency stands with the label, so that all figures line up with those of the table.
        let mut label = format!("{} ", total.label);
        if total.sum {
            label += &format!("({}) ", total.amount.currency());
        }
        let figures = words::amount(total.amount);
        let part = sheet.part(Tag::P, None);
        let down = (ROW - look.leading) / 2.0;
        sheet.text(Some(part), look, At::Left(MIDDLE), down, &label);
        sheet.text(Some(part), look, At::Right(RIGHT), down, &figures);
        sheet.y += ROW;
    }
}
