//! Sessions: who is behind a cookie. Why this is not a session library: docs/decisions/0004-sessions.md.

use crate::{Accounts, Result, SessionToken, Visitor, token};
use domain::{AppId, CustomerId, Date, MemberId, Timestamp};
use std::time::Duration;
use store::TokenHash;
use store::apps::AppMode;
use store::sessions::WebSession;

/// A session that is not used for so long ends.
pub const IDLE_LIMIT: Duration = Duration::from_secs(12 * 3600);
/// A session ends after so long, however much it is used.
pub const ABSOLUTE_LIMIT: Duration = Duration::from_secs(14 * 24 * 3600);
/// The use of a session is noted at most so often, so that most requests only read.
const NOTED_EVERY: Duration = Duration::from_secs(60);

/// Who is behind a cookie, and the tenant that everything he does belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The person.
    pub member: MemberId,
    /// His organisation.
    pub customer: CustomerId,
    /// The app he looks at: the live one or the sandbox.
    pub app: AppId,
    /// Which of the two it is.
    pub mode: AppMode,
    /// Whether there is a sandbox; it can be started if not.
    pub has_sandbox: bool,
    /// What he is called.
    pub name: String,
    /// His address.
    pub email: String,
    /// The name of his organisation.
    pub organisation: String,
    /// The day its billing cycles are counted from.
    pub anchor: Date,
    /// Which session it is.
    pub token_hash: TokenHash,
}

/// One session in the list that its owner sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// Which session it is; the same as [`Session::token_hash`].
    pub token_hash: TokenHash,
    /// When he logged in.
    pub created_at: Timestamp,
    /// When it was last used, to about a minute.
    pub last_seen_at: Timestamp,
    /// When it ends if it is not used again.
    pub expires_at: Timestamp,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Where he logged in from.
    pub address: String,
}

impl Accounts {
    /// Opens a session for somebody who has just proven who he is in another way than by
    /// [`Accounts::log_in`]: by the link of a mail, or by changing his password.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn open_session(&self, member: MemberId, visitor: &Visitor) -> Result<SessionToken> {
        let (token, hash) = token::draw_session(&self.random);
        let now = self.now();
        let session = WebSession {
            hash,
            member,
            created_at: now,
            last_seen_at: now,
            expires_at: end(now, now),
            user_agent: visitor
                .user_agent
                .chars()
                .filter(|c| !c.is_control())
                .take(300)
                .collect(),
            address: visitor.address.to_string(),
        };
        store::sessions::insert(&self.store, &session).await?;
        Ok(token)
    }

    /// Who is behind this cookie value; `None` if it is unknown, revoked or past a limit.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn session(&self, token: &str) -> Result<Option<Session>> {
        let Some(hash) = token::known(token) else {
            return Ok(None);
        };
        let now = self.now();
        let Some(who) = store::sessions::who(&self.store, hash, now).await? else {
            return Ok(None);
        };
        if now.since(who.last_seen_at) >= NOTED_EVERY {
            let noted = store::sessions::touch(&self.store, hash, now, end(who.created_at, now));
            // A full disk must not keep anybody from reading.
            if let Err(error) = noted.await {
                tracing::warn!(%error, "the use of a session could not be noted");
            }
        }
        Ok(Some(Session {
            member: who.member,
            customer: who.customer,
            app: who.app,
            mode: who.mode,
            has_sandbox: who.has_sandbox,
            name: who.name,
            email: who.email,
            organisation: who.organisation,
            anchor: who.anchor,
            token_hash: hash,
        }))
    }

    /// Ends the session of this cookie value, if there is one.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn log_out(&self, token: &str) -> Result<()> {
        if let Some(hash) = token::known(token)
            && let Some(session) = store::sessions::find(&self.store, hash, self.now()).await?
        {
            store::sessions::remove(&self.store, session.member, hash).await?;
        }
        Ok(())
    }

    /// Ends all sessions of the member. Answers how many there were.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn log_out_everywhere(&self, member: MemberId) -> Result<u64> {
        let mut tx = self.store.begin().await?;
        let ended = store::sessions::remove_all(&mut tx, member).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends one session out of the member's list. Answers whether it was his and there.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn revoke_session(&self, member: MemberId, session: TokenHash) -> Result<bool> {
        Ok(store::sessions::remove(&self.store, member, session).await?)
    }

    /// The member's sessions, the last used one first.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn sessions(&self, member: MemberId) -> Result<Vec<SessionInfo>> {
        let rows = store::sessions::of_member(&self.store, member, self.now()).await?;
        Ok(rows
            .into_iter()
            .map(|row| SessionInfo {
                token_hash: row.hash,
                created_at: row.created_at,
                last_seen_at: row.last_seen_at,
                expires_at: row.expires_at,
                user_agent: row.user_agent,
                address: row.address,
            })
            .collect())
    }
}

fn end(created_at: Timestamp, used_at: Timestamp) -> Timestamp {
    used_at.plus(IDLE_LIMIT).min(created_at.plus(ABSOLUTE_LIMIT))
}
