//! The provider that an installation has, chosen when it starts.

use crate::{
    Card, CardEntry, CardId, CardSetup, ChargeId, ChargeOutcome, ChargeRequest, CspEntry, GatewayKind,
    IdempotencyKey, Manual, Payer, PayerId, PaymentGateway, RefundId, RefundOutcome, RefundRequest, Result,
    SetupId, SetupOutcome, Simulated, Stripe, WebhookEvent,
};

/// One of the three.
#[derive(Debug)]
pub enum AnyGateway {
    /// Real money, through Stripe.
    Stripe(Stripe),
    /// Real money, by hand.
    Manual(Manual),
    /// No money.
    Simulated(Simulated),
}

impl AnyGateway {
    /// The simulated provider, for the pages that play the bank.
    #[must_use]
    pub fn simulated(&self) -> Option<&Simulated> {
        match self {
            Self::Simulated(gateway) => Some(gateway),
            Self::Stripe(_) | Self::Manual(_) => None,
        }
    }

    /// What names the account to Stripe's script; nothing where there is no such script. May be seen by anyone.
    #[must_use]
    pub fn publishable_key(&self) -> Option<&str> {
        match self {
            Self::Stripe(gateway) => Some(gateway.publishable_key()),
            Self::Manual(_) | Self::Simulated(_) => None,
        }
    }
}

macro_rules! ask {
    ($self:ident, $gateway:ident => $call:expr) => {
        match $self {
            Self::Stripe($gateway) => $call,
            Self::Manual($gateway) => $call,
            Self::Simulated($gateway) => $call,
        }
    };
}

impl PaymentGateway for AnyGateway {
    fn kind(&self) -> GatewayKind {
        ask!(self, g => g.kind())
    }

    fn csp(&self) -> &'static [CspEntry] {
        ask!(self, g => g.csp())
    }

    async fn ensure_payer(&self, payer: &Payer, known: Option<&PayerId>) -> Result<PayerId> {
        ask!(self, g => g.ensure_payer(payer, known).await)
    }

    async fn begin_card_setup(&self, payer: &PayerId) -> Result<CardSetup> {
        ask!(self, g => g.begin_card_setup(payer).await)
    }

    async fn finish_card_setup(
        &self,
        payer: &PayerId,
        setup: &SetupId,
        entry: CardEntry,
    ) -> Result<SetupOutcome> {
        ask!(self, g => g.finish_card_setup(payer, setup, entry).await)
    }

    async fn cards(&self, payer: &PayerId) -> Result<Vec<Card>> {
        ask!(self, g => g.cards(payer).await)
    }

    async fn detach_card(&self, payer: &PayerId, card: &CardId) -> Result<()> {
        ask!(self, g => g.detach_card(payer, card).await)
    }

    async fn charge(&self, request: &ChargeRequest) -> Result<ChargeOutcome> {
        ask!(self, g => g.charge(request).await)
    }

    async fn charge_state(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        ask!(self, g => g.charge_state(charge).await)
    }

    async fn find_charge(&self, payer: &PayerId, key: &IdempotencyKey) -> Result<Option<ChargeOutcome>> {
        ask!(self, g => g.find_charge(payer, key).await)
    }

    async fn cancel_charge(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        ask!(self, g => g.cancel_charge(charge).await)
    }

    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome> {
        ask!(self, g => g.refund(request).await)
    }

    async fn refund_state(&self, refund: &RefundId) -> Result<RefundOutcome> {
        ask!(self, g => g.refund_state(refund).await)
    }

    fn read_webhook(&self, body: &[u8], signature: &str) -> Result<WebhookEvent> {
        ask!(self, g => g.read_webhook(body, signature))
    }
}
