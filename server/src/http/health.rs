//! `/healthz`: whether this server can do its work.

use crate::http::state::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;

/// A database that takes longer cannot serve anybody.
const ENOUGH: Duration = Duration::from_secs(3);

/// What a load balancer or a person learns.
#[derive(Debug, Serialize)]
pub(crate) struct Health {
    status: &'static str,
    version: &'static str,
    meetings: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// 200 when the database answers, 503 with a sentence when it does not.
pub(crate) async fn show(State(state): State<ServerState>) -> (StatusCode, Json<Health>) {
    let problem = match timeout(ENOUGH, state.store.ping()).await {
        Ok(answer) => answer.err().map(|error| error.to_string()),
        Err(_) => Some("the database does not answer in time".to_owned()),
    };
    let status = if problem.is_none() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let health = Health {
        status: if problem.is_none() { "ok" } else { "failing" },
        version: env!("CARGO_PKG_VERSION"),
        meetings: state.hub.live().len(),
        problem,
    };
    (status, Json(health))
}
