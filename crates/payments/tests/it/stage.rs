//! What a case needs from a provider besides the gateway: the person at the form, the bank, the till.

use payments::{CardSetup, ChargeOutcome, ChargeRequest, PayerId, PaymentGateway, SetupOutcome};

pub(crate) trait Stage {
    type Gateway: PaymentGateway;

    fn gateway(&self) -> &Self::Gateway;

    /// The same provider, seen by a process that has just started.
    fn restarted(&self) -> Self::Gateway;

    /// A person types this number into the form, and the page comes back.
    async fn type_card(&self, payer: &PayerId, form: &CardSetup, number: &str) -> SetupOutcome;

    /// The card's owner confirms at the bank that the card may be kept.
    async fn confirm_setup(&self, payer: &PayerId, form: &CardSetup) -> SetupOutcome;

    /// The card's owner presses a button at the bank.
    async fn confirm(&self, payer: &PayerId, waiting: &ChargeOutcome, yes: bool);

    /// Charges, and the process ends before it can read the answer.
    async fn charge_and_die(&self, request: &ChargeRequest);

    /// Cents that the provider holds of this payer: taken less given back.
    async fn till(&self, payer: &PayerId) -> i64;
}
