//! Notices as another implementation signs and delivers them: late, twice and in the wrong order.

use crate::cases::{DECLINES, PAYS};
use crate::stage::Stage;
use crate::stripe_stage::{StripeStage, WEBHOOK_SECRET, localstripe};
use crate::support::{acme, attempt};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use payments::{
    ChargeId, ChargeOutcome, Error, EventId, PayerId, PaymentGateway, SetupOutcome, Stripe, Subject,
    WebhookEvent,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::mpsc;

struct Delivery {
    body: Bytes,
    signature: String,
}

type Sender = mpsc::UnboundedSender<Delivery>;

async fn receive(State(deliveries): State<Sender>, headers: HeaderMap, body: Bytes) {
    let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
    drop(deliveries.send(Delivery { body, signature }));
}

/// Has localstripe deliver to us.
async fn subscribe(localstripe: &str) -> mpsc::UnboundedReceiver<Delivery> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let url = format!("http://{address}/");
    let (sender, receiver) = mpsc::unbounded_channel();
    let router = Router::new().route("/", post(receive)).with_state(sender);
    tokio::spawn(async move { axum::serve(listener, router).await });
    // A name of its own, so that two test runs do not take each other's notices.
    let config = format!("{localstripe}/_config/webhooks/conclave-{}", address.port());
    let form = [("url", url.as_str()), ("secret", WEBHOOK_SECRET)];
    assert!(
        reqwest::Client::new()
            .post(config)
            .form(&form)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    receiver
}

/// What the caller of this crate does with notices: keeps the id, asks for the state, keeps that.
#[derive(Default)]
struct Ledger {
    seen: BTreeSet<EventId>,
    paid: BTreeMap<ChargeId, bool>,
    asked: usize,
}

impl Ledger {
    async fn take(&mut self, gateway: &Stripe, event: &WebhookEvent) {
        if !self.seen.insert(event.id.clone()) {
            return;
        }
        if let Subject::Charge(charge) = &event.subject {
            self.asked += 1;
            let state = gateway.charge_state(charge).await.unwrap();
            self.paid
                .insert(charge.clone(), matches!(state, ChargeOutcome::Paid { .. }));
        }
    }
}

async fn card(stage: &StripeStage, payer: &PayerId, number: &str) -> payments::CardId {
    let form = stage.gateway().begin_card_setup(payer).await.unwrap();
    match stage.type_card(payer, &form, number).await {
        SetupOutcome::Saved(card) => card.id,
        other => panic!("{other:?}"),
    }
}

/// One notice about each of these charges; the other tests' notices are passed over.
async fn about(
    gateway: &Stripe,
    deliveries: &mut mpsc::UnboundedReceiver<Delivery>,
    charges: [&ChargeId; 2],
) -> Vec<WebhookEvent> {
    let mut found: Vec<WebhookEvent> = Vec::new();
    while found.len() < charges.len() {
        // Only so that a stand-in that died ends the test.
        let next = tokio::time::timeout(Duration::from_secs(60), deliveries.recv()).await;
        let delivery = next.ok().flatten().expect("localstripe delivers within a minute");
        let event = gateway.read_webhook(&delivery.body, &delivery.signature).unwrap();
        // Bytes count: the same notice with a line more is not the one that was signed.
        let longer = [&delivery.body[..], b"\n"].concat();
        assert!(matches!(
            gateway.read_webhook(&longer, &delivery.signature),
            Err(Error::Forged)
        ));
        let wanted = charges
            .iter()
            .any(|charge| event.subject == Subject::Charge((*charge).clone()));
        if wanted && found.iter().all(|known| known.subject != event.subject) {
            found.push(event);
        }
    }
    found
}

#[tokio::test]
async fn twice_and_in_the_wrong_order() {
    let (Some(url), Some(stage)) = (localstripe(), StripeStage::through_peer().await) else {
        return;
    };
    let mut deliveries = subscribe(&url).await;
    let gateway = stage.gateway();
    let payer = gateway.ensure_payer(&acme(), None).await.unwrap();
    let (bad, good) = (
        card(&stage, &payer, DECLINES).await,
        card(&stage, &payer, PAYS).await,
    );
    let (first, second) = (
        attempt(&payer, &bad, "notices", 1),
        attempt(&payer, &good, "notices", 2),
    );
    gateway.charge(&first).await.unwrap();
    // localstripe's decline does not name the attempt; the list does.
    let found = gateway.find_charge(&payer, &first.key).await.unwrap();
    let Some(ChargeOutcome::Declined {
        charge: Some(declined),
        ..
    }) = found
    else {
        panic!("{found:?}")
    };
    let outcome = gateway.charge(&second).await.unwrap();
    let ChargeOutcome::Paid { charge } = outcome else {
        panic!("{outcome:?} instead of paid")
    };
    let events = about(gateway, &mut deliveries, [&declined, &charge]).await;

    let mut results = Vec::new();
    for order in [[0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 0, 0]] {
        let mut ledger = Ledger::default();
        for place in order {
            ledger.take(gateway, &events[place]).await;
        }
        assert_eq!(ledger.asked, 2, "a notice that came again was acted on");
        results.push(ledger.paid);
    }
    assert!(results.iter().all(|result| result == &results[0]), "{results:?}");
    assert_eq!(results[0], BTreeMap::from([(declined, false), (charge, true)]));
}
