//! What handlers share.

use crate::cli::MetricsAccess;
use crate::relay::Relay;
use accounts::{Accounts, Throttle};
use app::state::AppState;
use axum::extract::FromRef;
use domain::{Clock, Random};
use leptos::config::LeptosOptions;
use meeting::Hub;
use metrics_exporter_prometheus::PrometheusHandle;
use sfu::Sfu;
use std::sync::Arc;
use store::Store;
use subscriptions::Subscriptions;
use tokens::Tokens;

/// Everything a handler may need; cheap to clone.
#[derive(Clone)]
pub(crate) struct ServerState {
    pub app: AppState,
    pub store: Store,
    pub accounts: Accounts,
    pub tokens: Tokens,
    pub subscriptions: Subscriptions,
    pub hub: Hub,
    pub sfu: Sfu,
    /// The TURN server, if there is one.
    pub relay: Option<Relay>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<Random>,
    pub metrics: PrometheusHandle,
    pub metrics_access: MetricsAccess,
    pub https: bool,
    pub trust_proxy: bool,
    /// Verdicts by the address that asks.
    pub verdicts: Arc<Throttle>,
}

impl FromRef<ServerState> for LeptosOptions {
    fn from_ref(state: &ServerState) -> Self {
        state.app.leptos_options.clone()
    }
}
