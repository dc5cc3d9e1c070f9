//! Keeps the figures and the usage alerts up with the journal: after every append, and now and then in case one was missed.

use std::sync::Arc;
use std::time::Duration;
use subscriptions::Subscriptions;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use usage::Usage;

const AT_LEAST_EVERY: Duration = Duration::from_secs(10);

pub(crate) async fn run(
    usage: Usage,
    subscriptions: Subscriptions,
    appended: Arc<Notify>,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        if let Err(error) = usage.catch_up().await {
            tracing::error!(%error, "metering could not read the journal; it will try again");
        }
        if let Err(error) = subscriptions.watch().await {
            tracing::error!(%error, "usage alerts could not be looked after; they will be tried again");
        }
        let wait = timeout(AT_LEAST_EVERY, appended.notified());
        if stop.run_until_cancelled(wait).await.is_none() {
            break;
        }
    }
}
