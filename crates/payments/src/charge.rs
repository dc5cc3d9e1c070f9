//! Taking money from a card on file while nobody watches, and what can come of it.

use crate::{CardId, ChargeId, IdempotencyKey, PayerId};
use domain::Money;
use domain::Timestamp;
use secrecy::SecretString;

/// One attempt to take one amount. It must be the same every time the same key is used.
#[derive(Clone, Debug)]
pub struct ChargeRequest {
    /// Who pays.
    pub payer: PayerId,
    /// With which card.
    pub card: CardId,
    /// How much; more than zero.
    pub amount: Money,
    /// Names the attempt.
    pub key: IdempotencyKey,
    /// The invoice's id or number, shown to the operator on the provider's pages.
    pub invoice: String,
    /// When this attempt was first recorded. Providers forget keys after a day; an attempt that is
    /// repeated later is looked for before it is made.
    pub first_tried: Timestamp,
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub enum ChargeOutcome {
    /// The money was taken.
    Paid {
        /// The attempt.
        charge: ChargeId,
    },
    /// The card was declined; nothing was taken. The next attempt needs a new key.
    Declined {
        /// The attempt, if the provider gave it a name.
        charge: Option<ChargeId>,
        /// Why.
        decline: Decline,
    },
    /// The card's owner must confirm (3-D Secure); nothing was taken so far. Afterwards ask for the
    /// state. Before a new attempt is made instead, this one must be cancelled.
    NeedsAction {
        /// The attempt.
        charge: ChargeId,
        /// What the page has to do.
        action: Action,
    },
    /// The operator collects the money and marks the invoice as paid.
    AwaitingOperator {
        /// The attempt.
        charge: ChargeId,
    },
    /// Called off; nothing was or will be taken.
    Canceled {
        /// The attempt.
        charge: ChargeId,
    },
    /// Nobody knows yet whether money was taken. Make the same request again later, with the same key:
    /// it will not be taken twice.
    Unknown {
        /// The attempt, if it already has a name.
        charge: Option<ChargeId>,
    },
}

/// What the page has to do so that the card's owner can confirm.
#[derive(Clone, Debug)]
pub enum Action {
    /// Hand these to Stripe's script: `stripe.confirmCardPayment(client_secret, {payment_method: card})`.
    StripeScript {
        /// Lets the browser act on this one attempt. Only for the page of the payer.
        client_secret: SecretString,
        /// The card to confirm with.
        card: Option<CardId>,
    },
    /// Show a page with the two buttons of [`Simulated::authenticate`](crate::Simulated::authenticate).
    SimulatedPage,
}

/// Why a card was declined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decline {
    /// The provider's word, such as `insufficient_funds`; for the operator.
    pub code: String,
    /// What happened and what to do; for the customer.
    pub sentence: &'static str,
}

impl Decline {
    /// With the sentence that fits the code. A card reported lost or stolen is told apart for the
    /// operator only: whoever types such a card shall not learn it (Stripe, "Decline codes").
    #[must_use]
    pub fn new(code: impl Into<String>) -> Self {
        let code = code.into();
        let sentence = match code.as_str() {
            "insufficient_funds" => "The card has not enough money; use another card or try again later.",
            "expired_card" => "The card has expired; use another card.",
            "incorrect_cvc" | "invalid_cvc" => "The security code is wrong; check it and try again.",
            "incorrect_number" | "invalid_number" => "The card number is wrong; check it and try again.",
            "invalid_expiry_month" | "invalid_expiry_year" => {
                "The expiry date is wrong; check it and try again."
            }
            "card_velocity_exceeded" => {
                "The card has reached its limit; use another card or try again later."
            }
            "processing_error" | "try_again_later" | "issuer_not_available" => {
                "The bank could not process the payment; try again in a few minutes."
            }
            "authentication_required"
            | "authentication_failed"
            | "payment_intent_authentication_failure"
            | "setup_intent_authentication_failure" => {
                "The payment was not confirmed with the bank; try again and confirm it, or use another card."
            }
            "test_mode_live_card" => {
                "Only test cards work here, because no money moves; use 4242 4242 4242 4242."
            }
            _ => "The bank declined the card; use another card or ask the bank.",
        };
        Self { code, sentence }
    }
}
