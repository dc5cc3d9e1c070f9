//! Names and texts as odd as people have them.

use crate::world::*;
use billing::*;
use paper::{Style, credit_note_pdf, invoice_pdf};
use proptest::prelude::*;

fn named(name: &str) -> Invoice {
    let mut terms = terms();
    terms.parties.customer.name = name.to_owned();
    issued(example(), terms)
}

#[test]
fn cyrillic_and_greek_names_are_printed_as_they_are() {
    assert_says(&text(&named("Общество «Ромашка»")), &["Общество «Ромашка»"]);
    assert_says(&text(&named("Εταιρεία Αθηνών")), &["Εταιρεία Αθηνών"]);
    assert_says(&text(&named("Đặng Łukasz Ğüneş")), &["Đặng Łukasz Ğüneş"]);
}

#[test]
fn a_character_that_the_typeface_lacks_is_a_question_mark() {
    assert_says(&text(&named("株式会社 Acme 🎉")), &["???? Acme ?"]);
    assert_says(&text(&named("חברה Acme")), &["???? Acme"]);
}

#[test]
fn what_draws_nothing_is_left_out() {
    let name = "A\u{200d}c\u{ad}m\u{202e}e\u{fe0f}\u{0} \u{e000}\u{10ffff}GmbH";
    assert_says(&text(&named(name)), &["Acme GmbH"]);
}

#[test]
fn a_letter_and_its_mark_are_printed_together() {
    assert_says(
        &text(&named("Acme Te\u{301}le\u{301}com")),
        &["Acme Te\u{301}le\u{301}com"],
    );
}

#[test]
fn long_names_wrap_and_nothing_of_them_is_lost() {
    let name = "Gesellschaft ".repeat(25);
    assert_eq!(text(&named(&name)).matches("Gesellschaft").count(), 25);
    let word = "ж".repeat(300);
    assert_eq!(text(&named(&word)).matches('ж').count(), 300);
}

#[test]
fn empty_parties_leave_no_gap_in_the_document() {
    let mut terms = terms();
    terms.parties = Parties::default();
    assert_says(
        &text(&issued(example(), terms)),
        &["From", "Bill to", "897.00 USD"],
    );
}

#[test]
fn an_address_that_is_longer_than_a_page_goes_on_over_the_next() {
    let mut terms = terms();
    terms.parties.customer.address = (1..=120).map(|line| format!("Line {line}.")).collect();
    let pages = pages(&issued(example(), terms));
    assert!(pages.len() >= 3);
    assert_says(
        &pages.join(" "),
        &["Line 1.", "Line 60.", "Line 120.", "Description"],
    );
}

#[test]
fn a_description_that_is_longer_than_a_page_goes_on_over_the_next() {
    let mut due = example();
    due.lines[0].text = (1..=1_500).map(|word| format!("word{word} ")).collect();
    let pages = pages(&issued(due, terms()));
    assert_says(&pages.join(" "), &["word1 ", "word1500 ", "MAU overage"]);
    assert!(pages[1].contains("Unit price"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_text_keeps_a_document_from_print(texts in proptest::array::uniform5(any::<String>())) {
        let [name, address, note, series, notice] = texts;
        let mut terms = terms();
        terms.parties.customer.name = name.clone();
        terms.parties.seller.name = name.clone();
        terms.parties.customer.address = vec![address];
        terms.note = note;
        let mut due = example();
        due.lines[0].text = name.clone();
        let mut invoice = draft(due);
        invoice.issue(&mut Numbering::after(&series, 0), terms).unwrap();
        let style = Style { notice: Some(notice) };
        prop_assert!(invoice_pdf(&invoice, &style).is_ok());
        let sorry = Credit::Goodwill { amount: usd(1), text: name };
        let (credit, _) = invoice.credit(&mut Numbering::after(&series, 0), sorry, at("2026-04-09")).unwrap();
        prop_assert!(credit_note_pdf(&credit, &invoice, &style).is_ok());
    }
}
