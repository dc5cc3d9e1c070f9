//! A credit note as a PDF.

use crate::head::{Fact, headline, note, notice, parties, title};
use crate::sheet::Sheet;
use crate::table::{Row, table};
use crate::totals::{Total, totals};
use crate::words::{day, money};
use crate::write::{About, write};
use crate::{Error, Result, Style};
use billing::{CreditNote, Invoice, Line, Quantity};
use domain::MoneyError;

/// A credit note, between the parties of the invoice that it credits. Amounts are what is given, so
/// lines are printed with the other sign than the books have them.
///
/// # Errors
/// [`Error::Draft`] and [`Error::OtherInvoice`] if it does not credit this invoice, [`Error::Money`],
/// [`Error::Document`].
pub fn credit_note_pdf(credit: &CreditNote, invoice: &Invoice, style: &Style) -> Result<Vec<u8>> {
    let issued = invoice.issued().ok_or(Error::Draft)?;
    if issued.number != credit.invoice {
        return Err(Error::OtherInvoice {
            note: credit.number.clone(),
            credits: credit.invoice.clone(),
            given: issued.number.clone(),
        });
    }
    let total = credit.net.plus(credit.tax)?;
    let mut sheet = Sheet::new()?;
    notice(&mut sheet, style);
    let facts = vec![
        Fact::new("Credit note number", credit.number.to_string()),
        Fact::new("Issued", day(credit.at.date())),
        Fact::new("For invoice", credit.invoice.to_string()),
        Fact::new("Invoice issued", day(issued.at.date())),
    ];
    title(&mut sheet, "Credit note", facts);
    parties(&mut sheet, &issued.parties, "Credit to");
    headline(&mut sheet, &format!("{} credited", money(total)));
    table(&mut sheet, &rows(credit)?);
    totals(&mut sheet, &sums(credit)?);
    if !credit.lines.is_empty() {
        note(&mut sheet, &credit.text);
    }
    let about = About {
        title: format!("Credit note {}", credit.number),
        author: &issued.parties.seller.name,
        on: credit.at.date(),
    };
    write(&sheet, &about)
}

/// Goodwill has no lines; its reason is the row.
fn rows(credit: &CreditNote) -> Result<Vec<Row>> {
    if credit.lines.is_empty() {
        return Ok(vec![Row {
            text: credit.text.clone(),
            of: None,
            amount: credit.net,
        }]);
    }
    credit.lines.iter().map(given).collect()
}

fn given(line: &Line) -> Result<Row> {
    let other = |count: i64| count.checked_neg().ok_or(MoneyError::TooLarge);
    let quantity = match line.quantity {
        Quantity::Devices(count) => Quantity::Devices(other(count)?),
        Quantity::Minutes(count) => Quantity::Minutes(other(count)?),
        Quantity::Days(count) => Quantity::Days(other(count)?),
        Quantity::Cycles(count) => Quantity::Cycles(other(count)?),
    };
    Ok(Row {
        text: line.text.clone(),
        of: Some((line.period, quantity, line.each)),
        amount: line.amount.negated()?,
    })
}

fn sums(credit: &CreditNote) -> Result<Vec<Total>> {
    let subtotal = credit.net.plus(credit.already)?;
    let mut sums = vec![Total::new("Subtotal", subtotal)];
    if !credit.already.is_zero() {
        sums.push(Total::new("Credited before", credit.already.negated()?));
    }
    if !credit.tax.is_zero() {
        sums.push(Total::new("Tax", credit.tax));
    }
    sums.push(Total::sum("Total credited", credit.net.plus(credit.tax)?));
    Ok(sums)
}
