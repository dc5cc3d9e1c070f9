//! What every answer tells the browser about safety (ASVS V3.4; contract §4.1 for what the meeting page needs).

use crate::http::state::ServerState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::AppId;
use payments::PaymentGateway as _;
use std::sync::{Arc, OnceLock};
use store::apps::AppMode;

/// Whether the path is a meeting's, which customers embed in their own pages.
fn is_meeting(path: &str) -> bool {
    path.trim_start_matches('/')
        .split('/')
        .next()
        .is_some_and(|first| first.parse::<AppId>().is_ok())
}

/// Whether the path is of a page that shows the payment provider's form, or lets its script confirm a payment.
/// No other page may load from the provider.
fn asks_provider(path: &str) -> bool {
    let confirms = path
        .strip_prefix("/console/billing/invoices/")
        .and_then(|rest| rest.strip_suffix("/confirm"))
        .is_some_and(|number| !number.contains('/'));
    path == "/console/billing/card" || confirms
}

/// The page's policy with the sources that the provider's form needs.
fn with_sources(policy: &str, entries: &[payments::CspEntry]) -> String {
    let mut directives: Vec<String> = policy.split("; ").map(str::to_owned).collect();
    for entry in entries {
        let sources = entry.sources.join(" ");
        let named = format!("{} ", entry.directive);
        match directives.iter_mut().find(|it| it.starts_with(&named)) {
            Some(directive) => *directive = format!("{directive} {sources}"),
            None => directives.push(format!("{named}{sources}")),
        }
    }
    directives.join("; ")
}

/// The content security policy of a page. `nonce` admits the scripts that the page itself carries.
fn content_security_policy(meeting: bool, nonce: &str) -> String {
    let framing = if meeting { "" } else { "; frame-ancestors 'none'" };
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: https:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; \
         worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'{framing}"
    )
}

/// The nonce of the page that answers a request, handed from where the page is made to where its headers are.
/// It has a way of its own because a page without its policy is a page whose scripts the browser refuses.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageNonce(Arc<OnceLock<String>>);

impl PageNonce {
    /// Called once, when the page begins.
    pub(crate) fn set(&self, nonce: String) {
        // A page has one nonce; a second beginning would be of the same page.
        let _ = self.0.set(nonce);
    }
}

/// Adds the headers that do not depend on the page's content.
pub(crate) async fn add(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let page = PageNonce::default();
    request.extensions_mut().insert(page.clone());
    let meeting = is_meeting(request.uri().path());
    let provider = asks_provider(request.uri().path());
    let kept = kept(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if state.https {
        put(
            headers,
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains",
        );
    }
    if meeting {
        // The address may carry a token, which no other site should see.
        put(headers, header::REFERRER_POLICY, "no-referrer");
    } else {
        put(headers, header::REFERRER_POLICY, "same-origin");
        put(
            headers,
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        put(
            headers,
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), display-capture=()",
        );
        put(headers, header::X_FRAME_OPTIONS, "DENY");
    }
    let policy = page.0.get().and_then(|nonce| {
        let policy = content_security_policy(meeting, nonce);
        let policy = if provider {
            with_sources(&policy, state.subscriptions.gateway(AppMode::Live).csp())
        } else {
            policy
        };
        HeaderValue::from_str(&policy).ok()
    });
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    } else {
        put(
            headers,
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        // "Not modified" renews what the browser keeps, and so must not tell it to forget.
        let status = response.status();
        let there = status.is_success() || status == StatusCode::NOT_MODIFIED;
        let policy = kept.filter(|_| there).unwrap_or("no-store");
        put(response.headers_mut(), header::CACHE_CONTROL, policy);
    }
    response
}

/// How long a browser may keep a file: for ever if its name changes with its content, and a day if not.
fn kept(path: &str) -> Option<&'static str> {
    if path.starts_with("/pkg/") {
        Some("public, max-age=31536000, immutable")
    } else if path.starts_with("/fonts/") {
        Some("public, max-age=86400, must-revalidate")
    } else {
        None
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_may_not_be_framed_and_the_meeting_may() {
        assert!(content_security_policy(false, "n").contains("frame-ancestors 'none'"));
        assert!(!content_security_policy(true, "n").contains("frame-ancestors"));
    }

    #[test]
    fn the_provider_is_let_in_beside_what_is_there() {
        let entries = [
            payments::CspEntry {
                directive: "script-src",
                sources: &["https://js.example.com"],
            },
            payments::CspEntry {
                directive: "frame-src",
                sources: &["https://a.example.com", "https://b.example.com"],
            },
        ];
        let policy = with_sources(&content_security_policy(false, "n"), &entries);
        assert!(
            policy.contains("'wasm-unsafe-eval' https://js.example.com; style-src"),
            "{policy}"
        );
        assert!(
            policy.ends_with("frame-src https://a.example.com https://b.example.com"),
            "{policy}"
        );
    }

    #[test]
    fn only_pages_of_the_provider_may_load_from_it() {
        assert!(asks_provider("/console/billing/card"));
        assert!(asks_provider("/console/billing/invoices/INV-000042/confirm"));
        for other in [
            "/console/billing",
            "/console/billing/card/confirm",
            "/console/billing/invoices/INV-000042",
            "/console/billing/invoices/a/b/confirm",
        ] {
            assert!(!asks_provider(other), "{other}");
        }
    }

    #[test]
    fn only_names_that_change_with_the_content_are_kept_for_ever() {
        assert!(kept("/pkg/conclave.0a1b.js").unwrap().contains("immutable"));
        assert!(!kept("/fonts/inter.woff2").unwrap().contains("immutable"));
        assert_eq!(kept("/console"), None);
    }

    #[test]
    fn a_meeting_is_known_by_its_app_id() {
        assert!(is_meeting(
            "/vpaas-magic-cookie-0123456789abcdef0123456789abcdef/daily"
        ));
        assert!(!is_meeting("/console/keys"));
    }
}
