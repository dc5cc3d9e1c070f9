//! Statements about members.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::links::Pending;
use crate::members::Member;
use domain::{MemberId, Timestamp};

pub(crate) async fn insert(db: &mut Connection, member: &Member) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO members (id, customer, email, name, password_hash, created_at, verified_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(Id::from(member.id))
    .bind(Id::from(member.customer))
    .bind(&member.email)
    .bind(&member.name)
    .bind(&member.password_hash)
    .bind(At(member.created_at))
    .bind(member.verified_at.map(At))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn by_email(db: &mut Connection, email: &str) -> Result<Option<Member>> {
    Ok(sqlx::query_as::<Db, Member>(
        "SELECT id, customer, email, name, password_hash, created_at, verified_at FROM members
         WHERE email = $1",
    )
    .bind(email)
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn find(db: &mut Connection, member: MemberId) -> Result<Option<Member>> {
    Ok(sqlx::query_as::<Db, Member>(
        "SELECT id, customer, email, name, password_hash, created_at, verified_at FROM members
         WHERE id = $1",
    )
    .bind(Id::from(member))
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn set_verified(db: &mut Connection, member: MemberId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query::<Db>("UPDATE members SET verified_at = $2 WHERE id = $1 AND verified_at IS NULL")
        .bind(Id::from(member))
        .bind(At(at))
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn activate(
    db: &mut Connection,
    member: MemberId,
    pending: &Pending,
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query::<Db>(
        "UPDATE members SET name = $2, password_hash = $3, verified_at = $4
         WHERE id = $1 AND verified_at IS NULL",
    )
    .bind(Id::from(member))
    .bind(&pending.name)
    .bind(&pending.password_hash)
    .bind(At(at))
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn set_password(db: &mut Connection, member: MemberId, hash: &str) -> Result<bool> {
    let done = sqlx::query::<Db>("UPDATE members SET password_hash = $2 WHERE id = $1")
        .bind(Id::from(member))
        .bind(hash)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn rehash(db: &mut Connection, member: MemberId, old: &str, new: &str) -> Result<bool> {
    let done =
        sqlx::query::<Db>("UPDATE members SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
            .bind(Id::from(member))
            .bind(old)
            .bind(new)
            .execute(db)
            .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn replace_unverified(
    db: &mut Connection,
    member: MemberId,
    name: &str,
    password_hash: &str,
) -> Result<bool> {
    let done = sqlx::query::<Db>(
        "UPDATE members SET name = $2, password_hash = $3 WHERE id = $1 AND verified_at IS NULL",
    )
    .bind(Id::from(member))
    .bind(name)
    .bind(password_hash)
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn sweep_unverified(db: &mut Connection, before: Timestamp, now: Timestamp) -> Result<u64> {
    let done = sqlx::query::<Db>(
        "DELETE FROM members WHERE verified_at IS NULL AND created_at < $1
         AND NOT EXISTS (SELECT 1 FROM links WHERE links.member = members.id AND links.expires_at > $2)",
    )
    .bind(At(before))
    .bind(At(now))
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
