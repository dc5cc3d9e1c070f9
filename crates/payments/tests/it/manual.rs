//! Payment by hand: everything waits for the operator, and nothing pretends otherwise.

use crate::support::{acme, request};
use payments::{
    CardSetup, ChargeOutcome, Error, GatewayKind, IdempotencyKey, Manual, PaymentGateway, RefundOutcome,
    RefundRequest,
};

#[tokio::test]
async fn everything_awaits_the_operator() {
    let payer = Manual.ensure_payer(&acme(), None).await.unwrap();
    assert!(matches!(
        Manual.begin_card_setup(&payer).await.unwrap(),
        CardSetup::Unneeded
    ));
    assert_eq!(Manual.cards(&payer).await.unwrap(), []);
    let request = request(&payer, &"none".parse().unwrap(), "one");
    let (first, again) = (
        Manual.charge(&request).await.unwrap(),
        Manual.charge(&request).await.unwrap(),
    );
    let (ChargeOutcome::AwaitingOperator { charge }, ChargeOutcome::AwaitingOperator { charge: same }) =
        (first, again)
    else {
        panic!("the operator is to be awaited")
    };
    assert_eq!(charge, same);
    let found = Manual.find_charge(&payer, &request.key).await.unwrap();
    assert!(matches!(found, Some(ChargeOutcome::AwaitingOperator { charge: found }) if found == charge));
    let refund = RefundRequest {
        charge,
        amount: None,
        key: IdempotencyKey::refund("note"),
    };
    assert_eq!(
        Manual.refund(&refund).await.unwrap(),
        RefundOutcome::AwaitingOperator
    );
    assert!(matches!(
        Manual.read_webhook(b"{}", ""),
        Err(Error::NotOffered(_))
    ));
    assert_eq!(Manual.kind(), GatewayKind::Manual);
}
