//! The fields of Stripe's answers that we read, named as in its API reference. Everything else is ignored.

use crate::{
    Action, Card, CardId, ChargeId, ChargeOutcome, Decline, Error, Expiry, PayerId, RefundId, RefundOutcome,
    Result, SetupId,
};
use secrecy::SecretString;
use serde::Deserialize;
use std::collections::HashMap;

/// The metadata of our key, as it is read back.
pub(super) const CONCLAVE_KEY: &str = "conclave_key";

#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

#[derive(Deserialize)]
pub(super) struct Customer {
    pub(super) id: PayerId,
}

/// A reference that Stripe writes as an id or, where it expands it, as the object.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Reference {
    Id(CardId),
    Object { id: CardId },
}

impl Reference {
    fn id(self) -> CardId {
        match self {
            Self::Id(id) | Self::Object { id } => id,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SetupIntent {
    pub(super) id: SetupId,
    pub(super) client_secret: Option<SecretString>,
    pub(super) customer: Option<PayerId>,
    pub(super) status: String,
    pub(super) payment_method: Option<CardId>,
    pub(super) last_setup_error: Option<ApiError>,
}

#[derive(Deserialize)]
pub(super) struct PaymentMethod {
    id: CardId,
    pub(super) customer: Option<PayerId>,
    card: Option<CardFacts>,
}

#[derive(Deserialize)]
struct CardFacts {
    brand: String,
    last4: String,
    exp_month: u8,
    exp_year: u16,
}

impl PaymentMethod {
    pub(super) fn card(self) -> Result<Card> {
        let facts = self.card.ok_or(Error::Unreadable("a card"))?;
        let expiry = Expiry {
            year: facts.exp_year,
            month: facts.exp_month,
        };
        Ok(Card {
            id: self.id,
            brand: facts.brand,
            last4: facts.last4,
            expiry,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct PaymentIntent {
    pub(super) id: ChargeId,
    status: String,
    client_secret: Option<SecretString>,
    payment_method: Option<Reference>,
    last_payment_error: Option<ApiError>,
    #[serde(default)]
    pub(super) metadata: HashMap<String, String>,
}

impl PaymentIntent {
    /// What the status means for the money.
    pub(super) fn outcome(self) -> ChargeOutcome {
        let charge = self.id;
        match self.status.as_str() {
            "succeeded" => ChargeOutcome::Paid { charge },
            "canceled" => ChargeOutcome::Canceled { charge },
            "requires_action" => needs_action(charge, self.client_secret, self.payment_method),
            "requires_payment_method" => {
                let error = self.last_payment_error.unwrap_or_default();
                if error.wants_authentication() {
                    // Tried without its owner; with the owner present the same card may go through.
                    needs_action(charge, self.client_secret, error.payment_method)
                } else {
                    ChargeOutcome::Declined {
                        charge: Some(charge),
                        decline: error.decline(),
                    }
                }
            }
            // `processing`, and states that our calls do not lead to.
            _ => ChargeOutcome::Unknown { charge: Some(charge) },
        }
    }
}

fn needs_action(charge: ChargeId, secret: Option<SecretString>, card: Option<Reference>) -> ChargeOutcome {
    match secret {
        Some(client_secret) => {
            let card = card.map(Reference::id);
            ChargeOutcome::NeedsAction {
                charge,
                action: Action::StripeScript { client_secret, card },
            }
        }
        None => ChargeOutcome::Unknown { charge: Some(charge) },
    }
}

#[derive(Deserialize)]
pub(super) struct Refund {
    id: RefundId,
    status: Option<String>,
    #[serde(default)]
    pub(super) metadata: HashMap<String, String>,
}

impl Refund {
    pub(super) fn outcome(self) -> RefundOutcome {
        let refund = self.id;
        match self.status.as_deref() {
            Some("succeeded") => RefundOutcome::Refunded { refund },
            Some("failed" | "canceled") => RefundOutcome::Failed { refund },
            _ => RefundOutcome::Pending { refund },
        }
    }
}

#[derive(Deserialize, Default)]
pub(super) struct ErrorBody {
    pub(super) error: ApiError,
}

/// An error of the API or the last error of an object; the fields are the same.
#[derive(Deserialize, Default)]
pub(super) struct ApiError {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    decline_code: Option<String>,
    payment_method: Option<Reference>,
    /// On errors of a PaymentIntent: as it stands now.
    pub(super) payment_intent: Option<Box<PaymentIntent>>,
}

// The message is not read: it may name account settings, and we have sentences of our own.
impl std::fmt::Debug for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.word())
    }
}

impl ApiError {
    pub(super) fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    pub(super) fn is_of_kind(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }

    /// The most telling short word, kept to what such words are made of.
    pub(super) fn word(&self) -> String {
        let word = self
            .decline_code
            .as_deref()
            .or(self.code.as_deref())
            .or(self.kind.as_deref());
        let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        word.unwrap_or("unknown").chars().filter(plain).take(64).collect()
    }

    pub(super) fn wants_authentication(&self) -> bool {
        let wanted = Some("authentication_required");
        self.code.as_deref() == wanted || self.decline_code.as_deref() == wanted
    }

    pub(super) fn decline(&self) -> Decline {
        Decline::new(self.word())
    }
}
