//! Statements about the migrations that a database has seen, in the table that the library keeps.

use super::{Connection, Db};
use crate::Result;

/// Number, digest and outcome of each.
pub(crate) async fn applied(db: &mut Connection) -> Result<Vec<(i64, Vec<u8>, bool)>> {
    Ok(sqlx::query_as::<Db, (i64, Vec<u8>, bool)>(
        "SELECT version, checksum, success FROM _sqlx_migrations ORDER BY version",
    )
    .fetch_all(db)
    .await?)
}
