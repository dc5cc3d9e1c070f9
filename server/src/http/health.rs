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
    problem: Option<&'static str>,
}

/// 200 when the database answers, 503 with a sentence when it does not.
pub(crate) async fn show(State(state): State<ServerState>) -> (StatusCode, Json<Health>) {
    // Everybody may ask, so what exactly is wrong is for the log only.
    let problem = match timeout(ENOUGH, state.store.ping()).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            tracing::error!(%error, "the database cannot be used");
            Some("The database cannot be used; the server's log says why.")
        }
        Err(_) => {
            tracing::error!("the database does not answer in time");
            Some("The database does not answer in time.")
        }
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
