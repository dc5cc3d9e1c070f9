//! A stop in order: rooms are told, connections get a moment, then the process ends. Who cannot wait asks twice.

use axum_server::Handle;
use meeting::Hub;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long open requests may take to end.
const GRACE: Duration = Duration::from_secs(5);

/// What a shell expects of a program that a signal ended.
const INTERRUPTED: i32 = 130;

/// Waits for SIGINT or SIGTERM, or for another server to take the database over; ends the meetings in order and lets the server finish.
pub(crate) async fn on_signal(handle: Handle<SocketAddr>, hub: Hub, usurped: CancellationToken) {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::error!("signals cannot be received; stop the server with SIGKILL");
        return;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = usurped.cancelled() => {}
    }
    tracing::info!(
        "stopping: meetings are told and will come back to the next server; a second signal ends this one at once"
    );
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::warn!("ended at once; what was not put in order will be at the next start");
        std::process::exit(INTERRUPTED);
    });
    hub.shutdown().await;
    handle.graceful_shutdown(Some(GRACE));
}
