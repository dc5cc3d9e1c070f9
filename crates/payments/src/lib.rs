//! Takes payments: one interface, [`PaymentGateway`], and three providers behind it.
//!
//! [`Stripe`] moves real money, [`Manual`] leaves it to the operator, [`Simulated`] moves none and is
//! what a fresh installation has. Nothing here knows the database, a web page or why something is
//! billed: the caller says what to charge, and books what is answered.
//!
//! The rule that everything else serves: whatever happens on the way, asking again with the same key
//! never charges twice. See `docs/decisions/0008-payments.md`.

mod any;
mod card;
mod charge;
mod csp;
mod error;
mod gateway;
mod id;
mod key;
mod manual;
mod positive;
mod refund;
mod setup;
pub mod simulated;
pub mod stripe;
mod webhook;

pub use any::AnyGateway;
pub use card::{Card, Expiry, TypedCard};
pub use charge::{Action, ChargeOutcome, ChargeRequest, Decline};
pub use csp::CspEntry;
pub use error::{Error, Result};
pub use gateway::{GatewayKind, Payer, PaymentGateway};
pub use id::{CardId, ChargeId, EventId, IdError, PayerId, RefundId, SetupId};
pub use key::IdempotencyKey;
pub use manual::Manual;
pub use refund::{RefundOutcome, RefundRequest};
pub use secrecy::{ExposeSecret, SecretString};
pub use setup::{CardEntry, CardSetup, SetupOutcome};
pub use simulated::Simulated;
pub use stripe::Stripe;
pub use webhook::{Subject, WebhookEvent, WebhookKeys};
