//! Credit notes: mistakes are mended, and never more is given back than was billed.

use crate::invoice::{balances, draft, goodwill, opened, payment, taxed};
use crate::world::*;
use billing::*;

#[test]
fn a_credit_on_what_is_paid_is_refunded_once() {
    let (mut invoice, mut ledger) = taxed("basic", "2026-03-08", 1_000);
    let mut numbering = Numbering::after("CN", 0);
    ledger
        .post(invoice.pay(payment("a", 10_900)).unwrap().unwrap())
        .unwrap();
    assert!(
        invoice.refund(payment("r", 1)).is_err(),
        "nothing is owed to the customer"
    );
    let (note, posted) = invoice
        .credit(&mut numbering, goodwill(4_950), at("2026-03-11"))
        .unwrap();
    ledger.post(posted).unwrap();
    assert_eq!(
        (note.number.to_string(), note.text.as_str()),
        ("CN-000001".to_owned(), "Sorry")
    );
    assert_eq!((note.net, note.tax, note.already), (usd(4_950), usd(500), usd(0)));
    assert_eq!(
        (note.on, note.at, note.booked()),
        (day("2026-03-08"), at("2026-03-11"), vec![])
    );
    assert_eq!(note.invoice, invoice.issued().unwrap().number);
    assert_eq!((invoice.status(), invoice.balance()), ("paid", Ok(usd(-5_450))));
    assert_eq!(balances(&ledger), [-5_450, 10_900, -4_950, -500, 0]);
    assert!(invoice.refund(payment("r", 5_451)).is_err());
    ledger
        .post(invoice.refund(payment("r", 5_450)).unwrap().unwrap())
        .unwrap();
    assert_eq!(invoice.refund(payment("r", 5_450)), Ok(None));
    assert_eq!(
        invoice.refund(payment("r", 5_000)),
        Err(Error::PaymentIdReused("r".into()))
    );
    assert_eq!(balances(&ledger), [0, 5_450, -4_950, -500, 0]);
    assert!(invoice.refund(payment("s", 1)).is_err());
}

#[test]
fn credits_never_exceed_what_was_billed() {
    let (mut invoice, _) = taxed("basic", "2026-03-08", 100);
    let mut numbering = Numbering::after("CN", 0);
    let mut credit = |cents| invoice.credit(&mut numbering, goodwill(cents), at("2026-03-11"));
    let taxes: i64 = [3_300, 3_300, 3_300]
        .map(|cents| credit(cents).unwrap().0.tax.cents())
        .iter()
        .sum();
    assert_eq!(taxes, 100, "three thirds of the taxes are the whole");
    for cents in [1, 0, -1] {
        assert_eq!(
            credit(cents),
            Err(Error::Amount {
                given: usd(cents),
                most: usd(0)
            })
        );
    }
    assert_eq!(numbering.last(), 3);
    assert_eq!((invoice.status(), invoice.balance()), ("paid", Ok(usd(0))));
    assert_eq!(invoice.issued().unwrap().closed, Some(at("2026-03-11")));
}

#[test]
fn a_draft_cannot_be_credited_and_a_credit_belongs_to_its_invoice() {
    let mut numbering = Numbering::after("CN", 0);
    let mut invoice = draft("basic", "2026-03-08");
    assert_eq!(invoice.creditable(), Ok(usd(0)));
    assert!(
        invoice
            .credit(&mut numbering, goodwill(1), at("2026-03-11"))
            .is_err()
    );
    let (mut invoice, _) = opened("basic", "2026-03-08");
    let wrong = correction("2026-04-08", 9_900);
    let refused = invoice.credit(&mut numbering, wrong, at("2026-04-11"));
    assert_eq!(
        refused,
        Err(Error::OtherInvoice {
            credit: day("2026-04-08"),
            invoice: day("2026-03-08")
        })
    );
}

fn correction(on: &str, cents: i64) -> Credit {
    let mut lines = World::signed_up("basic", on).invoice(on).lines;
    lines[0].amount = usd(-cents);
    Credit::Correction(Correction {
        on: day(on),
        lines,
        amount: usd(cents),
    })
}

#[test]
fn a_correction_is_booked_whole_but_gives_no_money_twice() {
    let (mut invoice, mut ledger) = opened("basic", "2026-03-08");
    let mut numbering = Numbering::after("CN", 0);
    ledger
        .post(
            invoice
                .credit(&mut numbering, goodwill(5_000), at("2026-03-11"))
                .unwrap()
                .1,
        )
        .unwrap();
    let (note, posted) = invoice
        .credit(&mut numbering, correction("2026-03-08", 9_900), at("2026-03-12"))
        .unwrap();
    ledger.post(posted).unwrap();
    assert_eq!(
        (note.net, note.already, note.booked()[0].line.amount),
        (usd(4_900), usd(5_000), usd(-9_900))
    );
    assert_eq!(note.booked()[0].on, day("2026-03-08"));
    assert_eq!(balances(&ledger), [0; 5]);
    assert_eq!(invoice.status(), "paid");
}

#[test]
fn a_correction_of_a_void_invoice_is_booked_and_gives_nothing() {
    let (mut invoice, mut ledger) = taxed("basic", "2026-03-08", 100);
    ledger.post(invoice.void(at("2026-03-09")).unwrap()).unwrap();
    let credited = invoice.credit(
        &mut Numbering::after("CN", 0),
        correction("2026-03-08", 9_900),
        at("2026-03-12"),
    );
    let (note, posted) = credited.unwrap();
    assert_eq!(
        (note.net, note.tax, note.already, posted.postings().len()),
        (usd(0), usd(0), usd(9_900), 0)
    );
    assert_eq!(invoice.status(), "void");
}

#[test]
fn a_credit_on_a_debt_that_was_written_off_lessens_the_loss() {
    let (mut invoice, mut ledger) = opened("basic", "2026-03-08");
    let mut numbering = Numbering::after("CN", 0);
    ledger
        .post(invoice.pay(payment("a", 4_000)).unwrap().unwrap())
        .unwrap();
    ledger.post(invoice.write_off(at("2026-05-01")).unwrap()).unwrap();
    ledger
        .post(
            invoice
                .credit(&mut numbering, goodwill(900), at("2026-05-02"))
                .unwrap()
                .1,
        )
        .unwrap();
    assert_eq!(invoice.status(), "uncollectible");
    assert_eq!(balances(&ledger), [0, 4_000, -9_000, 0, 5_000]);
    ledger
        .post(
            invoice
                .credit(&mut numbering, goodwill(9_000), at("2026-05-03"))
                .unwrap()
                .1,
        )
        .unwrap();
    assert_eq!((invoice.status(), invoice.balance()), ("paid", Ok(usd(-4_000))));
    assert_eq!(balances(&ledger), [-4_000, 4_000, 0, 0, 0]);
}
