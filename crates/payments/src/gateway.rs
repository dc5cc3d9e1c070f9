//! The interface that billing speaks.

use crate::{
    Card, CardEntry, CardId, CardSetup, ChargeId, ChargeOutcome, ChargeRequest, CspEntry, IdempotencyKey,
    PayerId, RefundId, RefundOutcome, RefundRequest, Result, SetupId, SetupOutcome, WebhookEvent,
};
use std::future::Future;

/// Which provider it is; decides what the pages say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GatewayKind {
    /// Real money, through Stripe.
    Stripe,
    /// Real money, by hand.
    Manual,
    /// No money moves; every billing page says so.
    Simulated,
}

/// Who is to pay, as the provider shows them to the operator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payer {
    /// Our id of the customer; the provider keeps it beside its own.
    pub reference: String,
    /// The organisation.
    pub name: String,
    /// Where the provider's own mails go, if it sends any.
    pub email: String,
}

/// A provider of payments.
///
/// An `Err` means that this call moved no money. Whether money moved may also stay open for a while: that
/// is an outcome, `Unknown`, and it is resolved by making the same request again. An attempt that was
/// `Unknown` once stays in doubt, whatever errors follow, until another outcome settles it.
pub trait PaymentGateway: Send + Sync {
    /// Which provider this is.
    fn kind(&self) -> GatewayKind;

    /// What the pages with its form must allow.
    fn csp(&self) -> &'static [CspEntry];

    /// Makes the payer known to the provider, or brings name and address up to date if `known`.
    /// Store the answer: it may differ from `known` if the provider has forgotten that one.
    fn ensure_payer(
        &self,
        payer: &Payer,
        known: Option<&PayerId>,
    ) -> impl Future<Output = Result<PayerId>> + Send;

    /// Begins to put a card on file.
    fn begin_card_setup(&self, payer: &PayerId) -> impl Future<Output = Result<CardSetup>> + Send;

    /// Ends it, or says how it stands; may be asked again and again.
    ///
    /// # Errors
    /// [`NotFound`](crate::Error::NotFound) if the set-up is another payer's.
    fn finish_card_setup(
        &self,
        payer: &PayerId,
        setup: &SetupId,
        entry: CardEntry,
    ) -> impl Future<Output = Result<SetupOutcome>> + Send;

    /// The payer's cards, the newest first.
    fn cards(&self, payer: &PayerId) -> impl Future<Output = Result<Vec<Card>>> + Send;

    /// Forgets a card. A card that is already gone is no error.
    ///
    /// # Errors
    /// [`NotFound`](crate::Error::NotFound) if the card is another payer's.
    fn detach_card(&self, payer: &PayerId, card: &CardId) -> impl Future<Output = Result<()>> + Send;

    /// Takes money. The same request may be made any number of times, at any time, from any number of
    /// processes: money is taken at most once.
    fn charge(&self, request: &ChargeRequest) -> impl Future<Output = Result<ChargeOutcome>> + Send;

    /// How an attempt stands now; the truth to go by after a notice.
    fn charge_state(&self, charge: &ChargeId) -> impl Future<Output = Result<ChargeOutcome>> + Send;

    /// Looks an attempt up by its key; `None` if the provider never heard of it.
    fn find_charge(
        &self,
        payer: &PayerId,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<Option<ChargeOutcome>>> + Send;

    /// Calls an attempt off, so that another can be made without being paid twice. If it was paid in the
    /// meantime, the answer is `Paid`.
    fn cancel_charge(&self, charge: &ChargeId) -> impl Future<Output = Result<ChargeOutcome>> + Send;

    /// Gives money back. May be repeated like [`charge`](Self::charge).
    fn refund(&self, request: &RefundRequest) -> impl Future<Output = Result<RefundOutcome>> + Send;

    /// How a refund stands now.
    fn refund_state(&self, refund: &RefundId) -> impl Future<Output = Result<RefundOutcome>> + Send;

    /// Reads a notice: `body` exactly as it came, before any decoding, and the header that signs it.
    /// The caller stores the event's id first (one seen before is answered with success and dropped),
    /// and then asks for the state of the subject: notices come late, twice and in any order.
    ///
    /// # Errors
    /// [`Forged`](crate::Error::Forged), [`Unreadable`](crate::Error::Unreadable),
    /// [`NotOffered`](crate::Error::NotOffered).
    fn read_webhook(&self, body: &[u8], signature: &str) -> Result<WebhookEvent>;
}
