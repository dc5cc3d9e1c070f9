//! Says every few seconds that this server runs, so that after a crash it is known until when.

use domain::Clock;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// A crash is known to this precision.
const EVERY: Duration = Duration::from_secs(5);

pub(crate) async fn run(store: Store, node: String, clock: Arc<dyn Clock>, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        if let Err(error) = store::nodes::beat(&store, &node, clock.now()).await {
            tracing::error!(%error, "the heartbeat could not be written");
        }
    }
}
