//! Says every few seconds that this server runs, so that after a crash it is known until when, and sees
//! that the database is still its own.

use domain::Clock;
use std::sync::Arc;
use std::time::Duration;
use store::{Claim, Store};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// A crash is known to this precision.
const EVERY: Duration = Duration::from_secs(5);

/// Until `stop`. Cancels `usurped` when another server has taken the database over.
pub(crate) async fn run(
    store: Store,
    node: String,
    clock: Arc<dyn Clock>,
    mut claim: Claim,
    usurped: CancellationToken,
    stop: CancellationToken,
) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        if !claim.holds().await {
            match store.claim().await {
                Ok(Some(again)) => claim = again,
                Ok(None) => {
                    tracing::error!(
                        "another server has taken this database over while it could not be reached; this one stops"
                    );
                    usurped.cancel();
                    return;
                }
                Err(error) => tracing::error!(%error, "the database cannot be reached"),
            }
        }
        if let Err(error) = store::nodes::beat(&store, &node, clock.now()).await {
            tracing::error!(%error, "the heartbeat could not be written");
        }
    }
}
