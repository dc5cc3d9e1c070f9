//! Statements about servers.

use super::{Connection, Db};
use crate::Result;
use crate::column::At;
use domain::Timestamp;

pub(crate) async fn started(db: &mut Connection, node: &str, now: Timestamp) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO nodes (id, started_at, seen_at, stopped_at) VALUES ($1, $2, $2, NULL)
         ON CONFLICT (id) DO UPDATE SET started_at = $2, seen_at = $2, stopped_at = NULL",
    )
    .bind(node)
    .bind(At(now))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn beat(db: &mut Connection, node: &str, now: Timestamp) -> Result<()> {
    sqlx::query::<Db>("UPDATE nodes SET seen_at = $2 WHERE id = $1")
        .bind(node)
        .bind(At(now))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn stopped(db: &mut Connection, node: &str, now: Timestamp) -> Result<()> {
    sqlx::query::<Db>("UPDATE nodes SET seen_at = $2, stopped_at = $2 WHERE id = $1")
        .bind(node)
        .bind(At(now))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn last_seen(db: &mut Connection) -> Result<Option<Timestamp>> {
    let seen: Option<At> = sqlx::query_scalar("SELECT seen_at FROM nodes ORDER BY seen_at DESC LIMIT 1")
        .fetch_optional(db)
        .await?;
    Ok(seen.map(Timestamp::from))
}
