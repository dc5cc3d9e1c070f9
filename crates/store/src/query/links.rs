//! Statements about links sent by mail.

use super::{Connection, Db};
use crate::column::{At, Id};
use crate::links::LinkPurpose;
use crate::{Result, TokenHash};
use domain::{MemberId, Timestamp};

pub(crate) async fn discard(db: &mut Connection, member: MemberId, purpose: LinkPurpose) -> Result<()> {
    sqlx::query::<Db>("DELETE FROM links WHERE member = $1 AND purpose = $2")
        .bind(Id::from(member))
        .bind(purpose.as_str())
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn insert(
    db: &mut Connection,
    member: MemberId,
    purpose: LinkPurpose,
    hash: TokenHash,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO links (hash, member, purpose, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&hash.0[..])
    .bind(Id::from(member))
    .bind(purpose.as_str())
    .bind(At(created_at))
    .bind(At(expires_at))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn find(
    db: &mut Connection,
    purpose: LinkPurpose,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<MemberId>> {
    let member = sqlx::query_scalar::<Db, Id>(
        "SELECT member FROM links WHERE hash = $1 AND purpose = $2 AND expires_at > $3",
    )
    .bind(&hash.0[..])
    .bind(purpose.as_str())
    .bind(At(now))
    .fetch_optional(db)
    .await?;
    Ok(member.map(Into::into))
}

pub(crate) async fn take(
    db: &mut Connection,
    purpose: LinkPurpose,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<MemberId>> {
    let member = sqlx::query_scalar::<Db, Id>(
        "DELETE FROM links WHERE hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING member",
    )
    .bind(&hash.0[..])
    .bind(purpose.as_str())
    .bind(At(now))
    .fetch_optional(db)
    .await?;
    Ok(member.map(Into::into))
}

pub(crate) async fn sweep(db: &mut Connection, now: Timestamp) -> Result<u64> {
    let done = sqlx::query::<Db>("DELETE FROM links WHERE expires_at <= $1")
        .bind(At(now))
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}
