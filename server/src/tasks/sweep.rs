//! Takes away what has expired: sessions, links, old mails, sign-ups that nobody confirmed. Nothing depends
//! on when.

use accounts::Accounts;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(60 * 60);

pub(crate) async fn run(accounts: Accounts, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        if let Err(error) = accounts.sweep().await {
            tracing::warn!(%error, "what has expired could not be swept; the next round will try again");
        }
    }
}
