//! `/metrics`: counters in Prometheus' text format.

use crate::cli::MetricsAccess;
use crate::http::context::peer;
use crate::http::problem::Problem;
use crate::http::state::ServerState;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Shows the counters to whoever may see them.
pub(crate) async fn show(State(state): State<ServerState>, request: Request) -> Response {
    let allowed = match state.metrics_access {
        MetricsAccess::All => true,
        MetricsAccess::Local => peer(&request, state.trust_proxy).is_loopback(),
        MetricsAccess::Off => false,
    };
    if !allowed {
        return Problem::new(
            StatusCode::NOT_FOUND,
            "No metrics here",
            "Metrics are shown to this machine only; start the server with --metrics all to change that.",
        )
        .respond(request.headers(), None);
    }
    gauges(&state);
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        state.metrics.render(),
    )
        .into_response()
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
}
