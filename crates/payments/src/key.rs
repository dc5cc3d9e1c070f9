//! What makes an attempt repeatable: a key that the same attempt always has.

use aws_lc_rs::digest;
use std::fmt;

/// Names one attempt to move money. The same attempt always has the same key, so nothing has to be
/// remembered to repeat it, and the provider recognises the repetition.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key of an invoice's `attempt`, counted from 1. `invoice` is the invoice's unique id, not its
    /// number: installations that share one account at the provider may share numbers.
    #[must_use]
    pub fn charge(invoice: &str, attempt: u32) -> Self {
        Self::derived("charge", &[invoice, &attempt.to_string()])
    }

    /// The key of the refund that belongs to a credit note's unique id.
    #[must_use]
    pub fn refund(credit_note: &str) -> Self {
        Self::derived("refund", &[credit_note])
    }

    pub(crate) fn derived(purpose: &'static str, parts: &[&str]) -> Self {
        Self(format!("{purpose}-{}", fingerprint(purpose, parts)))
    }

    /// The key as text, at most 64 characters (Stripe allows 255).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 40 hex digits that stand for the parts; each part is preceded by its length, so that no two lists
/// of parts read the same.
pub(crate) fn fingerprint(purpose: &str, parts: &[&str]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in std::iter::once(&purpose).chain(parts) {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    hex::encode(context.finish().as_ref().get(..20).unwrap_or_default())
}
