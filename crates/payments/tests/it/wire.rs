//! What goes over the wire to Stripe, what is understood of the answers, and what never leaks.

use crate::peer::{Peer, Step};
use crate::stripe_stage::{SECRET_KEY, settings};
use crate::support::{NOW, acme, clock, random, request};
use payments::stripe::VERSION;
use payments::{
    Action, CardEntry, CardSetup, ChargeOutcome, ChargeRequest, Error, ExposeSecret, IdempotencyKey,
    PaymentGateway, RefundRequest, SetupOutcome, Stripe,
};
use serde_json::{Value, json};

pub(crate) fn gateway(peer: &Peer) -> Stripe {
    Stripe::new(settings(&peer.url), clock(), random()).unwrap()
}

/// An attempt that was recorded just now, by the manual clock.
pub(crate) fn fresh() -> ChargeRequest {
    let request = request(&"cus_1".parse().unwrap(), &"pm_1".parse().unwrap(), "invoice-1");
    ChargeRequest {
        first_tried: NOW,
        ..request
    }
}

pub(crate) fn intent(id: &str, status: &str) -> Value {
    json!({"id": id, "object": "payment_intent", "status": status, "client_secret": format!("{id}_secret_s"),
           "metadata": {"conclave_key": fresh().key.as_str()}, "last_payment_error": null, "latest_charge": "ch_1"})
}

#[tokio::test]
async fn a_charge_as_stripe_sees_it() {
    let peer = Peer::alone(vec![Step::Reply(200, intent("pi_1", "succeeded"))]).await;
    let outcome = gateway(&peer).charge(&fresh()).await.unwrap();
    assert!(
        matches!(&outcome, ChargeOutcome::Paid { charge } if charge.as_str() == "pi_1"),
        "{outcome:?}"
    );
    let seen = &peer.seen()[..];
    let [seen] = seen else {
        panic!("one request was expected: {seen:?}")
    };
    assert_eq!(
        (seen.method.as_str(), seen.path.as_str(), seen.query.as_str()),
        ("POST", "/v1/payment_intents", "")
    );
    assert_eq!(seen.header("authorization"), format!("Bearer {SECRET_KEY}"));
    assert_eq!(seen.header("stripe-version"), VERSION);
    assert_eq!(seen.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(
        seen.header("idempotency-key"),
        IdempotencyKey::charge("invoice-1", 1).as_str()
    );
    let key = seen.header("idempotency-key");
    assert_eq!(
        seen.body,
        format!(
            "amount=9900&currency=usd&customer=cus_1&payment_method=pm_1&payment_method_types%5B%5D=card\
             &confirm=true&off_session=true&metadata%5Bconclave_invoice%5D=invoice-1&metadata%5Bconclave_key%5D={key}"
        )
    );
}

#[test]
fn keys_are_stable_and_differ_where_they_must() {
    assert_eq!(
        IdempotencyKey::charge("invoice-1", 1).as_str(),
        "charge-184caee8e3dd27967ca8ee898b4fe0e8286a87c9",
        "a key that changes with a release charges twice across it"
    );
    let all = [
        IdempotencyKey::charge("1", 11),
        IdempotencyKey::charge("11", 1),
        IdempotencyKey::charge("11", 2),
        IdempotencyKey::refund("11"),
    ];
    for (place, key) in all.iter().enumerate() {
        assert!(all[place + 1..].iter().all(|other| other != key));
    }
}

#[tokio::test]
async fn declines() {
    for (error, code) in [
        (
            json!({"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}),
            "insufficient_funds",
        ),
        (
            json!({"type": "card_error", "code": "expired_card"}),
            "expired_card",
        ),
        (json!({}), "unknown"),
    ] {
        let mut with_intent = error.clone();
        with_intent["payment_intent"] = intent("pi_1", "requires_payment_method");
        with_intent["payment_intent"]["last_payment_error"] = error.clone();
        for (body, named) in [(error, false), (with_intent, true)] {
            let peer = Peer::alone(vec![Step::Reply(402, json!({"error": body}))]).await;
            let outcome = gateway(&peer).charge(&fresh()).await.unwrap();
            let ChargeOutcome::Declined { charge, decline } = outcome else {
                panic!("{outcome:?}")
            };
            assert_eq!((charge.is_some(), decline.code.as_str()), (named, code));
        }
    }
}

#[tokio::test]
async fn an_absent_owner_is_asked_to_confirm() {
    let last = json!({"type": "card_error", "code": "authentication_required",
                      "decline_code": "authentication_required", "payment_method": {"id": "pm_1", "object": "payment_method"}});
    let mut error = last.clone();
    error["payment_intent"] = intent("pi_1", "requires_payment_method");
    error["payment_intent"]["last_payment_error"] = last;
    let peer = Peer::alone(vec![Step::Reply(402, json!({"error": error}))]).await;
    let outcome = gateway(&peer).charge(&fresh()).await.unwrap();
    let ChargeOutcome::NeedsAction {
        charge,
        action: Action::StripeScript { client_secret, card },
    } = outcome
    else {
        panic!("{outcome:?}")
    };
    assert_eq!(charge.as_str(), "pi_1");
    assert_eq!(client_secret.expose_secret(), "pi_1_secret_s");
    assert_eq!(card.unwrap().as_str(), "pm_1");
}

#[tokio::test]
async fn the_form_of_stripe() {
    let setup = json!({"id": "seti_1", "client_secret": "seti_1_secret_s", "customer": "cus_1",
                       "status": "requires_payment_method", "payment_method": null, "last_setup_error": null});
    let mut refused = setup.clone();
    refused["last_setup_error"] = json!({"type": "card_error", "code": "incorrect_cvc"});
    let steps = [setup.clone(), setup, refused].map(|value| Step::Reply(200, value));
    let peer = Peer::alone(steps.to_vec()).await;
    let (gateway, payer) = (gateway(&peer), "cus_1".parse().unwrap());
    let form = gateway.begin_card_setup(&payer).await.unwrap();
    let CardSetup::PaymentElement {
        setup,
        client_secret,
        publishable_key,
    } = &form
    else {
        panic!("{form:?}")
    };
    assert_eq!(
        (client_secret.expose_secret(), publishable_key.as_str()),
        ("seti_1_secret_s", "pk_test_seen")
    );
    assert_eq!(
        peer.seen()[0].body,
        "customer=cus_1&usage=off_session&payment_method_types%5B%5D=card"
    );
    let outcome = gateway
        .finish_card_setup(&payer, setup, CardEntry::AtProvider)
        .await
        .unwrap();
    assert!(matches!(outcome, SetupOutcome::Unfinished), "{outcome:?}");
    let outcome = gateway
        .finish_card_setup(&payer, setup, CardEntry::AtProvider)
        .await
        .unwrap();
    assert!(
        matches!(&outcome, SetupOutcome::Declined(decline) if decline.code == "incorrect_cvc"),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_payer_that_stripe_has_forgotten_is_made_again() {
    let gone = json!({"error": {"type": "invalid_request_error", "code": "resource_missing"}});
    let peer = Peer::alone(vec![
        Step::Reply(404, gone),
        Step::Reply(200, json!({"id": "cus_2"})),
    ])
    .await;
    let id = gateway(&peer)
        .ensure_payer(&acme(), Some(&"cus_1".parse().unwrap()))
        .await
        .unwrap();
    assert_eq!(id.as_str(), "cus_2");
    let paths: Vec<String> = peer.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/v1/customers/cus_1", "/v1/customers"]);
    assert!(peer.seen()[1].body.starts_with(
        "name=Acme+%26+S%C3%B6hne&email=billing%40acme.example&metadata%5Bconclave_customer%5D="
    ));
}

#[tokio::test]
async fn refusals_are_errors_and_tell_no_secrets() {
    let secret = json!({"error": {"type": "invalid_request_error", "code": "parameter_invalid",
                        "message": format!("Invalid API Key provided: {SECRET_KEY}"), "param": "customer"}});
    for (status, expected) in [
        (401, "does not accept"),
        (403, "does not accept"),
        (404, "is not known"),
        (400, "parameter_invalid"),
    ] {
        let peer = Peer::alone(vec![Step::Reply(status, secret.clone())]).await;
        let gateway = gateway(&peer);
        let error = gateway.charge(&fresh()).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{status}: {error}");
        for text in [
            format!("{error:?}"),
            error.to_string(),
            format!("{gateway:?}"),
            format!("{:?}", settings("x")),
        ] {
            assert!(
                !text.contains("doNotPrint") && !text.contains("norThisOne"),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn the_key_does_not_follow_a_redirect() {
    let elsewhere = Peer::alone(Vec::new()).await;
    let peer = Peer::alone(Vec::new()).await;
    let target: &'static str = Box::leak(format!("{}/v1/steal", elsewhere.url).into_boxed_str());
    peer.then(Step::Advise(307, "location", target));
    let error = gateway(&peer).charge(&fresh()).await.unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    assert!(elsewhere.seen().is_empty());
}

#[test]
fn the_key_is_not_sent_in_the_clear() {
    for base in [
        "http://api.stripe.com",
        "http://127.0.0.1.evil.example",
        "ftp://127.0.0.1",
        "",
        "api.stripe.com",
    ] {
        let made = Stripe::new(settings(base), clock(), random());
        assert!(matches!(made, Err(Error::Settings(_))), "{base}");
    }
    for base in [
        "https://api.stripe.com",
        "http://127.0.0.1:18420",
        "http://localhost:1",
        "http://[::1]:1/",
    ] {
        assert!(Stripe::new(settings(base), clock(), random()).is_ok(), "{base}");
    }
}

#[tokio::test]
async fn too_large_a_refund_is_told() {
    let over = json!({"error": {"type": "invalid_request_error", "code": "charge_already_refunded"}});
    let peer = Peer::alone(vec![
        Step::Reply(200, json!({"data": []})),
        Step::Reply(400, over),
    ])
    .await;
    let request = RefundRequest {
        charge: "pi_1".parse().unwrap(),
        amount: None,
        key: IdempotencyKey::refund("n"),
    };
    assert!(matches!(
        gateway(&peer).refund(&request).await,
        Err(Error::TooMuch)
    ));
}

#[test]
fn what_the_page_must_allow() {
    let gateway = Stripe::new(settings("http://127.0.0.1:1"), clock(), random()).unwrap();
    let directives: Vec<&str> = gateway.csp().iter().map(|entry| entry.directive).collect();
    assert_eq!(directives, ["script-src", "frame-src", "connect-src"]);
    assert!(
        gateway
            .csp()
            .iter()
            .flat_map(|entry| entry.sources)
            .all(|source| source.starts_with("https://"))
    );
}
