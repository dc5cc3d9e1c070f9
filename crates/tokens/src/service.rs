//! The judgement together with the store.

use crate::{Expectation, KeyState, Lookup, Parsed, TenantState, Verdict};
use domain::{AppId, Clock, KeyId, Random, RoomName, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::apps::AppStatus;

/// How exactly "last used" is kept: a meeting of 500 need not write it 500 times.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

/// Judges tokens and keeps keys.
#[derive(Clone)]
pub struct Tokens {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<Random>,
}

impl Tokens {
    /// Over a store, with the time and the randomness of the process.
    #[must_use]
    pub const fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<Random>) -> Self {
        Self { store, clock, random }
    }

    /// Judges a token as the join does, and leaves no trace.
    ///
    /// Without `app` the token's own is taken; without `room` the token is not held against one.
    ///
    /// # Errors
    /// If the database does not answer. A bad token is a [`Verdict`], not an error.
    pub async fn verdict(
        &self,
        token: &str,
        app: Option<&AppId>,
        room: Option<&RoomName>,
    ) -> Result<Verdict, store::Error> {
        Ok(self.judge(token, app, room, false).await?.0)
    }

    /// Judges the token of somebody who wants to join, and notes that its key was used.
    ///
    /// # Errors
    /// If the database does not answer the look-up. That the use could not be noted keeps nobody out.
    pub async fn admit(&self, token: &str, app: &AppId, room: &RoomName) -> Result<Verdict, store::Error> {
        self.let_in(token, app, room, false).await
    }

    /// As [`Tokens::admit`], for somebody who may only come back as the participant he still is, which the
    /// caller has to make sure of: `exp` may have passed since he joined, and nothing else is overlooked.
    ///
    /// # Errors
    /// As [`Tokens::admit`].
    pub async fn readmit(&self, token: &str, app: &AppId, room: &RoomName) -> Result<Verdict, store::Error> {
        self.let_in(token, app, room, true).await
    }

    async fn let_in(
        &self,
        token: &str,
        app: &AppId,
        room: &RoomName,
        returning: bool,
    ) -> Result<Verdict, store::Error> {
        let (verdict, last_used) = self.judge(token, Some(app), Some(room), returning).await?;
        if let Some(admitted) = verdict.admitted() {
            let now = self.clock.now();
            if last_used.is_none_or(|last| now.since(last) >= TOUCH_EVERY) {
                drop(store::keys::touch(&self.store, app, &admitted.kid, now).await);
            }
        }
        Ok(verdict)
    }

    async fn judge(
        &self,
        token: &str,
        app: Option<&AppId>,
        room: Option<&RoomName>,
        returning: bool,
    ) -> Result<(Verdict, Option<Timestamp>), store::Error> {
        let parsed = match Parsed::parse(token, app) {
            Ok(parsed) => parsed,
            Err(verdict) => return Ok((*verdict, None)),
        };
        let (found, last_used) = self.look_up(parsed.kid()).await?;
        let expected = Expectation {
            app,
            room,
            now: self.clock.now(),
            returning,
        };
        Ok((parsed.judge(&found, &expected), last_used))
    }

    async fn look_up(&self, kid: &KeyId) -> Result<(Lookup, Option<Timestamp>), store::Error> {
        let app = kid.app();
        let tenant = match store::apps::find(&self.store, &app).await? {
            None => TenantState::Unknown,
            Some(found) => match found.status {
                AppStatus::Active => TenantState::Active,
                AppStatus::Blocked => TenantState::Blocked,
                AppStatus::Deleted => TenantState::Deleted,
            },
        };
        let mut key = KeyState::Unknown;
        let mut last_used = None;
        if tenant == TenantState::Active
            && let Some(found) = store::keys::find(&self.store, &app, kid).await?
        {
            last_used = found.last_used_at;
            key = match found.disabled_at {
                Some(since) => KeyState::Disabled(since),
                None => KeyState::Enabled(found.public_pem),
            };
        }
        Ok((Lookup { tenant, key }, last_used))
    }
}
