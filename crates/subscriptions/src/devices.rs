//! Every active user: the list of a cycle, and the meeting in which each first counted.

use crate::{Result, Subscriptions};
use domain::{AppId, Cycle, Date, SessionId};
use store::journal::Recorded;
use store::usage::{Counted, CountedCursor};

impl Subscriptions {
    /// The app's billing cycle that a day lies in; of no day the one that runs, by the app's clock.
    ///
    /// # Errors
    /// [`crate::Error::UnknownApp`], [`crate::Error::Store`].
    pub async fn cycle(&self, app: &AppId, day: Option<Date>) -> Result<Cycle> {
        let account = self.view(app).await?;
        let anchor = account.history.anchor();
        // Before the first cycle nothing is billed.
        let day = day.unwrap_or_else(|| account.now.date()).max(anchor);
        Ok(Cycle::containing(anchor, day))
    }

    /// The devices (or people) that are billed for the cycle that begins on `cycle`, in the order in which they first
    /// counted; at most `limit` of them after the one that `after` names ([`Counted::cursor`]).
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn devices(
        &self,
        app: &AppId,
        cycle: Date,
        after: Option<&CountedCursor>,
        limit: u32,
    ) -> Result<Vec<Counted>> {
        let by = self.catalogue().rates(cycle).count_by;
        Ok(self.0.usage.counted(app, cycle, by, after, limit).await?)
    }

    /// Everything that the journal holds about one meeting of the app, in order; nothing if there was none.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn events_of(&self, app: &AppId, session: SessionId) -> Result<Vec<Recorded>> {
        Ok(store::journal::of_session(&self.0.store, app, session).await?)
    }
}
