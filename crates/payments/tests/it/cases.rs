//! The list that every provider goes through that can.

use crate::stage::Stage;
use crate::support::{acme, attempt, other, request, usd};
use payments::{
    Card, CardEntry, CardSetup, ChargeId, ChargeOutcome, Error, IdempotencyKey, PayerId, PaymentGateway,
    RefundOutcome, RefundRequest, SetupId, SetupOutcome,
};

pub(crate) const PAYS: &str = "4242424242424242";
pub(crate) const REFUSED: &str = "4000000000000002";
pub(crate) const DECLINES: &str = "4000000000000341";
pub(crate) const CONFIRMS: &str = "4000002760003184";

/// A new payer with this card on file.
async fn with_card<S: Stage>(stage: &S, number: &str) -> (PayerId, Card) {
    let payer = stage.gateway().ensure_payer(&acme(), None).await.unwrap();
    let card = add_card(stage, &payer, number).await;
    (payer, card)
}

async fn add_card<S: Stage>(stage: &S, payer: &PayerId, number: &str) -> Card {
    let form = stage.gateway().begin_card_setup(payer).await.unwrap();
    let mut outcome = stage.type_card(payer, &form, number).await;
    if matches!(outcome, SetupOutcome::NeedsAction) {
        outcome = stage.confirm_setup(payer, &form).await;
    }
    match outcome {
        SetupOutcome::Saved(card) => card,
        other => panic!("{other:?} instead of a card"),
    }
}

fn setup_of(form: &CardSetup) -> &SetupId {
    match form {
        CardSetup::PaymentElement { setup, .. } | CardSetup::SimulatedForm { setup } => setup,
        CardSetup::Unneeded => panic!("no form"),
    }
}

fn paid(outcome: &ChargeOutcome) -> &ChargeId {
    match outcome {
        ChargeOutcome::Paid { charge } => charge,
        other => panic!("{other:?} instead of paid"),
    }
}

/// A card is put on file, shown, charged, and the charge can be looked up.
pub(crate) async fn success<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, PAYS).await;
    assert_eq!((card.brand.as_str(), card.last4.as_str()), ("visa", "4242"));
    assert_eq!((card.expiry.year, card.expiry.month), (2030, 12));
    assert_eq!(
        stage.gateway().cards(&payer).await.unwrap(),
        std::slice::from_ref(&card)
    );
    let outcome = stage
        .gateway()
        .charge(&request(&payer, &card.id, "one"))
        .await
        .unwrap();
    let state = stage.restarted().charge_state(paid(&outcome)).await.unwrap();
    assert_eq!(paid(&state), paid(&outcome));
    assert_eq!(stage.till(&payer).await, 9_900);
}

/// The same payer is not made twice if the id was kept, and takes a new name.
pub(crate) async fn payer_is_kept<S: Stage>(stage: &S) {
    let id = stage.gateway().ensure_payer(&acme(), None).await.unwrap();
    let renamed = payments::Payer {
        name: "Acme Ltd".to_owned(),
        ..acme()
    };
    assert_eq!(
        stage.restarted().ensure_payer(&renamed, Some(&id)).await.unwrap(),
        id
    );
}

/// A card that the bank refuses is not put on file.
pub(crate) async fn refused_in_the_form<S: Stage>(stage: &S) {
    let payer = stage.gateway().ensure_payer(&acme(), None).await.unwrap();
    let form = stage.gateway().begin_card_setup(&payer).await.unwrap();
    let outcome = stage.type_card(&payer, &form, REFUSED).await;
    // localstripe calls the whole set-up off.
    assert!(
        matches!(outcome, SetupOutcome::Declined(_) | SetupOutcome::Canceled),
        "{outcome:?}"
    );
    assert_eq!(stage.gateway().cards(&payer).await.unwrap(), []);
}

/// A decline takes nothing; the next attempt, with another card, does.
pub(crate) async fn decline<S: Stage>(stage: &S) {
    let (payer, bad) = with_card(stage, DECLINES).await;
    let good = add_card(stage, &payer, PAYS).await;
    let outcome = stage
        .gateway()
        .charge(&attempt(&payer, &bad.id, "two", 1))
        .await
        .unwrap();
    let ChargeOutcome::Declined { decline, .. } = outcome else {
        panic!("{outcome:?} instead of declined")
    };
    assert_eq!(
        decline.sentence,
        "The bank declined the card; use another card or ask the bank."
    );
    assert_eq!(stage.till(&payer).await, 0);
    paid(
        &stage
            .gateway()
            .charge(&attempt(&payer, &good.id, "two", 2))
            .await
            .unwrap(),
    );
    assert_eq!(stage.till(&payer).await, 9_900);
}

/// 3-D Secure: nothing is taken until the card's owner says yes.
pub(crate) async fn confirmed<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, CONFIRMS).await;
    let waiting = stage
        .gateway()
        .charge(&request(&payer, &card.id, "three"))
        .await
        .unwrap();
    let ChargeOutcome::NeedsAction { charge, .. } = &waiting else {
        panic!("{waiting:?} does not wait")
    };
    assert_eq!(stage.till(&payer).await, 0);
    stage.confirm(&payer, &waiting, true).await;
    paid(&stage.restarted().charge_state(charge).await.unwrap());
    assert_eq!(stage.till(&payer).await, 9_900);
}

/// 3-D Secure: the owner says no, or somebody else does.
pub(crate) async fn not_confirmed<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, CONFIRMS).await;
    let waiting = stage
        .gateway()
        .charge(&request(&payer, &card.id, "four"))
        .await
        .unwrap();
    let ChargeOutcome::NeedsAction { charge, .. } = &waiting else {
        panic!("{waiting:?} does not wait")
    };
    stage.confirm(&payer, &waiting, false).await;
    let state = stage.gateway().charge_state(charge).await.unwrap();
    let ChargeOutcome::Declined { decline, .. } = &state else {
        panic!("{state:?} instead of declined")
    };
    assert_eq!(decline.code, "payment_intent_authentication_failure");
    assert_eq!(stage.till(&payer).await, 0);
}

/// An attempt that waits is called off before the next one, so that only one of them is paid.
pub(crate) async fn cancelled<S: Stage>(stage: &S) {
    let (payer, slow) = with_card(stage, CONFIRMS).await;
    let quick = add_card(stage, &payer, PAYS).await;
    let waiting = stage
        .gateway()
        .charge(&attempt(&payer, &slow.id, "five", 1))
        .await
        .unwrap();
    let ChargeOutcome::NeedsAction { charge, .. } = &waiting else {
        panic!("{waiting:?} does not wait")
    };
    for _ in 0..2 {
        let state = stage.gateway().cancel_charge(charge).await.unwrap();
        assert!(matches!(state, ChargeOutcome::Canceled { .. }), "{state:?}");
    }
    let second = stage
        .gateway()
        .charge(&attempt(&payer, &quick.id, "five", 2))
        .await
        .unwrap();
    // Too late to call this one off.
    assert_eq!(
        paid(&stage.gateway().cancel_charge(paid(&second)).await.unwrap()),
        paid(&second)
    );
    assert_eq!(stage.till(&payer).await, 9_900);
}

/// Part of the money goes back, then the rest; a repeated refund gives nothing back twice.
pub(crate) async fn refund<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, PAYS).await;
    let outcome = stage
        .gateway()
        .charge(&request(&payer, &card.id, "six"))
        .await
        .unwrap();
    let part = RefundRequest {
        charge: paid(&outcome).clone(),
        amount: Some(usd(4_950)),
        key: IdempotencyKey::refund("note 1"),
    };
    let first = stage.gateway().refund(&part).await.unwrap();
    let RefundOutcome::Refunded { refund } = &first else {
        panic!("{first:?} instead of refunded")
    };
    assert_eq!(stage.restarted().refund(&part).await.unwrap(), first);
    assert_eq!(stage.gateway().refund_state(refund).await.unwrap(), first);
    assert_eq!(stage.till(&payer).await, 4_950);
    let rest = RefundRequest {
        key: IdempotencyKey::refund("note 2"),
        ..part
    };
    assert!(matches!(
        stage.gateway().refund(&rest).await.unwrap(),
        RefundOutcome::Refunded { .. }
    ));
    assert_eq!(stage.till(&payer).await, 0);
}

/// Nobody finishes another payer's form or takes away another payer's card.
pub(crate) async fn strangers<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, PAYS).await;
    let stranger = stage.gateway().ensure_payer(&other(), None).await.unwrap();
    let form = stage.gateway().begin_card_setup(&payer).await.unwrap();
    let gateway = stage.gateway();
    let finished = gateway
        .finish_card_setup(&stranger, setup_of(&form), CardEntry::AtProvider)
        .await;
    assert!(matches!(finished, Err(Error::NotFound(_))), "{finished:?}");
    let detached = gateway.detach_card(&stranger, &card.id).await;
    assert!(matches!(detached, Err(Error::NotFound(_))), "{detached:?}");
    assert_eq!(gateway.cards(&payer).await.unwrap(), [card]);
    assert_eq!(gateway.cards(&stranger).await.unwrap(), []);
}

/// A card that was taken away is gone; taking it away again is no error.
pub(crate) async fn detached<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, PAYS).await;
    for _ in 0..2 {
        stage.gateway().detach_card(&payer, &card.id).await.unwrap();
        assert_eq!(stage.gateway().cards(&payer).await.unwrap(), []);
    }
}

/// The process ends between charge and booking; the next one makes the same request.
pub(crate) async fn crash_before_booking<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, PAYS).await;
    let request = request(&payer, &card.id, &format!("seven {payer}"));
    stage.charge_and_die(&request).await;
    assert_eq!(stage.till(&payer).await, 9_900);
    for _ in 0..3 {
        paid(&stage.restarted().charge(&request).await.unwrap());
    }
    let found = stage.restarted().find_charge(&payer, &request.key).await.unwrap();
    paid(&found.expect("the charge is known"));
    assert_eq!(stage.till(&payer).await, 9_900);
}

/// The same request from several processes at once is one charge.
pub(crate) async fn at_once<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, PAYS).await;
    let request = request(&payer, &card.id, &format!("eight {payer}"));
    let (here, there) = (stage.restarted(), stage.restarted());
    let (a, b, c) = futures::join!(
        here.charge(&request),
        there.charge(&request),
        stage.gateway().charge(&request)
    );
    let (a, b, c) = (a.unwrap(), b.unwrap(), c.unwrap());
    assert_eq!((paid(&a), paid(&b)), (paid(&b), paid(&c)));
    assert_eq!(stage.till(&payer).await, 9_900);
}

/// A key stands for one amount; another one under it is refused and takes nothing.
pub(crate) async fn key_reused<S: Stage>(stage: &S) {
    let (payer, card) = with_card(stage, PAYS).await;
    let mut request = request(&payer, &card.id, &format!("nine {payer}"));
    assert!(
        stage
            .gateway()
            .find_charge(&payer, &request.key)
            .await
            .unwrap()
            .is_none()
    );
    paid(&stage.gateway().charge(&request).await.unwrap());
    request.amount = usd(1);
    let reused = stage.gateway().charge(&request).await;
    assert!(matches!(reused, Err(Error::KeyReused)), "{reused:?}");
    request.amount = usd(0);
    assert!(matches!(
        stage.gateway().charge(&request).await,
        Err(Error::NothingToMove)
    ));
    assert_eq!(stage.till(&payer).await, 9_900);
}
