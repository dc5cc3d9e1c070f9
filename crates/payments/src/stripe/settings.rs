//! How Stripe is reached.

use crate::{Error, Result, WebhookKeys};
use reqwest::Url;
use secrecy::SecretString;
use std::time::Duration;

/// What the operator sets, and limits that fit as they are.
#[derive(Clone, Debug)]
pub struct StripeSettings {
    /// `sk_live_…`, `sk_test_…` or, better, a restricted key (`rk_…`) that may write customers, set-ups,
    /// payment methods, PaymentIntents and refunds.
    pub secret_key: SecretString,
    /// `pk_…`; the page shows it to the browser.
    pub publishable_key: String,
    /// Secrets of the endpoint that receives notices, `whsec_…`.
    pub webhook_keys: WebhookKeys,
    /// Where the API is; https, or plain http on this machine for a stand-in.
    pub base: String,
    /// The longest wait for one answer, connection included.
    pub timeout: Duration,
    /// How often one call is made at most, the first time included.
    pub attempts: u32,
    /// The pause before the second attempt; it doubles with each, less up to half of it by chance.
    pub pause: Duration,
    /// The longest answer that is read, in bytes.
    pub largest_answer: usize,
}

impl StripeSettings {
    /// Stripe itself, with three attempts of at most 20 s. A page of 100 PaymentIntents takes some
    /// 400 KB; ten times that is read.
    #[must_use]
    pub fn new(
        secret_key: SecretString,
        publishable_key: impl Into<String>,
        webhook_keys: WebhookKeys,
    ) -> Self {
        Self {
            secret_key,
            publishable_key: publishable_key.into(),
            webhook_keys,
            base: "https://api.stripe.com".to_owned(),
            timeout: Duration::from_secs(20),
            attempts: 3,
            pause: Duration::from_millis(500),
            largest_answer: 4 << 20,
        }
    }

    /// The address, if the secret key may be sent there.
    pub(super) fn address(&self) -> Result<Url> {
        let wrong = Error::Settings("the address of Stripe's API");
        let Ok(url) = Url::parse(&self.base) else {
            return Err(wrong);
        };
        let here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        if url.scheme() == "https" || (url.scheme() == "http" && here) {
            Ok(url)
        } else {
            Err(wrong)
        }
    }
}
