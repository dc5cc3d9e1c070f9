//! One call: form in, JSON out, repeated where that is safe, and doubt told from refusal.

use super::answers::{ApiError, ErrorBody};
use super::settings::StripeSettings;
use crate::{Error, Result};
use domain::Random;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// The version of Stripe's API whose fields we read. Stripe answers in it whatever the account's own
/// version is.
pub const VERSION: &str = "2025-06-30.basil";

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Fields of a form or a query.
pub(super) type Fields<'a> = &'a [(&'a str, &'a str)];

/// Why a call has no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// Stripe may or may not have done it.
    Doubt,
    /// Stripe says that it did not.
    Denied(StatusCode, Box<ApiError>),
}

impl Failure {
    /// For calls that move no money. `what` is what was looked for.
    pub(super) fn error(self, what: &'static str) -> Error {
        match self {
            Self::Doubt => Error::Unreachable,
            Self::Denied(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => Error::Credentials,
            Self::Denied(StatusCode::NOT_FOUND, _) => Error::NotFound(what),
            Self::Denied(_, error) if error.is("resource_missing") => Error::NotFound(what),
            Self::Denied(_, error) => Error::Refused { code: error.word() },
        }
    }
}

/// Speaks HTTP with Stripe.
pub(super) struct Caller {
    http: reqwest::Client,
    base: Url,
    key: SecretString,
    attempts: u32,
    pause: Duration,
    largest: usize,
    random: Arc<Random>,
}

impl Caller {
    pub(super) fn new(settings: &StripeSettings, random: Arc<Random>) -> Result<Self> {
        let base = settings.address()?;
        let headers = [(
            HeaderName::from_static("stripe-version"),
            HeaderValue::from_static(VERSION),
        )];
        let http = reqwest::Client::builder()
            .default_headers(HeaderMap::from_iter(headers))
            .user_agent(concat!("conclave/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(settings.timeout)
            .build()
            .map_err(|_| Error::Settings("the system's certificates"))?;
        Ok(Self {
            http,
            base,
            key: settings.secret_key.clone(),
            attempts: settings.attempts.max(1),
            pause: settings.pause,
            largest: settings.largest_answer,
            random,
        })
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: Fields<'_>,
    ) -> Result<T, Failure> {
        self.run(path, |url| self.http.request(Method::GET, url).query(query))
            .await
    }

    /// A call that may be repeated because doing it twice changes nothing more.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        form: Fields<'_>,
    ) -> Result<T, Failure> {
        self.run(path, |url| self.http.request(Method::POST, url).form(form))
            .await
    }

    /// A call that may be repeated because Stripe recognises the key.
    pub(super) async fn post_once<T: DeserializeOwned>(
        &self,
        path: &[&str],
        form: Fields<'_>,
        key: &str,
    ) -> Result<T, Failure> {
        self.run(path, |url| {
            self.http
                .request(Method::POST, url)
                .form(form)
                .header(IDEMPOTENCY_KEY, key)
        })
        .await
    }

    async fn run<T: DeserializeOwned>(
        &self,
        path: &[&str],
        request: impl Fn(Url) -> RequestBuilder,
    ) -> Result<T, Failure> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("v1").extend(path);
        }
        let mut doubt = false;
        for attempt in 0..self.attempts {
            if attempt > 0 {
                tokio::time::sleep(self.wait(attempt)).await;
            }
            let sent = request(url.clone())
                .bearer_auth(self.key.expose_secret())
                .send()
                .await;
            match self.read(path, sent).await {
                Verdict::Done(result) => return Ok(result),
                // An earlier attempt of this call may have been carried out unseen.
                Verdict::Denied(status, _) if doubt && status != StatusCode::PAYMENT_REQUIRED => break,
                Verdict::Denied(status, error) => return Err(Failure::Denied(status, error)),
                Verdict::Final => break,
                Verdict::Again => doubt = true,
            }
        }
        Err(Failure::Doubt)
    }

    /// Half of the doubled pause and a random part of the other half.
    fn wait(&self, attempt: u32) -> Duration {
        let full = self.pause.saturating_mul(1 << (attempt - 1).min(6));
        let [chance] = self.random.bytes();
        full / 2 + full / 2 * u32::from(chance) / 255
    }

    async fn read<T: DeserializeOwned>(&self, path: &[&str], sent: reqwest::Result<Response>) -> Verdict<T> {
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                // The address is left out although it holds no secret today.
                tracing::warn!(path = path.first(), error = %error.without_url(), "Stripe did not answer");
                return Verdict::Again;
            }
        };
        let status = response.status();
        let header = |name| {
            response
                .headers()
                .get(name)
                .and_then(|v: &HeaderValue| v.to_str().ok())
        };
        let advice = header("stripe-should-retry").map(|text| text == "true");
        let request = header("request-id").unwrap_or_default().to_owned();
        let body = self.body(response).await;
        if status.is_success() {
            // Half an answer to a finished call; the key brings the whole one.
            let read = body.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            return read.map_or(Verdict::Again, Verdict::Done);
        }
        let error = body
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_else(ErrorBody::default)
            .error;
        let word = error.word();
        tracing::warn!(path = path.first(), %status, code = word, request, "Stripe answered with an error");
        // A conflict is another call with the same key or on the same object that is under way.
        let passing = status.is_server_error()
            || matches!(status, StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS);
        match (passing, advice) {
            (true, Some(false)) => Verdict::Final,
            (true, _) => Verdict::Again,
            (false, Some(true)) => Verdict::Again,
            (false, _) => Verdict::Denied(status, Box::new(error)),
        }
    }

    /// The whole body, unless it breaks off or is longer than anything Stripe sends.
    async fn body(&self, mut response: Response) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.ok()? {
            if body.len() + chunk.len() > self.largest {
                tracing::warn!(
                    limit = self.largest,
                    "Stripe's answer is too long and was not read"
                );
                return None;
            }
            body.extend_from_slice(&chunk);
        }
        Some(body)
    }
}

enum Verdict<T> {
    /// Carried out.
    Done(T),
    /// Not carried out, for this reason.
    Denied(StatusCode, Box<ApiError>),
    /// In doubt; the same call may clear it up.
    Again,
    /// In doubt, and Stripe says that the same call will not clear it up now.
    Final,
}
