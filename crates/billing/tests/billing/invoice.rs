//! An invoice from draft to settled, and the ledger beside it.

use crate::world::*;
use billing::*;
use domain::{Currency, Money};

pub(crate) fn issue(when: &str, tax: i64) -> Issue {
    let party = |name: &str| Party {
        name: name.into(),
        ..Party::default()
    };
    Issue {
        at: at(when),
        due: day(when),
        parties: Parties {
            seller: party("Conclave"),
            customer: party("Acme"),
        },
        note: "Thank you".into(),
        tax: usd(tax),
    }
}

/// The first invoice of an account, issued, and a ledger with it.
pub(crate) fn opened(plan: &str, when: &str) -> (Invoice, Ledger) {
    taxed(plan, when, 0)
}

pub(crate) fn taxed(plan: &str, when: &str, tax: i64) -> (Invoice, Ledger) {
    let mut invoice = draft(plan, when);
    let mut ledger = Ledger::default();
    let issued = invoice
        .issue(&mut Numbering::after("INV", 0), issue(when, tax))
        .unwrap();
    ledger.post(issued).unwrap();
    (invoice, ledger)
}

pub(crate) fn draft(plan: &str, when: &str) -> Invoice {
    Invoice::draft(World::signed_up(plan, when).invoice(when), Currency::USD).unwrap()
}

pub(crate) fn payment(id: &str, cents: i64) -> Payment {
    Payment {
        id: id.into(),
        amount: usd(cents),
        at: at("2026-03-10"),
    }
}

pub(crate) fn goodwill(cents: i64) -> Credit {
    Credit::Goodwill {
        amount: usd(cents),
        text: "Sorry".into(),
    }
}

/// Receivable, cash, revenue, tax, written off.
pub(crate) fn balances(ledger: &Ledger) -> [i64; 5] {
    assert_eq!(ledger.sum(Currency::USD), Ok(usd(0)));
    [
        Account::Receivable,
        Account::Cash,
        Account::Revenue,
        Account::Tax,
        Account::WriteOff,
    ]
    .map(|account| ledger.balance(account, Currency::USD).unwrap().cents())
}

#[test]
fn an_invoice_is_issued_under_the_next_number() {
    let mut numbering = Numbering::after("INV", 41);
    let mut invoice = draft("basic", "2026-03-08");
    assert_eq!(
        (invoice.status(), invoice.issued(), invoice.booked()),
        ("draft", None, vec![])
    );
    assert_eq!(
        (invoice.balance(), invoice.total()),
        (Ok(usd(9_900)), Ok(usd(9_900)))
    );
    let transaction = invoice.issue(&mut numbering, issue("2026-03-08", 1_881)).unwrap();
    assert_eq!(invoice.issued().unwrap().number.to_string(), "INV-000042");
    assert_eq!((numbering.last(), invoice.status()), (42, "open"));
    assert_eq!(
        (invoice.net(), invoice.total(), invoice.balance()),
        (usd(9_900), Ok(usd(11_781)), Ok(usd(11_781)))
    );
    assert_eq!(
        (transaction.id(), transaction.at()),
        ("issue INV-000042", at("2026-03-08"))
    );
    assert_eq!((invoice.on(), invoice.booked().len()), (day("2026-03-08"), 1));
    assert_eq!(invoice.booked()[0].on, day("2026-03-08"));
    assert_eq!(invoice.issued().unwrap().closed, None);
}

#[test]
fn a_failed_issue_draws_no_number() {
    let mut numbering = Numbering::after("INV", 0);
    let mut invoice = draft("basic", "2026-03-08");
    let negative = invoice.issue(&mut numbering, issue("2026-03-08", -1));
    assert!(matches!(negative, Err(Error::Amount { .. })));
    let mut foreign = issue("2026-03-08", 0);
    foreign.tax = Money::zero("EUR".parse().unwrap());
    assert!(matches!(
        invoice.issue(&mut numbering, foreign),
        Err(Error::Money(_))
    ));
    assert_eq!((numbering.last(), invoice.status()), (0, "draft"));
    invoice.issue(&mut numbering, issue("2026-03-08", 0)).unwrap();
    let again = invoice.issue(&mut numbering, issue("2026-03-08", 0));
    assert_eq!(
        again,
        Err(Error::InvoiceState {
            is: "open",
            cannot: "be issued"
        })
    );
    assert_eq!(numbering.last(), 1);
}

#[test]
fn an_invoice_of_nothing_is_paid_when_it_is_issued() {
    let (invoice, ledger) = opened("dev", "2026-03-08");
    assert_eq!(invoice.status(), "paid");
    assert_eq!(invoice.issued().unwrap().closed, Some(at("2026-03-08")));
    assert_eq!(ledger.transactions()[0].postings(), []);
}

#[test]
fn there_is_no_invoice_without_lines_or_of_less_than_nothing() {
    let on = day("2026-03-08");
    let empty = Invoice::draft(Due { on, lines: vec![] }, Currency::USD);
    assert_eq!(empty, Err(Error::NotAnInvoice(usd(0))));
    let mut lines = World::signed_up("basic", "2026-03-08")
        .invoice("2026-03-08")
        .lines;
    lines[0].amount = usd(-1);
    assert_eq!(
        Invoice::draft(Due { on, lines }, Currency::USD),
        Err(Error::NotAnInvoice(usd(-1)))
    );
}

#[test]
fn a_payment_settles_it_and_the_same_payment_again_changes_nothing() {
    let (mut invoice, mut ledger) = taxed("basic", "2026-03-08", 100);
    assert_eq!(balances(&ledger), [10_000, 0, -9_900, -100, 0]);
    let part = invoice.pay(payment("a", 4_000)).unwrap().unwrap();
    assert_eq!(part.id(), "payment a");
    ledger.post(part).unwrap();
    assert_eq!((invoice.status(), invoice.balance()), ("open", Ok(usd(6_000))));
    assert_eq!(invoice.pay(payment("a", 4_000)), Ok(None));
    assert_eq!(
        invoice.pay(payment("a", 4_001)),
        Err(Error::PaymentIdReused("a".into()))
    );
    ledger
        .post(invoice.pay(payment("b", 6_000)).unwrap().unwrap())
        .unwrap();
    assert_eq!((invoice.status(), invoice.balance()), ("paid", Ok(usd(0))));
    assert_eq!(invoice.issued().unwrap().closed, Some(at("2026-03-10")));
    assert_eq!(invoice.pay(payment("b", 6_000)), Ok(None));
    assert!(invoice.pay(payment("c", 1)).is_err());
    assert_eq!(balances(&ledger), [0, 10_000, -9_900, -100, 0]);
}

#[test]
fn nobody_pays_more_than_is_owed_or_less_than_a_cent() {
    let (mut invoice, _) = opened("basic", "2026-03-08");
    for cents in [9_901, 0, -5] {
        let refused = invoice.pay(payment("a", cents));
        assert_eq!(
            refused,
            Err(Error::Amount {
                given: usd(cents),
                most: usd(9_900)
            })
        );
    }
    let refused = Error::Amount {
        given: usd(9_901),
        most: usd(9_900),
    };
    assert_eq!(
        refused.to_string(),
        "99.01 USD was given, but between 0.01 and 99.00 USD is possible for this invoice"
    );
    assert!(invoice.pay(payment("a", 1)).is_ok());
    assert!(draft("basic", "2026-03-08").pay(payment("a", 1)).is_err());
}

#[test]
fn a_void_invoice_is_as_if_it_had_not_been_issued_but_stays_booked() {
    let (mut invoice, mut ledger) = taxed("basic", "2026-03-08", 100);
    ledger.post(invoice.void(at("2026-03-09")).unwrap()).unwrap();
    assert_eq!(balances(&ledger), [0; 5]);
    assert_eq!(
        (invoice.status(), invoice.balance(), invoice.booked().len()),
        ("void", Ok(usd(0)), 1)
    );
    assert_eq!(invoice.issued().unwrap().closed, Some(at("2026-03-09")));
    assert_eq!(invoice.creditable(), Ok(usd(0)));
    assert!(invoice.void(at("2026-03-09")).is_err());
    assert!(invoice.pay(payment("a", 1)).is_err());
    assert!(
        invoice
            .credit(&mut Numbering::after("CN", 0), goodwill(1), at("2026-03-09"))
            .is_err()
    );
}

#[test]
fn what_is_partly_paid_or_credited_is_not_made_void() {
    let (mut paid, _) = opened("basic", "2026-03-08");
    paid.pay(payment("a", 1)).unwrap();
    assert!(paid.void(at("2026-03-09")).is_err());
    let (mut credited, _) = opened("basic", "2026-03-08");
    credited
        .credit(&mut Numbering::after("CN", 0), goodwill(1), at("2026-03-09"))
        .unwrap();
    assert!(credited.void(at("2026-03-09")).is_err());
}

#[test]
fn what_was_written_off_can_still_be_paid() {
    let (mut invoice, mut ledger) = opened("basic", "2026-03-08");
    ledger
        .post(invoice.pay(payment("a", 900)).unwrap().unwrap())
        .unwrap();
    ledger.post(invoice.write_off(at("2026-05-01")).unwrap()).unwrap();
    assert_eq!(invoice.status(), "uncollectible");
    assert_eq!(invoice.issued().unwrap().closed, Some(at("2026-05-01")));
    assert_eq!(balances(&ledger), [0, 900, -9_900, 0, 9_000]);
    assert!(invoice.write_off(at("2026-05-01")).is_err());
    ledger
        .post(invoice.pay(payment("b", 1_000)).unwrap().unwrap())
        .unwrap();
    assert_eq!(invoice.status(), "uncollectible");
    ledger
        .post(invoice.pay(payment("c", 8_000)).unwrap().unwrap())
        .unwrap();
    assert_eq!(invoice.status(), "paid");
    assert_eq!(balances(&ledger), [0, 9_900, -9_900, 0, 0]);
}

#[test]
fn the_ledger_takes_a_transaction_once_and_only_if_it_balances() {
    let post = |account, cents| Posting {
        account,
        amount: usd(cents),
    };
    let off = Transaction::new(
        "x".into(),
        at("2026-03-08"),
        vec![post(Account::Cash, 2), post(Account::Revenue, -1)],
    );
    assert_eq!(off, Err(Error::Unbalanced(usd(1))));
    let of = |cents| {
        let postings = vec![
            post(Account::Cash, cents),
            post(Account::Revenue, -cents),
            post(Account::Tax, 0),
        ];
        Transaction::new("x".into(), at("2026-03-08"), postings).unwrap()
    };
    assert_eq!(of(2).postings().len(), 2);
    let mut ledger = Ledger::default();
    assert_eq!(ledger.post(of(2)), Ok(Recorded::Added));
    assert_eq!(ledger.post(of(2)), Ok(Recorded::AlreadyThere));
    assert_eq!(ledger.post(of(3)), Err(Error::TransactionIdReused("x".into())));
    assert_eq!(ledger.transactions(), [of(2)]);
    let json = serde_json::to_string(&of(2)).unwrap();
    assert_eq!(serde_json::from_str::<Transaction>(&json).unwrap(), of(2));
    assert!(serde_json::from_str::<Transaction>(&json.replace("-0.02", "-0.03")).is_err());
}

#[test]
fn an_invoice_survives_its_json() {
    let (mut invoice, _) = opened("basic", "2026-03-08");
    invoice.pay(payment("a", 4_000)).unwrap();
    let json = serde_json::to_string(&invoice).unwrap();
    assert!(json.contains(r#""on":"2026-03-08""#), "{json}");
    assert_eq!(serde_json::from_str::<Invoice>(&json).unwrap(), invoice);
    assert!(serde_json::from_str::<Invoice>(&json.replace("2026-03-08\"", "8 March\"")).is_err());
}
