//! What an invoice says.

use crate::world::*;
use billing::*;
use paper::{Error, Style, invoice_pdf};

#[test]
fn the_worked_example_says_who_when_what_and_how_much() {
    let text = text(&issued(example(), terms()));
    assert_says(
        &text,
        &["Invoice", "INV-000042", "8 Apr 2026", "22 Apr 2026", "Open"],
    );
    assert_says(
        &text,
        &[
            "From",
            "Bill to",
            "Conclave Example Ltd",
            "Acme Télémédecine SARL",
        ],
    );
    assert_says(
        &text,
        &[
            "12, rue de l’Œuvre",
            "billing@conclave.example",
            "Tax ID IE1234567T",
        ],
    );
    assert_says(
        &text,
        &[
            "897.00 USD due on 22 Apr 2026",
            "Description",
            "Amount (USD)",
            "Subtotal 897.00",
            "Total (USD) 897.00",
            "Amount due (USD) 897.00",
        ],
    );
}

#[test]
fn lines_say_for_when_how_many_and_at_which_price_those_of_nothing_too() {
    let text = text(&issued(example(), terms()));
    for line in [
        ["SIP call in 0 0.06 per minute 0.00", "8 Mar 2026 – 8 Apr 2026"],
        ["MAU overage 200 0.99 per MAU 198.00", "8 Mar 2026 – 8 Apr 2026"],
        [
            "Standard plan, 15 of 30 days 15 of 30 days 499.00 per month 249.50",
            "23 Mar 2026 – 8 Apr 2026",
        ],
        [
            "Basic plan returned, 15 of 30 days −15 of 30 days 99.00 per month −49.50",
            "23 Mar 2026 – 8 Apr 2026",
        ],
        [
            "Standard plan 1 499.00 per month 499.00",
            "8 Apr 2026 – 8 May 2026",
        ],
    ] {
        assert_says(&text, &line);
    }
}

#[test]
fn taxes_are_added_where_there_are_any() {
    assert!(!text(&issued(example(), terms())).contains("Tax 0.00"));
    let taxed = issued(
        example(),
        Issue {
            tax: usd(20_631),
            ..terms()
        },
    );
    assert_says(
        &text(&taxed),
        &[
            "1,103.31 USD due",
            "Subtotal 897.00",
            "Tax 206.31",
            "Total (USD) 1,103.31",
        ],
    );
}

#[test]
fn what_was_credited_paid_and_paid_back_leads_to_what_is_due() {
    let mut invoice = issued(example(), terms());
    invoice.pay(payment("a", 50_000, "2026-04-09")).unwrap();
    let sorry = |amount| Credit::Goodwill {
        amount,
        text: "Sorry".into(),
    };
    let mut numbering = Numbering::after("CN", 0);
    invoice
        .credit(&mut numbering, sorry(usd(9_700)), at("2026-04-10"))
        .unwrap();
    assert_says(
        &text(&invoice),
        &[
            "Open",
            "300.00 USD due",
            "Credited −97.00",
            "Paid on 9 Apr 2026 −500.00",
            "Amount due (USD) 300.00",
        ],
    );
    invoice.pay(payment("b", 30_000, "2026-04-11")).unwrap();
    assert_says(
        &text(&invoice),
        &[
            "Paid",
            "Paid on 11 Apr 2026",
            "Description",
            "Amount due (USD) 0.00",
        ],
    );
    invoice
        .credit(&mut numbering, sorry(usd(1_000)), at("2026-04-12"))
        .unwrap();
    assert_says(
        &text(&invoice),
        &[
            "10.00 USD will be paid back to you",
            "To be paid back (USD) 10.00",
        ],
    );
    invoice.refund(payment("r", 1_000, "2026-04-13")).unwrap();
    assert_says(
        &text(&invoice),
        &[
            "Nothing is left to pay",
            "Paid back on 13 Apr 2026 10.00",
            "Amount due (USD) 0.00",
        ],
    );
}

#[test]
fn a_void_invoice_asks_for_nothing() {
    let mut invoice = issued(example(), terms());
    invoice.void(at("2026-04-09")).unwrap();
    assert_says(
        &text(&invoice),
        &[
            "Void",
            "nothing is to be paid",
            "Made void on 9 Apr 2026 −897.00",
            "Amount due (USD) 0.00",
        ],
    );
}

#[test]
fn a_debt_that_was_given_up_is_still_a_debt() {
    let mut invoice = issued(example(), terms());
    invoice.write_off(at("2026-06-09")).unwrap();
    assert_says(
        &text(&invoice),
        &[
            "Uncollectible",
            "897.00 USD was not paid",
            "Amount due (USD) 897.00",
        ],
    );
}

#[test]
fn a_draft_is_refused_in_words() {
    let refused = invoice_pdf(&draft(example()), &Style::default());
    assert_eq!(refused, Err(Error::Draft));
    assert_eq!(
        Error::Draft.to_string(),
        "the invoice is a draft, so it cannot be printed; issue it first"
    );
}

#[test]
fn a_notice_stands_above_everything_and_a_note_below() {
    let note = "Thank you.\n\nQuestions? Answer this mail.".to_owned();
    let invoice = issued(example(), Issue { note, ..terms() });
    let notice = Some("Sandbox: not a demand for payment".to_owned());
    let text = pages_of(&invoice_pdf(&invoice, &Style { notice }).unwrap()).join(" ");
    assert!(
        text.starts_with("Sandbox: not a demand for payment Invoice"),
        "{text}"
    );
    assert_says(&text, &["Amount due", "Thank you. Questions? Answer this mail."]);
}

#[test]
fn the_same_invoice_gives_the_same_bytes() {
    let invoice = issued(example(), terms());
    let print = || invoice_pdf(&invoice, &Style::default()).unwrap();
    assert_eq!(print(), print());
}

#[test]
fn the_document_says_what_it_is_to_machines() {
    let pdf = invoice_pdf(&issued(example(), terms()), &Style::default()).unwrap();
    let plain = String::from_utf8_lossy(&pdf);
    for said in [
        "Invoice INV-000042",
        "Conclave Example Ltd",
        "D:20260408",
        "/Lang(en)",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>2</pdfaid:part>",
    ] {
        assert!(plain.contains(said), "{said}");
    }
}
