//! Every device that counts: the list of a cycle, and the meeting in which each first counted.

use crate::{Result, Subscriptions};
use domain::{AppId, Cycle, Date, DeviceId, SessionId, Timestamp};
use store::journal::Recorded;
use store::usage::Counted;

impl Subscriptions {
    /// The app's billing cycle that a day lies in; of no day the one that runs, by the app's clock.
    ///
    /// # Errors
    /// [`crate::Error::UnknownApp`], [`crate::Error::Store`].
    pub async fn cycle(&self, app: &AppId, day: Option<Date>) -> Result<Cycle> {
        let mut tx = self.0.store.begin().await?;
        let account = self.load(&mut tx, app).await?;
        tx.commit().await?;
        let anchor = account.history.anchor();
        // Before the first cycle nothing is billed.
        let day = day.unwrap_or_else(|| account.now.date()).max(anchor);
        Ok(Cycle::containing(anchor, day))
    }

    /// The devices that are billed for the cycle that begins on `cycle`, in the order in which they first
    /// counted; at most `limit` of them after the one that `after` names ([`Counted::cursor`]).
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn devices(
        &self,
        app: &AppId,
        cycle: Date,
        after: Option<&(Timestamp, DeviceId)>,
        limit: u32,
    ) -> Result<Vec<Counted>> {
        let by = self.catalogue().rates(cycle).count_by;
        Ok(store::usage::devices_of(&self.0.store, app, cycle, by, after, limit).await?)
    }

    /// Everything that the journal holds about one meeting of the app, in order; nothing if there was none.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn events_of(&self, app: &AppId, session: SessionId) -> Result<Vec<Recorded>> {
        Ok(store::journal::of_session(&self.0.store, app, session).await?)
    }
}
