//! Nobody else's page may act in the name of somebody who is logged in (ASVS V3.5).
//!
//! Browsers say where a request comes from: in `Sec-Fetch-Site`, and older ones in `Origin`. A request
//! that changes something, or opens a WebSocket, must come from our own pages.

use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

/// Refuses what another site's page sends.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    if changes_something(&request) && !ours(request.headers(), request.uri()) {
        return Problem::new(
            StatusCode::FORBIDDEN,
            "This request came from another site",
            "Forms and connections are accepted only from this server's own pages. Open the page here and try again.",
        )
        .respond(request.headers(), request.extensions().get::<RequestId>());
    }
    next.run(request).await
}

fn changes_something(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || request.headers().get(header::UPGRADE).is_some()
}

fn ours(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok())
    {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            // HTTP/2 has no `Host`; what it says instead is in the address.
            let here = text(header::HOST).or_else(|| uri.authority().map(Authority::as_str));
            host.is_some() && host == here
        }
        // Not a browser. Without a session cookie it has nobody's name to act in.
        None => text(header::COOKIE).is_none_or(|cookies| !cookies.contains("session=")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    /// As over HTTP/1.1, where the address has no host.
    fn ours(headers: &HeaderMap) -> bool {
        super::ours(headers, &Uri::from_static("/"))
    }

    #[test]
    fn over_http_2_the_host_is_in_the_address() {
        let uri = Uri::from_static("https://a.test:8443/api/log-in");
        let from = |origin: &'static str| super::ours(&headers(&[("origin", origin)]), &uri);
        assert!(from("https://a.test:8443"));
        assert!(!from("https://evil.test"));
        assert!(!from("https://a.test"));
    }

    #[test]
    fn our_own_pages_may() {
        assert!(ours(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(ours(&headers(&[
            ("origin", "https://a.test:8443"),
            ("host", "a.test:8443")
        ])));
    }

    #[test]
    fn other_sites_may_not() {
        assert!(!ours(&headers(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://a.test"),
            ("host", "a.test")
        ])));
        assert!(!ours(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(!ours(&headers(&[
            ("origin", "https://evil.test"),
            ("host", "a.test")
        ])));
        assert!(!ours(&headers(&[("origin", "null"), ("host", "a.test")])));
    }

    #[test]
    fn a_program_without_a_session_may() {
        assert!(ours(&headers(&[("host", "a.test")])));
        assert!(!ours(&headers(&[
            ("host", "a.test"),
            ("cookie", "__Host-session=x")
        ])));
    }
}
