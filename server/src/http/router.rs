//! All routes, and the order of what every request passes.

use crate::http::state::ServerState;
use crate::http::{
    billing_files, context, csrf, headers, health, metrics, panic, payments, request_id, signal, verdict,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

/// The largest form: a pasted key or token with room to spare, so that the refusal can be explained.
const MAX_BODY_BYTES: usize = 2 << 20;

/// The whole web server.
pub(crate) fn router(state: &ServerState) -> Router {
    let options = state.app.leptos_options.clone();
    let site = std::path::PathBuf::from(options.site_root.as_ref());
    let provide = {
        let app = state.app.clone();
        move || {
            provide_context(app.clone());
            page_context();
        }
    };
    let shell = move || app::shell(options.clone());
    let pages = generate_route_list(app::App);
    Router::new()
        .route("/healthz", get(health::show))
        .route("/metrics", get(metrics::show))
        .route("/v1/tokens/verdict", post(verdict::judge))
        .route("/v1/payments/stripe", post(payments::notice))
        .route("/{app}/{room}/signal", get(signal::connect))
        .route("/console/billing/export", get(billing_files::everything))
        .route(
            "/console/billing/invoices/{number}/proof",
            get(billing_files::proof),
        )
        .route("/console/billing/invoices/{number}/pdf", get(billing_files::pdf))
        .route("/console/billing/invoices/{number}/csv", get(billing_files::csv))
        .route(
            "/console/billing/meetings/{session}/rtcstats/{endpoint}",
            get(billing_files::rtcstats),
        )
        // Named here because two segments would otherwise look like a meeting's address.
        .nest_service("/fonts", ServeDir::new(site.join("fonts")))
        .nest_service(
            "/pkg",
            ServeDir::new(site.join("pkg"))
                .precompressed_br()
                .precompressed_gzip(),
        )
        .leptos_routes_with_context(state, pages, provide.clone(), shell)
        .fallback(leptos_axum::file_and_error_handler_with_context::<ServerState, _>(provide, app::shell))
        .with_state(state.clone())
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), request_id::assign))
                .layer(from_fn_with_state(state.clone(), headers::add))
                .layer(CompressionLayer::new())
                .layer(from_fn(panic::catch))
                .layer(from_fn(csrf::guard))
                .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
                .layer(from_fn_with_state(state.clone(), context::attach)),
        )
}

/// Gives a page what it needs to know about its request, and its headers the page's nonce.
fn page_context() {
    let Some(parts) = use_context::<http::request::Parts>() else {
        return;
    };
    if let Some(request) = parts.extensions.get::<app::state::Request>() {
        provide_context(request.clone());
    }
    if let (Some(page), Some(nonce)) = (parts.extensions.get::<headers::PageNonce>(), use_nonce()) {
        page.set(nonce.to_string());
    }
}
