//! `/metrics`: counters in Prometheus' text format.

use crate::cli::MetricsAccess;
use crate::http::context::connection;
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::http::state::ServerState;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Shows the counters to whoever may see them.
pub(crate) async fn show(State(state): State<ServerState>, request: Request) -> Response {
    let allowed = match state.metrics_access {
        MetricsAccess::All => true,
        MetricsAccess::Local => is_local(&request),
        MetricsAccess::Off => false,
    };
    if !allowed {
        return Problem::new(
            StatusCode::NOT_FOUND,
            "No metrics here",
            "Metrics are shown to this machine only, and not through a proxy; start the server with --metrics all to change that.",
        )
        .respond(request.headers(), request.extensions().get::<RequestId>());
    }
    gauges(&state);
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        state.metrics.render(),
    )
        .into_response()
}

/// A proxy on this machine passes on requests of everybody, and says so in one of these headers.
fn is_local(request: &Request) -> bool {
    const PASSED_ON: [&str; 6] = [
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-real-ip",
    ];
    connection(request).is_loopback()
        && !PASSED_ON
            .iter()
            .any(|header| request.headers().contains_key(*header))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "Prometheus keeps every figure as a float"
)]
fn gauges(state: &ServerState) {
    let live = state.hub.live();
    metrics::gauge!("conclave_meetings").set(live.len() as f64);
    metrics::gauge!("conclave_participants")
        .set(live.iter().map(|room| room.participants).sum::<usize>() as f64);
    for (number, shard) in state.sfu.stats().iter().enumerate() {
        for (name, value) in shard.entries() {
            metrics::gauge!(format!("conclave_media_{name}"), "shard" => number.to_string())
                .set(value as f64);
        }
    }
    for (name, value) in state.relay.iter().flat_map(|relay| relay.stats().entries()) {
        metrics::gauge!(format!("conclave_turn_{name}")).set(value as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use std::net::SocketAddr;

    #[test]
    fn a_proxy_on_this_machine_is_not_this_machine() {
        let from = |address: &str, header: Option<&'static str>| {
            let mut request = Request::new(Body::empty());
            let peer: SocketAddr = address.parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            if let Some(header) = header {
                request.headers_mut().insert(header, "127.0.0.1".parse().unwrap());
            }
            is_local(&request)
        };
        assert!(from("127.0.0.1:1", None));
        assert!(from("[::1]:1", None));
        assert!(!from("192.0.2.1:1", None));
        assert!(!from("192.0.2.1:1", Some("x-forwarded-for")));
        assert!(!from("127.0.0.1:1", Some("x-forwarded-for")));
        assert!(!from("127.0.0.1:1", Some("forwarded")));
    }
}
