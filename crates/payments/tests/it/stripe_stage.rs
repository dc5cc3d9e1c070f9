//! Stripe's gateway before a running localstripe, directly or through the peer.

use crate::peer::{Peer, Step};
use crate::stage::Stage;
use crate::support::{WallClock, random};
use payments::stripe::StripeSettings;
use payments::{
    Action, CardEntry, CardSetup, ChargeOutcome, ChargeRequest, ExposeSecret, PayerId, PaymentGateway,
    SetupId, SetupOutcome, Stripe, WebhookKeys,
};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const SECRET_KEY: &str = "sk_test_doNotPrintThisAnywhere";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_norThisOne";

/// Settings for a stand-in at `base`: everything as it is by default, but no pause between attempts.
pub(crate) fn settings(base: &str) -> StripeSettings {
    let keys = WebhookKeys::new([WEBHOOK_SECRET.to_owned().into()]);
    let mut settings = StripeSettings::new(SECRET_KEY.to_owned().into(), "pk_test_seen", keys);
    settings.base = base.to_owned();
    settings.pause = Duration::ZERO;
    settings
}

/// Where localstripe runs. Without it these tests are skipped, and say so.
#[expect(clippy::print_stderr, reason = "a skipped test has to say that it was")]
pub(crate) fn localstripe() -> Option<String> {
    let url = std::env::var("CONCLAVE_TEST_STRIPE_URL")
        .ok()
        .filter(|url| !url.is_empty());
    if url.is_none() {
        eprintln!(
            "skipped: CONCLAVE_TEST_STRIPE_URL is not set; run \
             CONCLAVE_TEST_STRIPE_URL=$(scripts/localstripe start) cargo test -p payments"
        );
    }
    url
}

pub(crate) struct StripeStage {
    localstripe: String,
    peer: Option<Peer>,
    gateway: Stripe,
    http: reqwest::Client,
}

pub(crate) fn form(setup: &CardSetup) -> (&SetupId, &str) {
    match setup {
        CardSetup::PaymentElement {
            setup, client_secret, ..
        } => (setup, client_secret.expose_secret()),
        _ => panic!("another form was expected"),
    }
}

impl StripeStage {
    pub(crate) fn direct() -> Option<Self> {
        let localstripe = localstripe()?;
        let gateway = Stripe::new(settings(&localstripe), Arc::new(WallClock), random()).unwrap();
        Some(Self {
            localstripe,
            peer: None,
            gateway,
            http: reqwest::Client::new(),
        })
    }

    pub(crate) async fn through_peer() -> Option<Self> {
        let localstripe = localstripe()?;
        let peer = Peer::start(Some(localstripe.clone()), Vec::new()).await;
        let gateway = Stripe::new(settings(&peer.url), Arc::new(WallClock), random()).unwrap();
        Some(Self {
            localstripe,
            peer: Some(peer),
            gateway,
            http: reqwest::Client::new(),
        })
    }

    fn open(&self, attempts: u32) -> Stripe {
        let mut settings = settings(self.peer.as_ref().map_or(&self.localstripe, |peer| &peer.url));
        settings.attempts = attempts;
        Stripe::new(settings, Arc::new(WallClock), random()).unwrap()
    }

    /// What the browser or the operator's page does.
    async fn post(&self, path: &str, form: &[(&str, &str)]) {
        let sent = self
            .http
            .post(format!("{}{path}", self.localstripe))
            .bearer_auth(SECRET_KEY)
            .form(form);
        let status = sent.send().await.unwrap().status();
        assert!(status.is_success() || status == 402, "{path}: {status}");
    }
}

impl Stage for StripeStage {
    type Gateway = Stripe;

    fn gateway(&self) -> &Stripe {
        &self.gateway
    }

    fn restarted(&self) -> Stripe {
        self.open(3)
    }

    async fn type_card(&self, payer: &PayerId, setup: &CardSetup, number: &str) -> SetupOutcome {
        let (id, secret) = form(setup);
        let fields = [
            ("client_secret", secret),
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", number),
            ("payment_method_data[card][exp_month]", "12"),
            ("payment_method_data[card][exp_year]", "2030"),
            ("payment_method_data[card][cvc]", "123"),
        ];
        self.post(&format!("/v1/setup_intents/{id}/confirm"), &fields)
            .await;
        self.gateway
            .finish_card_setup(payer, id, CardEntry::AtProvider)
            .await
            .unwrap()
    }

    async fn confirm_setup(&self, payer: &PayerId, setup: &CardSetup) -> SetupOutcome {
        let (id, secret) = form(setup);
        self.post(
            &format!("/v1/setup_intents/{id}/confirm"),
            &[("client_secret", secret)],
        )
        .await;
        self.gateway
            .finish_card_setup(payer, id, CardEntry::AtProvider)
            .await
            .unwrap()
    }

    async fn confirm(&self, _payer: &PayerId, waiting: &ChargeOutcome, yes: bool) {
        let ChargeOutcome::NeedsAction {
            charge,
            action: Action::StripeScript { client_secret, .. },
        } = waiting
        else {
            panic!("{waiting:?} does not wait")
        };
        let fields = [
            ("client_secret", client_secret.expose_secret()),
            ("success", if yes { "true" } else { "false" }),
        ];
        self.post(&format!("/v1/payment_intents/{charge}/_authenticate"), &fields)
            .await;
    }

    async fn charge_and_die(&self, request: &ChargeRequest) {
        self.peer
            .as_ref()
            .expect("only the peer can lose an answer")
            .then(Step::Lose);
        let outcome = self.open(1).charge(request).await.unwrap();
        assert!(
            matches!(outcome, ChargeOutcome::Unknown { charge: None }),
            "{outcome:?}"
        );
    }

    async fn till(&self, payer: &PayerId) -> i64 {
        let url = format!("{}/v1/charges?customer={payer}&limit=100", self.localstripe);
        let text = self
            .http
            .get(url)
            .bearer_auth(SECRET_KEY)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let page: Value = serde_json::from_str(&text).unwrap();
        let charges = page["data"].as_array().unwrap();
        let paid = charges.iter().filter(|charge| charge["paid"] == true);
        paid.map(|c| c["amount"].as_i64().unwrap() - c["amount_refunded"].as_i64().unwrap())
            .sum()
    }
}
