//! Test cards: what is accepted, what is refused and why, and that numbers leave no trace.

use crate::simulated_stage::form;
use crate::support::{NOW, acme, clock, other, request};
use domain::Timestamp;
use payments::simulated::{MemoryShelf, TEST_CARDS};
use payments::{
    CardEntry, ChargeOutcome, Error, Expiry, IdempotencyKey, PayerId, PaymentGateway, RefundOutcome,
    RefundRequest, SetupOutcome, Simulated, TypedCard,
};
use std::sync::Arc;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn enter(gateway: &Simulated, payer: &PayerId, typed: TypedCard) -> SetupOutcome {
    let setup = gateway.begin_card_setup(payer).await.unwrap();
    gateway
        .finish_card_setup(payer, form(&setup), CardEntry::Typed(typed))
        .await
        .unwrap()
}

async fn code(number: &str, month: u8, year: u16, cvc: &str) -> String {
    let gateway = Simulated::new(Arc::new(MemoryShelf::default()), clock());
    let payer = gateway.ensure_payer(&acme(), None).await.unwrap();
    match enter(
        &gateway,
        &payer,
        TypedCard::new(number, Expiry { year, month }, cvc),
    )
    .await
    {
        SetupOutcome::Saved(_) => "saved".to_owned(),
        SetupOutcome::NeedsAction => "confirm".to_owned(),
        SetupOutcome::Declined(decline) => decline.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_typed_is_checked() {
    // The clock stands at March 2026.
    assert_eq!(code("4242 4242 4242 4242", 3, 26, "123").await, "saved");
    assert_eq!(code("4242-4242-4242-4242", 3, 2026, " 123 ").await, "saved");
    assert_eq!(
        code("4242424242424242", 2, 2026, "123").await,
        "invalid_expiry_year"
    );
    assert_eq!(
        code("4242424242424242", 13, 2030, "123").await,
        "invalid_expiry_month"
    );
    assert_eq!(
        code("4242424242424242", 0, 2030, "123").await,
        "invalid_expiry_month"
    );
    assert_eq!(
        code("4242424242424242", 1, 9999, "123").await,
        "invalid_expiry_year"
    );
    assert_eq!(code("4242424242424242", 12, 2030, "1234").await, "invalid_cvc");
    assert_eq!(code("4242424242424242", 12, 2030, "12x").await, "invalid_cvc");
    assert_eq!(code("378282246310005", 12, 2030, "1234").await, "saved");
    assert_eq!(code("378282246310005", 12, 2030, "123").await, "invalid_cvc");
    assert_eq!(
        code("4242424242424241", 12, 2030, "123").await,
        "incorrect_number"
    );
    for nonsense in [
        "",
        "4242",
        "four",
        "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
        "42424242424242424242424242424242",
    ] {
        assert_eq!(
            code(nonsense, 12, 2030, "123").await,
            "incorrect_number",
            "{nonsense}"
        );
    }
    // A number that could be somebody's real card.
    assert_eq!(
        code("4111111111111111", 12, 2030, "123").await,
        "test_mode_live_card"
    );
}

#[tokio::test]
async fn every_listed_number_does_what_the_list_says() {
    for card in TEST_CARDS {
        let cvc = if card.brand == "amex" { "1234" } else { "123" };
        let got = code(card.number, 12, 2030, cvc).await;
        let expected = match card.says {
            says if says.starts_with("is declined") => !["saved", "confirm"].contains(&got.as_str()),
            says if says.starts_with("is confirmed") => got == "confirm",
            _ => got == "saved",
        };
        assert!(expected, "{} {}: {got}", card.number, card.says);
    }
}

#[tokio::test]
async fn numbers_and_codes_leave_no_trace() {
    let shelf = Arc::new(MemoryShelf::default());
    let gateway = Simulated::new(shelf.clone(), clock());
    let payer = gateway.ensure_payer(&acme(), None).await.unwrap();
    let typed = TypedCard::new(
        "4000 0566 5566 5556",
        Expiry {
            year: 2030,
            month: 12,
        },
        "987",
    );
    let shown = format!("{typed:?}");
    enter(&gateway, &payer, typed).await;
    let kept = format!("{:?}", shelf.entries());
    for text in [shown, kept] {
        assert!(
            !text.contains("4000056655665556") && !text.contains("987\""),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_card_on_file_expires() {
    let clock = clock();
    let gateway = Simulated::new(Arc::new(MemoryShelf::default()), clock.clone());
    let payer = gateway.ensure_payer(&acme(), None).await.unwrap();
    let typed = TypedCard::new("4242424242424242", Expiry { year: 2026, month: 4 }, "123");
    let SetupOutcome::Saved(card) = enter(&gateway, &payer, typed).await else {
        panic!("not saved")
    };
    assert!(card.expiry.ends_within(2, NOW) && !card.expiry.ends_within(1, NOW) && !card.expiry.is_past(NOW));
    // The last day of April is still good, the first of May is not.
    clock.set(Timestamp::from_seconds(1_777_593_599));
    let outcome = gateway.charge(&request(&payer, &card.id, "april")).await.unwrap();
    assert!(matches!(outcome, ChargeOutcome::Paid { .. }), "{outcome:?}");
    clock.advance(DAY);
    let outcome = gateway.charge(&request(&payer, &card.id, "may")).await.unwrap();
    let ChargeOutcome::Declined { decline, .. } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(decline.code, "expired_card");
}

#[tokio::test]
async fn refunds_come_late_or_fail_and_never_exceed_the_charge() {
    let gateway = Simulated::new(Arc::new(MemoryShelf::default()), clock());
    let payer = gateway.ensure_payer(&acme(), None).await.unwrap();
    for (number, at_first, at_last) in [
        ("4000000000007726", "Pending", "Refunded"),
        ("4000000000005126", "Refunded", "Failed"),
    ] {
        let typed = TypedCard::new(
            number,
            Expiry {
                year: 2030,
                month: 12,
            },
            "123",
        );
        let SetupOutcome::Saved(card) = enter(&gateway, &payer, typed).await else {
            panic!("not saved")
        };
        let ChargeOutcome::Paid { charge } =
            gateway.charge(&request(&payer, &card.id, number)).await.unwrap()
        else {
            panic!("not paid")
        };
        let request = RefundRequest {
            charge,
            amount: None,
            key: IdempotencyKey::refund("one"),
        };
        let first = gateway.refund(&request).await.unwrap();
        assert!(format!("{first:?}").starts_with(at_first), "{first:?}");
        let more = RefundRequest {
            key: IdempotencyKey::refund("two"),
            ..request
        };
        assert!(matches!(gateway.refund(&more).await, Err(Error::TooMuch)));
        let (RefundOutcome::Pending { refund } | RefundOutcome::Refunded { refund }) = first else {
            panic!()
        };
        let last = gateway.refund_state(&refund).await.unwrap();
        assert!(format!("{last:?}").starts_with(at_last), "{last:?}");
        assert_eq!(gateway.refund_state(&refund).await.unwrap(), last);
    }
}

#[tokio::test]
async fn a_card_that_was_taken_off_is_not_put_back_by_its_form() {
    let gateway = Simulated::new(Arc::new(MemoryShelf::default()), clock());
    let payer = gateway.ensure_payer(&acme(), None).await.unwrap();
    let setup = gateway.begin_card_setup(&payer).await.unwrap();
    let typed = TypedCard::new(
        "4242424242424242",
        Expiry {
            year: 2030,
            month: 12,
        },
        "123",
    );
    let entry = CardEntry::Typed(typed);
    let SetupOutcome::Saved(card) = gateway
        .finish_card_setup(&payer, form(&setup), entry.clone())
        .await
        .unwrap()
    else {
        panic!("not saved")
    };
    gateway.detach_card(&payer, &card.id).await.unwrap();
    gateway
        .finish_card_setup(&payer, form(&setup), entry)
        .await
        .unwrap();
    assert_eq!(gateway.cards(&payer).await.unwrap(), []);
    let charged = gateway.charge(&request(&payer, &card.id, "gone")).await;
    assert!(matches!(charged, Err(Error::NotFound("card"))), "{charged:?}");
}

#[tokio::test]
async fn nobody_pays_with_or_answers_for_somebody_else() {
    let gateway = Simulated::new(Arc::new(MemoryShelf::default()), clock());
    let payer = gateway.ensure_payer(&acme(), None).await.unwrap();
    let stranger = gateway.ensure_payer(&other(), None).await.unwrap();
    let setup = gateway.begin_card_setup(&payer).await.unwrap();
    let typed = TypedCard::new(
        "4000002760003184",
        Expiry {
            year: 2030,
            month: 12,
        },
        "123",
    );
    let entry = CardEntry::Typed(typed);
    gateway
        .finish_card_setup(&payer, form(&setup), entry)
        .await
        .unwrap();
    let denied = gateway.authenticate_setup(&stranger, form(&setup), true).await;
    assert!(matches!(denied, Err(Error::NotFound(_))), "{denied:?}");
    let saved = gateway
        .authenticate_setup(&payer, form(&setup), true)
        .await
        .unwrap();
    let SetupOutcome::Saved(card) = saved else {
        panic!("{saved:?}")
    };
    let charged = gateway.charge(&request(&stranger, &card.id, "theirs")).await;
    assert!(matches!(charged, Err(Error::NotFound("card"))), "{charged:?}");
    let ours = request(&payer, &card.id, "ours");
    let ChargeOutcome::NeedsAction { charge, .. } = gateway.charge(&ours).await.unwrap() else {
        panic!("does not wait")
    };
    let denied = gateway.authenticate(&stranger, &charge, true).await;
    assert!(matches!(denied, Err(Error::NotFound(_))), "{denied:?}");
    assert!(gateway.find_charge(&stranger, &ours.key).await.unwrap().is_none());
    assert!(matches!(
        gateway.charge_state(&charge).await.unwrap(),
        ChargeOutcome::NeedsAction { .. }
    ));
}
