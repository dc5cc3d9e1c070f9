//! What a credit note says.

use crate::world::*;
use billing::*;
use paper::{Error, Style, credit_note_pdf};

fn text(note: &CreditNote, invoice: &Invoice) -> String {
    pages_of(&credit_note_pdf(note, invoice, &Style::default()).unwrap()).join(" ")
}

fn goodwill(cents: i64) -> Credit {
    Credit::Goodwill {
        amount: usd(cents),
        text: "For the outage of 3 April".to_owned(),
    }
}

#[test]
fn goodwill_says_why_and_how_much_with_its_taxes() {
    let mut invoice = issued(
        example(),
        Issue {
            tax: usd(8_970),
            ..terms()
        },
    );
    let credited = invoice.credit(&mut Numbering::after("CN", 6), goodwill(10_000), at("2026-04-10"));
    let text = text(&credited.unwrap().0, &invoice);
    assert_says(
        &text,
        &[
            "Credit note",
            "CN-000007",
            "10 Apr 2026",
            "INV-000042",
            "8 Apr 2026",
        ],
    );
    assert_says(
        &text,
        &["Credit to", "Acme Télémédecine SARL", "110.00 USD credited"],
    );
    assert_says(
        &text,
        &[
            "For the outage of 3 April",
            "Subtotal 100.00",
            "Tax 10.00",
            "Total credited (USD) 110.00",
        ],
    );
}

#[test]
fn a_correction_is_printed_as_what_is_given_less_what_was_given_before() {
    let mut invoice = issued(example(), terms());
    let mut numbering = Numbering::after("CN", 0);
    invoice
        .credit(&mut numbering, goodwill(80_000), at("2026-04-09"))
        .unwrap();
    let mut line = invoice.lines()[1].clone();
    line.text = "Correction of 2026-04-08: MAU overage".to_owned();
    (line.quantity, line.amount) = (Quantity::Devices(-200), usd(-19_800));
    let correction = Credit::Correction(Correction {
        on: day("2026-04-08"),
        lines: vec![line],
        amount: usd(19_800),
    });
    let (note, _) = invoice
        .credit(&mut numbering, correction, at("2026-04-10"))
        .unwrap();
    assert_says(
        &text(&note, &invoice),
        &[
            "97.00 USD credited",
            "Correction of 2026-04-08: MAU overage 200 0.99 per MAU 198.00",
        ],
    );
    assert_says(
        &text(&note, &invoice),
        &[
            "Subtotal 198.00",
            "Credited before −101.00",
            "Total credited (USD) 97.00",
        ],
    );
}

#[test]
fn a_credit_note_is_printed_with_its_own_invoice_only() {
    let mut invoice = issued(example(), terms());
    let (note, _) = invoice
        .credit(&mut Numbering::after("CN", 0), goodwill(1), at("2026-04-10"))
        .unwrap();
    let mut other = draft(example());
    assert_eq!(
        credit_note_pdf(&note, &other, &Style::default()),
        Err(Error::Draft)
    );
    other.issue(&mut Numbering::after("INV", 42), terms()).unwrap();
    let refused = credit_note_pdf(&note, &other, &Style::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "credit note CN-000001 credits invoice INV-000042, not INV-000043; choose the right invoice"
    );
}
