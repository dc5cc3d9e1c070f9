//! The billing run: books and charges what is due.

use std::time::Duration;
use subscriptions::Subscriptions;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Cycles turn at midnight in UTC; a minute later at the latest, the first invoices are out.
const EVERY: Duration = Duration::from_secs(60);

pub(crate) async fn run(subscriptions: Subscriptions, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        // A run may be ended anywhere; the next one finishes it.
        let Some(ran) = stop.run_until_cancelled(subscriptions.run()).await else {
            break;
        };
        match ran {
            Ok(ran) if ran.looked_at > 0 => {
                metrics::counter!("conclave_subscriptions_billed_total").increment(ran.looked_at);
                tracing::info!(looked_at = ran.looked_at, failed = ran.failed, "billed");
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the billing run could not go on; it will try again");
            }
        }
    }
}
