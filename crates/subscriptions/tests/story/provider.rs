//! A stand-in for Stripe that knows one customer, one card and one payment, and whose notices the test signs.

use crate::world::{World, paid_through};
use aws_lc_rs::hmac;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::Clock as _;
use payments::stripe::StripeSettings;
use payments::{AnyGateway, CardEntry, CardSetup, SetupOutcome, Stripe, WebhookKeys};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;

pub(crate) const SECRET: &str = "whsec_ofTheStandIn";

/// What the stand-in says about the payment, and how often it was asked about it.
struct Payment {
    status: &'static str,
    asked: usize,
}

#[derive(Clone)]
pub(crate) struct Provider(Arc<Mutex<Payment>>);

type Answer = (StatusCode, Json<Value>);

impl Provider {
    /// A world whose live apps pay through the stand-in. Its card's owner has to confirm every payment.
    pub(crate) async fn world(store: Store) -> (World, Self) {
        let provider = Self(Arc::new(Mutex::new(Payment {
            status: "requires_action",
            asked: 0,
        })));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let keys = WebhookKeys::new([SECRET.to_owned().into()]);
        let mut stripe = StripeSettings::new("sk_test".to_owned().into(), "pk_test", keys);
        stripe.base = format!("http://{}", listener.local_addr().unwrap());
        stripe.pause = Duration::ZERO;
        let router = Router::new()
            .route("/v1/customers", post(customer))
            .route("/v1/customers/{id}", post(customer))
            .route("/v1/setup_intents", post(set_up))
            .route("/v1/setup_intents/{id}", get(set_up))
            .route("/v1/payment_methods/{id}", get(card))
            .route("/v1/payment_intents", post(payment))
            .route("/v1/payment_intents/{id}", get(payment))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });

        let world = World::new(store).await;
        let gateway = Stripe::new(stripe, world.clock.clone(), Arc::clone(&world.random)).unwrap();
        let live = AnyGateway::Stripe(gateway);
        let subscriptions = paid_through(live, &world.store, &world.clock, &world.random);
        let world = World {
            subscriptions,
            ..world
        };
        (world, provider)
    }

    /// What the payment has come to, unless it cannot be found.
    pub(crate) fn says(&self, status: &'static str) {
        self.0.lock().unwrap().status = status;
    }

    /// How often the payment was asked for or about.
    pub(crate) fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }
}

/// Puts the stand-in's card on file and takes a plan, whose first invoice then waits for the card's owner.
pub(crate) async fn subscribe(world: &World) {
    let app = &world.live;
    let CardSetup::PaymentElement { setup, .. } = world.subscriptions.begin_card(app).await.unwrap() else {
        panic!("the provider's own form was expected")
    };
    let saved = world
        .subscriptions
        .finish_card(app, &setup, CardEntry::AtProvider)
        .await
        .unwrap();
    assert!(matches!(saved, SetupOutcome::Saved(_)), "{saved:?}");
    world.plan(app, "basic").await;
}

/// A notice about a payment as the provider sends it, signed now with this secret: body and header.
pub(crate) fn signed(world: &World, secret: &str, event: &str, payment: &str) -> (String, String) {
    let body = json!({
        "id": event,
        "object": "event",
        "type": "payment_intent.succeeded",
        "data": {"object": {"id": payment, "object": "payment_intent", "status": "succeeded"}},
    })
    .to_string();
    let at = world.clock.now().seconds();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = hex::encode(hmac::sign(&key, format!("{at}.{body}").as_bytes()));
    (body, format!("t={at},v1={signature}"))
}

async fn customer() -> Json<Value> {
    Json(json!({"id": "cus_1"}))
}

async fn set_up() -> Json<Value> {
    Json(json!({
        "id": "seti_1",
        "client_secret": "seti_1_secret",
        "customer": "cus_1",
        "status": "succeeded",
        "payment_method": "pm_1",
    }))
}

async fn card() -> Json<Value> {
    let card = json!({"brand": "visa", "last4": "3184", "exp_month": 12, "exp_year": 2031});
    Json(json!({"id": "pm_1", "customer": "cus_1", "card": card}))
}

async fn payment(State(provider): State<Provider>, uri: Uri) -> Answer {
    let mut payment = provider.0.lock().unwrap();
    payment.asked += 1;
    let known = ["/v1/payment_intents", "/v1/payment_intents/pi_1"].contains(&uri.path());
    if !known || payment.status == "missing" {
        let error = json!({"error": {"type": "invalid_request_error", "code": "resource_missing"}});
        return (StatusCode::NOT_FOUND, Json(error));
    }
    let intent = json!({
        "id": "pi_1",
        "object": "payment_intent",
        "status": payment.status,
        "client_secret": "pi_1_secret",
    });
    (StatusCode::OK, Json(intent))
}
