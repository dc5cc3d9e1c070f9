//! Statements about links sent by mail.

use super::{Connection, Db};
use crate::column::{At, Id};
use crate::links::Verification;
use crate::{Result, TokenHash};
use domain::{MemberId, Timestamp};

pub(crate) async fn insert_verification(
    db: &mut Connection,
    verification: &Verification,
    hash: TokenHash,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO links
            (hash, member, purpose, created_at, expires_at, organisation, name, password_hash)
         VALUES ($1, $2, 'VERIFY', $3, $4, $5, $6, $7)",
    )
    .bind(&hash.0[..])
    .bind(Id::from(verification.member))
    .bind(At(created_at))
    .bind(At(expires_at))
    .bind(&verification.pending.organisation)
    .bind(&verification.pending.name)
    .bind(&verification.pending.password_hash)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn verification(
    db: &mut Connection,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<Verification>> {
    Ok(sqlx::query_as::<Db, Verification>(
        "SELECT member, organisation, name, password_hash FROM links
         WHERE hash = $1 AND purpose = 'VERIFY' AND expires_at > $2",
    )
    .bind(&hash.0[..])
    .bind(At(now))
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn discard_resets(db: &mut Connection, member: MemberId) -> Result<()> {
    sqlx::query::<Db>("DELETE FROM links WHERE member = $1 AND purpose = 'RESET'")
        .bind(Id::from(member))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn insert_reset(
    db: &mut Connection,
    member: MemberId,
    hash: TokenHash,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO links (hash, member, purpose, created_at, expires_at)
         VALUES ($1, $2, 'RESET', $3, $4)",
    )
    .bind(&hash.0[..])
    .bind(Id::from(member))
    .bind(At(created_at))
    .bind(At(expires_at))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn find_reset(
    db: &mut Connection,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<MemberId>> {
    let member = sqlx::query_scalar::<Db, Id>(
        "SELECT member FROM links WHERE hash = $1 AND purpose = 'RESET' AND expires_at > $2",
    )
    .bind(&hash.0[..])
    .bind(At(now))
    .fetch_optional(db)
    .await?;
    Ok(member.map(Into::into))
}

pub(crate) async fn take_reset(
    db: &mut Connection,
    hash: TokenHash,
    now: Timestamp,
) -> Result<Option<MemberId>> {
    let member = sqlx::query_scalar::<Db, Id>(
        "DELETE FROM links WHERE hash = $1 AND purpose = 'RESET' AND expires_at > $2 RETURNING member",
    )
    .bind(&hash.0[..])
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
