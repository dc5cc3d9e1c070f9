//! Payments through Stripe's API: the dozen calls we need, with a pinned version.

mod answers;
mod call;
mod cards;
mod charges;
mod customers;
mod refunds;
mod settings;

pub use call::VERSION;
pub use settings::StripeSettings;

use crate::{
    Card, CardEntry, CardId, CardSetup, ChargeId, ChargeOutcome, ChargeRequest, CspEntry, Error, GatewayKind,
    IdempotencyKey, Payer, PayerId, PaymentGateway, RefundId, RefundOutcome, RefundRequest, Result, SetupId,
    SetupOutcome, WebhookEvent, WebhookKeys,
};
use call::Caller;
use domain::{Clock, Random};
use std::sync::Arc;

/// The metadata under which Stripe keeps the key of an attempt or refund, so that it can be found after
/// Stripe has forgotten the key itself.
const KEY: &str = "metadata[conclave_key]";

/// What Stripe's script and its frames need (Stripe, "Integration security guide"). The address
/// completion, which would add Google Maps, is not used.
const CSP: [CspEntry; 3] = [
    CspEntry {
        directive: "script-src",
        sources: &["https://js.stripe.com", "https://*.js.stripe.com"],
    },
    CspEntry {
        directive: "frame-src",
        sources: &[
            "https://js.stripe.com",
            "https://*.js.stripe.com",
            "https://hooks.stripe.com",
        ],
    },
    CspEntry {
        directive: "connect-src",
        sources: &["https://api.stripe.com"],
    },
];

/// Takes payments through Stripe.
pub struct Stripe {
    caller: Caller,
    publishable_key: String,
    webhook_keys: WebhookKeys,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Stripe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stripe")
            .field("publishable_key", &self.publishable_key)
            .finish_non_exhaustive()
    }
}

impl Stripe {
    /// Where the page loads Stripe's script from. It may not be served from anywhere else.
    pub const SCRIPT: &str = "https://js.stripe.com/v3/";

    /// The events to choose for the endpoint on Stripe's pages. Others do no harm, they are read as
    /// [`Subject::Other`](crate::Subject::Other).
    pub const EVENTS: [&str; 8] = [
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "payment_intent.requires_action",
        "setup_intent.succeeded",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
    ];

    /// A gateway with these settings. It calls nobody yet. `random` spreads repetitions in time.
    ///
    /// # Errors
    /// [`Error::Settings`] if the address is neither https nor this machine, or the system has no
    /// certificates.
    pub fn new(settings: StripeSettings, clock: Arc<dyn Clock>, random: Arc<Random>) -> Result<Self> {
        Ok(Self {
            caller: Caller::new(&settings, random)?,
            publishable_key: settings.publishable_key,
            webhook_keys: settings.webhook_keys,
            clock,
        })
    }

    /// What names the account to Stripe's script.
    #[must_use]
    pub fn publishable_key(&self) -> &str {
        &self.publishable_key
    }
}

impl PaymentGateway for Stripe {
    fn kind(&self) -> GatewayKind {
        GatewayKind::Stripe
    }

    fn csp(&self) -> &'static [CspEntry] {
        &CSP
    }

    async fn ensure_payer(&self, payer: &Payer, known: Option<&PayerId>) -> Result<PayerId> {
        customers::ensure(&self.caller, payer, known).await
    }

    async fn begin_card_setup(&self, payer: &PayerId) -> Result<CardSetup> {
        cards::begin(&self.caller, payer, &self.publishable_key).await
    }

    async fn finish_card_setup(
        &self,
        payer: &PayerId,
        setup: &SetupId,
        entry: CardEntry,
    ) -> Result<SetupOutcome> {
        match entry {
            CardEntry::AtProvider => cards::finish(&self.caller, payer, setup).await,
            CardEntry::Typed(_) => Err(Error::NotOffered("form of our own for cards")),
        }
    }

    async fn cards(&self, payer: &PayerId) -> Result<Vec<Card>> {
        cards::list(&self.caller, payer).await
    }

    async fn detach_card(&self, payer: &PayerId, card: &CardId) -> Result<()> {
        cards::detach(&self.caller, payer, card).await
    }

    async fn charge(&self, request: &ChargeRequest) -> Result<ChargeOutcome> {
        charges::charge(&self.caller, request, self.clock.now()).await
    }

    async fn charge_state(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        charges::state(&self.caller, charge).await
    }

    async fn find_charge(&self, payer: &PayerId, key: &IdempotencyKey) -> Result<Option<ChargeOutcome>> {
        charges::find(&self.caller, payer, key).await
    }

    async fn cancel_charge(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        charges::cancel(&self.caller, charge).await
    }

    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome> {
        refunds::refund(&self.caller, request).await
    }

    async fn refund_state(&self, refund: &RefundId) -> Result<RefundOutcome> {
        refunds::state(&self.caller, refund).await
    }

    fn read_webhook(&self, body: &[u8], signature: &str) -> Result<WebhookEvent> {
        self.webhook_keys.read(body, signature, self.clock.now())
    }
}
