//! Statements about mail on its way out.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::outbox::{Mail, MailId};
use domain::Timestamp;

pub(crate) async fn insert(db: &mut Connection, mail: &Mail) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO outbox (id, recipient, subject, body, created_at, sent_at, attempts, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(Id(mail.id.0))
    .bind(&mail.recipient)
    .bind(&mail.subject)
    .bind(&mail.body)
    .bind(At(mail.created_at))
    .bind(mail.sent_at.map(At))
    .bind(mail.attempts)
    .bind(At(mail.next_at))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn newest(db: &mut Connection, limit: u32) -> Result<Vec<Mail>> {
    Ok(sqlx::query_as::<Db, Mail>(
        "SELECT id, recipient, subject, body, created_at, sent_at, attempts, next_at FROM outbox
         ORDER BY created_at DESC, id LIMIT $1",
    )
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?)
}

pub(crate) async fn due(db: &mut Connection, now: Timestamp, limit: u32) -> Result<Vec<Mail>> {
    Ok(sqlx::query_as::<Db, Mail>(
        "SELECT id, recipient, subject, body, created_at, sent_at, attempts, next_at FROM outbox
         WHERE sent_at IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2",
    )
    .bind(At(now))
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?)
}

pub(crate) async fn sent(db: &mut Connection, mail: MailId, at: Timestamp) -> Result<()> {
    sqlx::query::<Db>("UPDATE outbox SET sent_at = $2, body = '' WHERE id = $1")
        .bind(Id(mail.0))
        .bind(At(at))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn failed(db: &mut Connection, mail: MailId, next_at: Timestamp) -> Result<()> {
    sqlx::query::<Db>("UPDATE outbox SET attempts = attempts + 1, next_at = $2 WHERE id = $1")
        .bind(Id(mail.0))
        .bind(At(next_at))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn sweep(db: &mut Connection, before: Timestamp) -> Result<u64> {
    let done = sqlx::query::<Db>("DELETE FROM outbox WHERE created_at < $1")
        .bind(At(before))
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}
