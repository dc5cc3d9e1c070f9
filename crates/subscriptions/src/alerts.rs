//! Usage alerts: a mail when a mark of the allowance is passed. A reader of the journal of its own.

use crate::mail::UsageAlert;
use crate::{Error, Result, Subscriptions, mail};
use billing::{ALERTS, Life, alerts};
use domain::{AppId, MeetingFact};
use std::collections::BTreeSet;

/// The name of the cursor.
const READER: &str = "usage-alerts";
/// Events looked through in one transaction.
const CHUNK: u32 = 500;

impl Subscriptions {
    /// Looks through what metering has counted since the last call, and writes to those who have passed a
    /// mark: once for each mark and cycle, the highest one if several were passed at once.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn watch(&self) -> Result<()> {
        loop {
            // What is not counted yet would be missed.
            let counted = store::journal::cursor(&self.0.store, usage::READER).await?;
            if store::journal::cursor(&self.0.store, READER).await? >= counted {
                return Ok(());
            }
            let mut tx = self.0.store.begin().await?;
            let from = store::journal::lock_cursor(&mut tx, READER).await?;
            let events = store::journal::read_after_within(&mut tx, from, CHUNK).await?;
            let events: Vec<_> = events.into_iter().filter(|it| it.seq <= counted).collect();
            let to = events.last().map_or(counted, |last| last.seq);
            let apps: BTreeSet<AppId> = events
                .into_iter()
                .filter(|it| matches!(it.event.fact, MeetingFact::Usage { .. }))
                .map(|it| it.event.app)
                .collect();
            for app in apps {
                match self.alert(&mut tx, &app).await {
                    // Erased in the meantime.
                    Err(Error::UnknownApp) => {}
                    other => other?,
                }
            }
            store::journal::move_cursor(&mut tx, READER, to).await?;
            tx.commit().await?;
        }
    }

    async fn alert(&self, tx: &mut store::Tx, app: &AppId) -> Result<()> {
        let mut account = self.load(tx, app).await?;
        let standing = account.standing(self)?;
        if matches!(standing.state.life, Life::Ended { .. }) {
            return Ok(());
        }
        let cycle = standing.cycle.start;
        let known = if account.row.alert_cycle == Some(cycle) {
            account.row.alert_mark
        } else {
            0
        };
        let reached = alerts(0, standing.devices, standing.allowance).last();
        let Some(mark) = reached.filter(|mark| i32::from(*mark) > known) else {
            return Ok(());
        };
        debug_assert!(ALERTS.contains(&mark));
        let text = UsageAlert::new(self, &account, &standing, mark)?;
        mail::send(self, tx, &account, &text).await?;
        account.row.alert_cycle = Some(cycle);
        account.row.alert_mark = i32::from(mark);
        Ok(store::subscriptions::save(tx, &account.row).await?)
    }
}
