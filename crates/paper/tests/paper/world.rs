//! The worked example of contract §5.4 as an invoice, and ways to read a document back.

use billing::*;
use domain::{Currency, Date, Money, Timestamp};
use paper::{Style, invoice_pdf};
use uuid::Uuid;

/// Noon of a day such as `2026-03-08`.
pub(crate) fn at(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    at(text).date()
}

pub(crate) fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::USD)
}

fn entry(number: u128, when: &str, change: Change) -> Entry {
    Entry {
        id: EntryId(Uuid::from_u128(number)),
        at: at(when),
        by: Actor::Customer,
        change,
    }
}

/// Basic with 500 devices, upgraded to Standard in the middle of the month, 1,600 devices in all.
pub(crate) fn example() -> Due {
    let catalogue = Catalogue::default();
    let plan = |name: &str| name.parse().unwrap();
    let sign_up = entry(
        0,
        "2026-03-08",
        Change::SignedUp {
            plan: plan("basic@1"),
        },
    );
    let mut history = History::begin(&catalogue, sign_up).unwrap();
    let upgrade = Change::Upgraded {
        to: plan("standard@1"),
    };
    history
        .record(&catalogue, entry(1, "2026-03-23", upgrade))
        .unwrap();
    let mut usage = Usage::default();
    usage.cycle_mut(day("2026-03-08")).devices = vec![
        NewDevices {
            at: at("2026-03-10"),
            count: 500,
        },
        NewDevices {
            at: at("2026-03-25"),
            count: 1_100,
        },
    ];
    bill(&catalogue, &history, &usage, at("2026-04-08"))
        .unwrap()
        .pop()
        .unwrap()
}

/// How the example is issued, without taxes and note.
pub(crate) fn terms() -> Issue {
    let party = |name: &str, address: &[&str], email: &str, tax_id: Option<&str>| Party {
        name: name.to_owned(),
        address: address.iter().map(|line| (*line).to_owned()).collect(),
        email: email.to_owned(),
        tax_id: tax_id.map(str::to_owned),
    };
    Issue {
        at: at("2026-04-08"),
        due: day("2026-04-22"),
        parties: Parties {
            seller: party(
                "Conclave Example Ltd",
                &["1 Round Table", "Dublin D02 X285", "Ireland"],
                "billing@conclave.example",
                Some("IE1234567T"),
            ),
            customer: party(
                "Acme Télémédecine SARL",
                &["12, rue de l’Œuvre", "75011 Paris", "France"],
                "accounts@acme.example",
                None,
            ),
        },
        note: String::new(),
        tax: usd(0),
    }
}

pub(crate) fn draft(due: Due) -> Invoice {
    Invoice::draft(due, Currency::USD).unwrap()
}

pub(crate) fn issued(due: Due, terms: Issue) -> Invoice {
    let mut invoice = draft(due);
    invoice.issue(&mut Numbering::after("INV", 41), terms).unwrap();
    invoice
}

/// The example with so many lines.
pub(crate) fn of_lines(count: usize) -> Invoice {
    let mut due = example();
    due.lines = due.lines.iter().rev().cycle().take(count).cloned().collect();
    issued(due, terms())
}

pub(crate) fn payment(id: &str, cents: i64, when: &str) -> Payment {
    Payment {
        id: id.to_owned(),
        amount: usd(cents),
        at: at(when),
    }
}

/// The text of every page of an invoice, with single spaces.
pub(crate) fn pages(invoice: &Invoice) -> Vec<String> {
    pages_of(&invoice_pdf(invoice, &Style::default()).unwrap())
}

pub(crate) fn text(invoice: &Invoice) -> String {
    pages(invoice).join(" ")
}

pub(crate) fn pages_of(pdf: &[u8]) -> Vec<String> {
    let pages = pdf_extract::extract_text_from_mem_by_pages(pdf).unwrap();
    pages
        .iter()
        .map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// Sees that texts are there, one after the other.
pub(crate) fn assert_says(text: &str, sayings: &[&str]) {
    let mut rest = text;
    for saying in sayings {
        let found = rest.split_once(saying);
        assert!(
            found.is_some(),
            "“{saying}” is not in the rest: {rest}\n\nall: {text}"
        );
        rest = found.unwrap().1;
    }
}
