//! The clock of a sandbox: set ahead by its owner, who then watches cycles, invoices and reminders pass.

use crate::{Error, Result, Subscriptions};
use domain::{AppId, Timestamp};
use std::sync::PoisonError;
use std::time::Duration;
use store::apps::AppMode;

/// How far a sandbox's clock can be set ahead.
pub const FURTHEST: Duration = Duration::from_secs(3 * 366 * 24 * 3600);

impl Subscriptions {
    /// The present by the app's clock. What happens in its meetings is written down with this time.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn now(&self, app: &AppId) -> Result<Timestamp> {
        self.by_clock_of(app, self.real_now()).await
    }

    /// A moment by the real clock, as the app's clock shows it.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn by_clock_of(&self, app: &AppId, real: Timestamp) -> Result<Timestamp> {
        Ok(Self::ahead_by(real, self.ahead(app).await?))
    }

    /// By how many microseconds the app's clock is ahead.
    async fn ahead(&self, app: &AppId) -> Result<i64> {
        let known = self.known_ahead(app, None);
        if let Some(ahead) = known {
            return Ok(ahead);
        }
        let row = store::subscriptions::find(&self.0.store, app).await?;
        let ahead = row.map_or(0, |row| row.ahead);
        self.known_ahead(app, Some(ahead));
        Ok(ahead)
    }

    fn known_ahead(&self, app: &AppId, set: Option<i64>) -> Option<i64> {
        let mut known = self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        match set {
            Some(ahead) => known.insert(app.clone(), ahead),
            None => known.get(app).copied(),
        }
    }

    /// Sets a sandbox's clock to a moment. Everything that falls due on the way is booked, charged and
    /// written at its own moment, as it would be if the time had passed.
    ///
    /// # Errors
    /// [`Error::NotASandbox`], [`Error::Clock`], [`Error::MeetingGoesOn`], [`Error::Store`].
    pub async fn move_clock(&self, app: &AppId, to: Timestamp) -> Result<()> {
        self.0.usage.catch_up().await?;
        let real = self.real_now();
        if self.mode(app).await? != AppMode::Sandbox {
            return Err(Error::NotASandbox);
        }
        if !store::journal::open_sessions_of(&self.0.store, app)
            .await?
            .is_empty()
        {
            return Err(Error::MeetingGoesOn);
        }
        if to < self.now(app).await? || to > real.plus(FURTHEST) {
            return Err(Error::Clock);
        }
        loop {
            let mut tx = self.0.store.begin().await?;
            let mut account = self.load(&mut tx, app).await?;
            let next = self.next_look(&account)?.filter(|at| *at <= to).unwrap_or(to);
            let ahead = next.micros().saturating_sub(real.micros()).max(account.row.ahead);
            account.row.ahead = ahead;
            store::subscriptions::save(&mut tx, &account.row).await?;
            tx.commit().await?;
            self.known_ahead(app, Some(ahead));
            match self.look_after(app).await {
                // The end of the subscription lay on the way.
                Err(Error::UnknownApp) => return Ok(()),
                other => other?,
            }
            if next >= to || self.is_erased(app).await? {
                return Ok(());
            }
        }
    }

    /// Whether the app was erased, as a sandbox is when its clock passes the end of a cancelled subscription.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn is_erased(&self, app: &AppId) -> Result<bool> {
        let found = store::apps::find(&self.0.store, app).await?;
        Ok(found.is_none_or(|app| app.status == store::apps::AppStatus::Deleted))
    }
}
