//! The yardstick for pages: an axum handler that answers one line, on one thread as the kernel likes.

use axum::Router;
use axum::routing::get;

/// Serves until it is ended from outside.
pub(crate) fn run(address: &str) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, Router::new().route("/", get(async || "Hello"))).await
    })
}
