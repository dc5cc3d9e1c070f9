//! Statements about browser sessions.

use super::{Connection, Db};
use crate::apps::AppMode;
use crate::column::{At, Id};
use crate::sessions::{WebSession, Who};
use crate::{Result, TokenHash};
use domain::{MemberId, Timestamp};

pub(crate) async fn insert(db: &mut Connection, session: &WebSession) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO web_sessions
            (hash, member, created_at, last_seen_at, expires_at, user_agent, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&session.hash.0[..])
    .bind(Id::from(session.member))
    .bind(At(session.created_at))
    .bind(At(session.last_seen_at))
    .bind(At(session.expires_at))
    .bind(&session.user_agent)
    .bind(&session.address)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn find(db: &mut Connection, hash: TokenHash, now: Timestamp) -> Result<Option<WebSession>> {
    Ok(sqlx::query_as::<Db, WebSession>(
        "SELECT hash, member, created_at, last_seen_at, expires_at, user_agent, address
         FROM web_sessions WHERE hash = $1 AND expires_at > $2",
    )
    .bind(&hash.0[..])
    .bind(At(now))
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn who(db: &mut Connection, hash: TokenHash, now: Timestamp) -> Result<Option<Who>> {
    Ok(sqlx::query_as::<Db, Who>(
        "SELECT m.id AS member, m.name, m.email, c.id AS customer, c.organisation, a.anchor,
                CASE WHEN s.mode = 'SANDBOX' THEN COALESCE(x.id, a.id) ELSE a.id END AS app,
                CASE WHEN x.id IS NULL THEN 'LIVE' ELSE s.mode END AS mode,
                x.id IS NOT NULL AS has_sandbox, s.created_at, s.last_seen_at
         FROM web_sessions s
         JOIN members m ON m.id = s.member
         JOIN customers c ON c.id = m.customer
         JOIN apps a ON a.customer = c.id AND a.mode = 'LIVE' AND a.status <> 'DELETED'
         LEFT JOIN apps x ON x.customer = c.id AND x.mode = 'SANDBOX' AND x.status <> 'DELETED'
         WHERE s.hash = $1 AND s.expires_at > $2",
    )
    .bind(&hash.0[..])
    .bind(At(now))
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn look_at(
    db: &mut Connection,
    member: MemberId,
    hash: TokenHash,
    mode: AppMode,
) -> Result<()> {
    sqlx::query::<Db>("UPDATE web_sessions SET mode = $3 WHERE hash = $1 AND member = $2")
        .bind(&hash.0[..])
        .bind(Id::from(member))
        .bind(mode.as_str())
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn of_member(
    db: &mut Connection,
    member: MemberId,
    now: Timestamp,
) -> Result<Vec<WebSession>> {
    Ok(sqlx::query_as::<Db, WebSession>(
        "SELECT hash, member, created_at, last_seen_at, expires_at, user_agent, address
         FROM web_sessions WHERE member = $1 AND expires_at > $2
         ORDER BY last_seen_at DESC, created_at DESC",
    )
    .bind(Id::from(member))
    .bind(At(now))
    .fetch_all(db)
    .await?)
}

pub(crate) async fn touch(
    db: &mut Connection,
    hash: TokenHash,
    seen_at: Timestamp,
    expires_at: Timestamp,
) -> Result<bool> {
    let done =
        sqlx::query::<Db>("UPDATE web_sessions SET last_seen_at = $2, expires_at = $3 WHERE hash = $1")
            .bind(&hash.0[..])
            .bind(At(seen_at))
            .bind(At(expires_at))
            .execute(db)
            .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn remove(db: &mut Connection, member: MemberId, hash: TokenHash) -> Result<bool> {
    let done = sqlx::query::<Db>("DELETE FROM web_sessions WHERE hash = $1 AND member = $2")
        .bind(&hash.0[..])
        .bind(Id::from(member))
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn remove_all(db: &mut Connection, member: MemberId) -> Result<u64> {
    let done = sqlx::query::<Db>("DELETE FROM web_sessions WHERE member = $1")
        .bind(Id::from(member))
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

pub(crate) async fn sweep(db: &mut Connection, now: Timestamp) -> Result<u64> {
    let done = sqlx::query::<Db>("DELETE FROM web_sessions WHERE expires_at <= $1")
        .bind(At(now))
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}
