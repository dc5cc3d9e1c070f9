//! An invoice as comma-separated values (RFC 4180), one row for a line.

use crate::{Error, Result, words};
use billing::{Invoice, Line};

const HEADER: [&str; 12] = [
    "invoice",
    "issued",
    "due",
    "line",
    "description",
    "from",
    "until",
    "quantity",
    "unit",
    "unit_price",
    "amount",
    "currency",
];

/// The lines of an issued invoice, without taxes, payments and credits. Days are as in `2026-03-08`;
/// `until` is the day after the last; amounts have two decimals and a point. Where `unit` is `day`, the
/// price is that of thirty.
///
/// A text that a spreadsheet would take for a formula is preceded by an apostrophe, because descriptions
/// and series are configuration and the file is opened by others than those who configured it. Numbers
/// stay numbers.
///
/// # Errors
/// [`Error::Draft`].
pub fn invoice_csv(invoice: &Invoice) -> Result<String> {
    let issued = invoice.issued().ok_or(Error::Draft)?;
    let mut rows = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let unwritable = Error::Document("its rows cannot be written");
    let mut write = |row: &[String]| rows.write_record(row).map_err(|_| unwritable.clone());
    write(&HEADER.map(str::to_owned))?;
    let (number, on, due) = (issued.number.to_string(), issued.at.date(), issued.due);
    for (at, line) in invoice.lines().iter().enumerate() {
        let mut row = vec![
            text(&number),
            on.to_string(),
            due.to_string(),
            (at + 1).to_string(),
        ];
        row.extend(fields(line));
        write(&row)?;
    }
    let bytes = rows.into_inner().map_err(|_| unwritable.clone())?;
    String::from_utf8(bytes).map_err(|_| unwritable)
}

fn fields(line: &Line) -> [String; 8] {
    let money = line.amount.to_string();
    let (amount, currency) = money.split_once(' ').unwrap_or((&money, ""));
    [
        text(&line.text),
        line.period.from.to_string(),
        line.period.until.to_string(),
        line.quantity.count().to_string(),
        words::unit(line.quantity).to_owned(),
        line.each.to_string(),
        amount.to_owned(),
        currency.to_owned(),
    ]
}

fn text(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
