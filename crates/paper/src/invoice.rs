//! An invoice as a PDF.

use crate::head::{Fact, headline, note, notice, parties, title};
use crate::look::{Colour, DANGER, GOOD, INK};
use crate::sheet::Sheet;
use crate::table::{Row, table};
use crate::totals::{Total, totals};
use crate::words::{day, money};
use crate::write::{About, write};
use crate::{Error, Result, Style};
use billing::{Invoice, InvoiceState, Issued};
use domain::Money;

/// An issued invoice in its present state, as contract §5.2 lays it out: number, days, seller and
/// customer, what is due, the lines (those of nothing too), the sums, and what was credited, paid and
/// paid back since.
///
/// # Errors
/// [`Error::Draft`], [`Error::Money`] if a sum is too large, [`Error::Document`].
pub fn invoice_pdf(invoice: &Invoice, style: &Style) -> Result<Vec<u8>> {
    let issued = invoice.issued().ok_or(Error::Draft)?;
    let (status, colour) = status(invoice.state());
    let mut sheet = Sheet::new()?;
    notice(&mut sheet, style);
    let facts = vec![
        Fact::new("Invoice number", issued.number.to_string()),
        Fact::new("Issued", day(issued.at.date())),
        Fact::new("Due", day(issued.due)),
        Fact::new("Status", status.to_owned()).coloured(colour),
    ];
    title(&mut sheet, "Invoice", facts);
    parties(&mut sheet, &issued.parties, "Bill to");
    headline(&mut sheet, &what_is_due(invoice, issued)?);
    let rows: Vec<Row> = invoice.lines().iter().map(Into::into).collect();
    table(&mut sheet, &rows);
    totals(&mut sheet, &sums(invoice, issued)?);
    note(&mut sheet, &issued.note);
    let about = About {
        title: format!("Invoice {}", issued.number),
        author: &issued.parties.seller.name,
        on: issued.at.date(),
    };
    write(&sheet, &about)
}

const fn status(state: &InvoiceState) -> (&'static str, Colour) {
    match state {
        InvoiceState::Draft => ("Draft", INK),
        InvoiceState::Open(_) => ("Open", INK),
        InvoiceState::Paid(_) => ("Paid", GOOD),
        InvoiceState::Void(_) => ("Void", DANGER),
        InvoiceState::Uncollectible(_) => ("Uncollectible", DANGER),
    }
}

fn what_is_due(invoice: &Invoice, issued: &Issued) -> Result<String> {
    let balance = invoice.balance()?;
    if balance.is_negative() {
        return Ok(format!("{} will be paid back to you", money(balance.negated()?)));
    }
    Ok(match invoice.state() {
        InvoiceState::Void(_) => "Void: nothing is to be paid".to_owned(),
        InvoiceState::Uncollectible(_) => format!("{} was not paid", money(balance)),
        _ if balance.is_zero() => match (issued.payments.last(), issued.refunds.is_empty()) {
            (Some(last), true) => format!("Paid on {}", day(last.at.date())),
            _ => "Nothing is left to pay".to_owned(),
        },
        _ => format!("{} due on {}", money(balance), day(issued.due)),
    })
}

fn sums(invoice: &Invoice, issued: &Issued) -> Result<Vec<Total>> {
    let total = invoice.total()?;
    let zero = Money::zero(total.currency());
    let mut sums = vec![Total::new("Subtotal", invoice.net())];
    if !issued.tax.is_zero() {
        sums.push(Total::new("Tax", issued.tax));
    }
    sums.push(Total::sum("Total", total));
    let credited = issued.credited_net.plus(issued.credited_tax)?;
    if credited != zero {
        sums.push(Total::new("Credited", credited.negated()?));
    }
    for payment in &issued.payments {
        let label = format!("Paid on {}", day(payment.at.date()));
        sums.push(Total::new(label, payment.amount.negated()?));
    }
    for refund in &issued.refunds {
        let label = format!("Paid back on {}", day(refund.at.date()));
        sums.push(Total::new(label, refund.amount));
    }
    if matches!(invoice.state(), InvoiceState::Void(_)) {
        let label = issued.closed.map_or_else(
            || "Made void".to_owned(),
            |at| format!("Made void on {}", day(at.date())),
        );
        sums.push(Total::new(label, total.minus(credited)?.negated()?));
    }
    let balance = invoice.balance()?;
    sums.push(if balance.is_negative() {
        Total::sum("To be paid back", balance.negated()?)
    } else {
        Total::sum("Amount due", balance)
    });
    Ok(sums)
}
