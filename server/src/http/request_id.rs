//! Every request has an id: in the log, in the answer's `x-request-id`, and on error pages.

use crate::http::state::ServerState;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

/// The id of a request: 16 hex characters, ours and not the client's, so that nobody can write into the log.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(String);

impl RequestId {
    pub(crate) const fn new(id: String) -> Self {
        Self(id)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Gives the request its id and logs its end. The path is logged without its query, which may hold a token.
pub(crate) async fn assign(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let id = RequestId::new(hex::encode(state.random.bytes::<8>()));
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", id = id.as_str(), %method, path);
    let started = state.clock.now();
    async move {
        let mut response = next.run(request).await;
        if let Ok(value) = HeaderValue::from_str(id.as_str()) {
            response.headers_mut().insert("x-request-id", value);
        }
        let status = response.status().as_u16();
        let micros = state.clock.now().since(started).as_micros();
        metrics::counter!("conclave_http_requests_total", "status" => status.to_string()).increment(1);
        if response.status().is_server_error() {
            tracing::error!(status, micros, "answered");
        } else {
            tracing::debug!(status, micros, "answered");
        }
        response
    }
    .instrument(span)
    .await
}
