//! The store as others hold it.

use crate::group::Group;
use crate::{Error, Result, Tx, postgres, sqlite};

/// A database, open. Cheap to clone; all clones share the connections.
#[derive(Clone, Debug)]
pub enum Store {
    /// A file on this machine.
    Sqlite(sqlite::Handle),
    /// A server.
    Postgres(postgres::Handle),
}

impl Store {
    /// Opens `sqlite:path` (made with its folder if it is not there) or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Address`] for any other address, [`Error::Missing`], [`Error::Denied`],
    /// [`Error::Unreachable`], [`Error::Corrupt`], [`Error::Busy`]; none of them repeats a password.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, 16).await
    }

    /// As [`Store::connect`], with at most `connections` connections (beside the writer of SQLite).
    ///
    /// # Errors
    /// As [`Store::connect`].
    pub async fn connect_with(url: &str, connections: u32) -> Result<Self> {
        Self::open(url, connections, true).await
    }

    /// As [`Store::connect`], but never makes a file: for commands that only look at what is there.
    ///
    /// # Errors
    /// As [`Store::connect`]; [`Error::Missing`] if there is no such file.
    pub async fn connect_existing(url: &str) -> Result<Self> {
        Self::open(url, 4, false).await
    }

    async fn open(url: &str, connections: u32, make: bool) -> Result<Self> {
        if url.starts_with("sqlite:") {
            Ok(Self::Sqlite(sqlite::Handle::open(url, connections, make).await?))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres(postgres::Handle::open(url, connections).await?))
        } else {
            Err(Error::address(url))
        }
    }

    /// Brings the tables up to what this program expects.
    ///
    /// # Errors
    /// [`Error::Migration`] if the database was made by another version; others as for any write.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite(handle) => handle.migrate().await,
            Self::Postgres(handle) => handle.migrate().await,
        }
    }

    /// Whether the database answers and has its tables.
    ///
    /// # Errors
    /// Whatever keeps it from answering; [`Error::NotMigrated`] if tables are missing.
    pub async fn ping(&self) -> Result<()> {
        crate::journal::head(self).await.map(drop)
    }

    /// Begins a transaction that writes (`BEGIN IMMEDIATE` in SQLite). Dropping it undoes it.
    ///
    /// # Errors
    /// [`Error::Busy`] if no turn came in time, or whatever keeps the database from answering.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(handle) => Tx::Sqlite(handle.begin().await?),
            Self::Postgres(handle) => Tx::Postgres(handle.begin().await?),
        })
    }

    /// Begins a transaction that only reads: it sees one state of all tables, whatever is written
    /// meanwhile, and keeps nobody from writing. Dropping it ends it.
    ///
    /// # Errors
    /// [`Error::Busy`] if no connection was free in time, or whatever keeps the database from answering.
    pub async fn snapshot(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite(handle) => Tx::Sqlite(handle.snapshot().await?),
            Self::Postgres(handle) => Tx::Postgres(handle.snapshot().await?),
        })
    }

    /// Closes every connection; what is under way ends first.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(handle) => handle.close().await,
            Self::Postgres(handle) => handle.close().await,
        }
    }

    pub(crate) fn group(&self) -> &Group {
        match self {
            Self::Sqlite(handle) => &handle.group,
            Self::Postgres(handle) => &handle.group,
        }
    }
}
