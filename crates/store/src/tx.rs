//! A transaction on either database.

use crate::Result;
use sqlx::{Postgres, Sqlite, Transaction};

/// A transaction that writes ([`Store::begin`](crate::Store::begin)) or only reads
/// ([`Store::snapshot`](crate::Store::snapshot)). What it writes: all of it happens at [`Tx::commit`], or nothing if it is dropped.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite; one that writes holds the only writing connection.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes everything durable at once.
    ///
    /// # Errors
    /// Whatever kept the database from it; then nothing has happened.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Undoes everything now rather than when the connection is next used.
    ///
    /// # Errors
    /// Whatever kept the database from answering; then nothing has happened either.
    pub async fn rollback(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}
