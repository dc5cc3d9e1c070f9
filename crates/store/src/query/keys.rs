//! Statements about keys.

use super::{Connection, Db};
use crate::Result;
use crate::column::At;
use crate::keys::Key;
use domain::{AppId, KeyId, Timestamp};

pub(crate) async fn insert(db: &mut Connection, app: &AppId, key: &Key) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO keys (app, id, title, public_pem, created_at, last_used_at, disabled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(app.as_str())
    .bind(key.id.as_str())
    .bind(&key.title)
    .bind(&key.public_pem)
    .bind(At(key.created_at))
    .bind(key.last_used_at.map(At))
    .bind(key.disabled_at.map(At))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn list(db: &mut Connection, app: &AppId) -> Result<Vec<Key>> {
    Ok(sqlx::query_as::<Db, Key>(
        "SELECT id, app, title, public_pem, created_at, last_used_at, disabled_at FROM keys
         WHERE app = $1 ORDER BY created_at, id",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn find(db: &mut Connection, app: &AppId, key: &KeyId) -> Result<Option<Key>> {
    Ok(sqlx::query_as::<Db, Key>(
        "SELECT id, app, title, public_pem, created_at, last_used_at, disabled_at FROM keys
         WHERE app = $1 AND id = $2",
    )
    .bind(app.as_str())
    .bind(key.as_str())
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn set_disabled(
    db: &mut Connection,
    app: &AppId,
    key: &KeyId,
    disabled_at: Option<Timestamp>,
) -> Result<bool> {
    let done = sqlx::query::<Db>("UPDATE keys SET disabled_at = $3 WHERE app = $1 AND id = $2")
        .bind(app.as_str())
        .bind(key.as_str())
        .bind(disabled_at.map(At))
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn remove(db: &mut Connection, app: &AppId, key: &KeyId) -> Result<bool> {
    let done = sqlx::query::<Db>("DELETE FROM keys WHERE app = $1 AND id = $2")
        .bind(app.as_str())
        .bind(key.as_str())
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn touch(db: &mut Connection, app: &AppId, key: &KeyId, used_at: Timestamp) -> Result<bool> {
    let done = sqlx::query::<Db>(
        "UPDATE keys SET last_used_at = CASE WHEN last_used_at > $3 THEN last_used_at ELSE $3 END
         WHERE app = $1 AND id = $2",
    )
    .bind(app.as_str())
    .bind(key.as_str())
    .bind(At(used_at))
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}
