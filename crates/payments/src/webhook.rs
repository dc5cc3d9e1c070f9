//! Notices of the provider: whether they are genuine, and what they are about.
//!
//! The scheme is Stripe's ("Verify webhook signatures manually"): the header is
//! `t=<unix seconds>,v1=<hex>[,v1=<hex>…]`, each `v1` an HMAC-SHA256 over `<t>.<raw body>` with the
//! endpoint's whole secret, `whsec_` included, as the key.

use crate::{ChargeId, Error, EventId, RefundId, Result, SetupId};
use aws_lc_rs::hmac;
use domain::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// How far the notice's time may be from ours, in seconds, either way. Stripe's libraries use the same.
const TOLERANCE: u64 = 300;
/// Longer notices are not read.
const LARGEST: usize = 1 << 20;
/// More signatures than any rotation of secrets needs.
const MOST_SIGNATURES: usize = 16;

/// What a notice is about. What happened to it is asked for, not read from the notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Ask for the state of this attempt.
    Charge(ChargeId),
    /// Ask how this set-up stands.
    Setup(SetupId),
    /// Ask for the state of this refund.
    Refund(RefundId),
    /// The customer's bank wants the money of this attempt back; the operator must look.
    Dispute(Option<ChargeId>),
    /// Nothing that concerns us.
    Other,
}

/// A genuine notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebhookEvent {
    /// Names the notice; the same notice may come again under the same id.
    pub id: EventId,
    /// What it is about.
    pub subject: Subject,
}

/// The secrets that notices may be signed with; several while one is being replaced.
#[derive(Clone, Default, Debug)]
pub struct WebhookKeys(Vec<SecretString>);

impl WebhookKeys {
    /// The endpoint's secrets. Empty ones are left out, because anybody could sign with them.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = SecretString>) -> Self {
        Self(
            secrets
                .into_iter()
                .filter(|s| !s.expose_secret().is_empty())
                .collect(),
        )
    }

    /// Reads a notice if it is genuine and recent.
    pub(crate) fn read(&self, body: &[u8], header: &str, now: Timestamp) -> Result<WebhookEvent> {
        if body.len() > LARGEST || !self.signed(body, header, now) {
            return Err(Error::Forged);
        }
        let event: Envelope = serde_json::from_slice(body).map_err(|_| Error::Unreadable("a notice"))?;
        Ok(WebhookEvent {
            subject: event.data.object.subject()?,
            id: event.id,
        })
    }

    fn signed(&self, body: &[u8], header: &str, now: Timestamp) -> bool {
        let fields = || header.split(',').filter_map(|field| field.trim().split_once('='));
        let mut times = fields().filter(|(name, _)| *name == "t").map(|(_, value)| value);
        let (Some(time), None) = (times.next(), times.next()) else {
            return false;
        };
        if !time
            .parse()
            .is_ok_and(|at: i64| at.abs_diff(now.seconds()) <= TOLERANCE)
        {
            return false;
        }
        let message = [time.as_bytes(), b".", body].concat();
        let signatures: Vec<Vec<u8>> = fields()
            .filter(|(name, _)| *name == "v1")
            .filter_map(|(_, value)| hex::decode(value).ok())
            .take(MOST_SIGNATURES)
            .collect();
        self.0.iter().any(|secret| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
            // Compares in constant time.
            signatures
                .iter()
                .any(|signature| hmac::verify(&key, &message, signature).is_ok())
        })
    }
}

#[derive(Deserialize)]
struct Envelope {
    id: EventId,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    // Some objects, a balance for one, have no id.
    id: Option<String>,
    object: Option<String>,
    payment_intent: Option<String>,
}

impl Object {
    fn subject(self) -> Result<Subject> {
        let unreadable = |_| Error::Unreadable("a notice");
        let about = |id: Option<String>| ChargeId::try_from(id.unwrap_or_default()).map_err(unreadable);
        let id = self.id.unwrap_or_default();
        Ok(match self.object.as_deref() {
            Some("payment_intent") => Subject::Charge(ChargeId::try_from(id).map_err(unreadable)?),
            // A charge that belongs to no PaymentIntent is none of ours.
            Some("charge") if self.payment_intent.is_some() => Subject::Charge(about(self.payment_intent)?),
            Some("setup_intent") => Subject::Setup(SetupId::try_from(id).map_err(unreadable)?),
            Some("refund") => Subject::Refund(RefundId::try_from(id).map_err(unreadable)?),
            Some("dispute") => Subject::Dispute(self.payment_intent.map(|id| about(Some(id))).transpose()?),
            _ => Subject::Other,
        })
    }
}
