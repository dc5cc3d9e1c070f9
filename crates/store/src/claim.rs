//! One server at a time holds the meetings of a database: a second one would take meetings for left open
//! that the first one still holds, and would let one room come into being twice.

use crate::{Result, Store, postgres, sqlite};

/// The right to hold meetings, as long as it lives. It ends with the process, however that ends.
#[derive(Debug)]
pub enum Claim {
    /// A locked file beside the database.
    Sqlite(sqlite::Claim),
    /// An advisory lock on a connection of its own.
    Postgres(postgres::Claim),
}

impl Claim {
    /// Whether it still holds. A connection to a database server can break, and the claim with it.
    pub async fn holds(&mut self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(claim) => claim.holds().await,
        }
    }
}

impl Store {
    /// Claims the database for this server; `None` if another one has it.
    ///
    /// # Errors
    /// If the database, or the folder of its file, does not answer.
    pub async fn claim(&self) -> Result<Option<Claim>> {
        Ok(match self {
            Self::Sqlite(handle) => handle.claim()?.map(Claim::Sqlite),
            Self::Postgres(handle) => handle.claim().await?.map(Claim::Postgres),
        })
    }
}
