//! Money in doubt: what Stripe's gateway does when answers fail to come, and that it never takes twice.

use crate::peer::{Peer, Step};
use crate::stripe_stage::settings;
use crate::support::{NOW, clock, random};
use crate::wire::{fresh, gateway, intent};
use payments::{ChargeOutcome, Error, IdempotencyKey, PaymentGateway, RefundOutcome, RefundRequest, Stripe};
use serde_json::{Value, json};
use std::time::Duration;

fn unknown(outcome: &ChargeOutcome) -> bool {
    matches!(outcome, ChargeOutcome::Unknown { charge: None })
}

#[tokio::test]
async fn what_passes_is_tried_again_under_the_same_key() {
    for passing in [
        Step::Reply(500, json!({})),
        Step::Reply(503, json!("no JSON object")),
        Step::Reply(429, json!({})),
        Step::Reply(409, json!({"error": {"code": "idempotency_key_in_use"}})),
        Step::Reply(200, json!({"id": 7})),
        Step::Advise(400, "stripe-should-retry", "true"),
        Step::Huge(intent("pi_0", "succeeded"), 4 << 20),
    ] {
        let peer = Peer::alone(vec![passing, Step::Reply(200, intent("pi_1", "succeeded"))]).await;
        let outcome = gateway(&peer).charge(&fresh()).await.unwrap();
        assert!(
            matches!(&outcome, ChargeOutcome::Paid { charge } if charge.as_str() == "pi_1"),
            "{outcome:?}"
        );
        let seen = peer.seen();
        assert_eq!(seen.len(), 2);
        assert_eq!(
            seen[0].header("idempotency-key"),
            seen[1].header("idempotency-key")
        );
        assert_eq!(seen[0].body, seen[1].body);
    }
}

#[tokio::test]
async fn it_gives_up_after_three_attempts_and_says_that_nobody_knows() {
    let peer = Peer::alone(vec![Step::Reply(500, json!({})); 3]).await;
    assert!(unknown(&gateway(&peer).charge(&fresh()).await.unwrap()));
    assert_eq!(peer.seen().len(), 3);
}

#[tokio::test]
async fn it_gives_up_at_once_if_stripe_says_so() {
    let peer = Peer::alone(vec![Step::Advise(500, "stripe-should-retry", "false")]).await;
    assert!(unknown(&gateway(&peer).charge(&fresh()).await.unwrap()));
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn silence_is_doubt() {
    let peer = Peer::alone(vec![Step::Hang]).await;
    let mut settings = settings(&peer.url);
    (settings.timeout, settings.attempts) = (Duration::from_millis(200), 1);
    let gateway = Stripe::new(settings, clock(), random()).unwrap();
    assert!(unknown(&gateway.charge(&fresh()).await.unwrap()));
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn nobody_there_is_doubt_for_money_and_an_error_for_questions() {
    // A port that was just given back.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let gateway = Stripe::new(settings(&url), clock(), random()).unwrap();
    assert!(unknown(&gateway.charge(&fresh()).await.unwrap()));
    let charge = "pi_1".parse().unwrap();
    for outcome in [
        gateway.charge_state(&charge).await.unwrap(),
        gateway.cancel_charge(&charge).await.unwrap(),
    ] {
        assert!(
            matches!(&outcome, ChargeOutcome::Unknown { charge: Some(id) } if id == &charge),
            "{outcome:?}"
        );
    }
    let request = RefundRequest {
        charge,
        amount: None,
        key: IdempotencyKey::refund("n"),
    };
    assert_eq!(gateway.refund(&request).await.unwrap(), RefundOutcome::Unknown);
    assert!(matches!(
        gateway.cards(&"cus_1".parse().unwrap()).await,
        Err(Error::Unreachable)
    ));
}

#[tokio::test]
async fn a_refusal_after_doubt_proves_nothing() {
    // The first attempt may have been carried out before the key was revoked.
    let denied = Step::Reply(401, json!({"error": {"type": "invalid_request_error"}}));
    let peer = Peer::alone(vec![Step::Reply(500, json!({})), denied.clone()]).await;
    assert!(unknown(&gateway(&peer).charge(&fresh()).await.unwrap()));
    let peer = Peer::alone(vec![denied]).await;
    assert!(matches!(
        gateway(&peer).charge(&fresh()).await,
        Err(Error::Credentials)
    ));
}

#[tokio::test]
async fn states_that_are_not_decided_stay_open() {
    for status in [
        "processing",
        "requires_capture",
        "requires_confirmation",
        "something_new",
    ] {
        let peer = Peer::alone(vec![Step::Reply(200, intent("pi_1", status))]).await;
        let outcome = gateway(&peer).charge(&fresh()).await.unwrap();
        assert!(
            matches!(&outcome, ChargeOutcome::Unknown { charge: Some(_) }),
            "{status}: {outcome:?}"
        );
    }
}

/// A gateway at the moment `later` after the attempt was recorded.
fn later(peer: &Peer, later: Duration) -> Stripe {
    let clock = clock();
    clock.set(NOW.plus(later));
    Stripe::new(settings(&peer.url), clock, random()).unwrap()
}

const HALF_A_DAY: Duration = Duration::from_secs(12 * 3600);

fn page(intents: &[Value], more: bool) -> Step {
    Step::Reply(200, json!({"object": "list", "data": intents, "has_more": more}))
}

#[tokio::test]
async fn an_old_attempt_is_looked_for_before_it_is_made() {
    let peer = Peer::alone(vec![page(&[intent("pi_1", "succeeded")], false)]).await;
    let outcome = later(&peer, HALF_A_DAY).charge(&fresh()).await.unwrap();
    assert!(matches!(outcome, ChargeOutcome::Paid { .. }), "{outcome:?}");
    let seen = peer.seen();
    assert_eq!(
        seen.iter().map(|s| s.method.as_str()).collect::<Vec<_>>(),
        ["GET"]
    );
    assert_eq!(seen[0].query, "customer=cus_1&limit=100");

    // Never heard of: it is made now.
    let peer = Peer::alone(vec![
        page(&[], false),
        Step::Reply(200, intent("pi_2", "succeeded")),
    ])
    .await;
    later(&peer, HALF_A_DAY * 60).charge(&fresh()).await.unwrap();
    assert_eq!(
        peer.seen().iter().map(|s| s.method.as_str()).collect::<Vec<_>>(),
        ["GET", "POST"]
    );

    // No answer to the look: it is not made.
    let peer = Peer::alone(vec![Step::Reply(500, json!({})); 3]).await;
    assert!(unknown(&later(&peer, HALF_A_DAY).charge(&fresh()).await.unwrap()));
    assert!(peer.seen().iter().all(|seen| seen.method == "GET"));

    // The key is still good: no look.
    let peer = Peer::alone(vec![Step::Reply(200, intent("pi_3", "succeeded"))]).await;
    later(&peer, HALF_A_DAY - Duration::from_secs(1))
        .charge(&fresh())
        .await
        .unwrap();
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn the_look_goes_through_all_pages_and_prefers_what_was_paid() {
    let mut stranger = intent("pi_9", "succeeded");
    stranger["metadata"] = json!({"conclave_key": "charge-another"});
    let pages = [
        page(&[stranger.clone(), intent("pi_8", "canceled")], true),
        page(&[intent("pi_7", "succeeded"), stranger], false),
    ];
    let peer = Peer::alone(pages.to_vec()).await;
    let found = gateway(&peer)
        .find_charge(&"cus_1".parse().unwrap(), &fresh().key)
        .await
        .unwrap();
    assert!(
        matches!(&found, Some(ChargeOutcome::Paid { charge }) if charge.as_str() == "pi_7"),
        "{found:?}"
    );
    assert_eq!(
        peer.seen()[1].query,
        "customer=cus_1&limit=100&starting_after=pi_8"
    );
}

#[tokio::test]
async fn a_refund_is_looked_for_before_it_is_made() {
    let key = IdempotencyKey::refund("n");
    let made = json!({"id": "re_1", "status": "pending", "metadata": {"conclave_key": key.as_str()}});
    let peer = Peer::alone(vec![Step::Reply(200, json!({"data": [made]}))]).await;
    let request = RefundRequest {
        charge: "pi_1".parse().unwrap(),
        amount: None,
        key,
    };
    let outcome = gateway(&peer).refund(&request).await.unwrap();
    assert!(matches!(outcome, RefundOutcome::Pending { .. }), "{outcome:?}");
    assert_eq!(peer.seen().len(), 1);
}
