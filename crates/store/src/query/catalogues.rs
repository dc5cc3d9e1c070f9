//! Statements about catalogues.

use super::{Connection, Db};
use crate::Result;
use crate::column::At;
use domain::Timestamp;

pub(crate) async fn newest(db: &mut Connection) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar::<Db, String>("SELECT document FROM catalogues ORDER BY number DESC LIMIT 1")
            .fetch_optional(db)
            .await?,
    )
}

pub(crate) async fn insert(db: &mut Connection, at: Timestamp, document: &str) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO catalogues (number, at, document)
         VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM catalogues), $1, $2)",
    )
    .bind(At(at))
    .bind(document)
    .execute(db)
    .await?;
    Ok(())
}
