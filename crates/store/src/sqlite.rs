//! SQLite: how it is opened, and the query files compiled for it.

use crate::group::Group;
use crate::{Error, Result};
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, SqlitePool, Transaction};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Db = sqlx::Sqlite;
pub(crate) type Connection = sqlx::SqliteConnection;

#[path = "query/apps.rs"]
pub(crate) mod apps;
#[path = "query/catalogues.rs"]
pub(crate) mod catalogues;
#[path = "query/counted.rs"]
pub(crate) mod counted;
#[path = "query/customers.rs"]
pub(crate) mod customers;
#[path = "query/erase.rs"]
pub(crate) mod erase;
#[path = "query/invoices.rs"]
pub(crate) mod invoices;
#[path = "query/journal.rs"]
pub(crate) mod journal;
#[path = "query/keys.rs"]
pub(crate) mod keys;
#[path = "query/links.rs"]
pub(crate) mod links;
#[path = "query/listed.rs"]
pub(crate) mod listed;
#[path = "query/members.rs"]
pub(crate) mod members;
#[path = "query/nodes.rs"]
pub(crate) mod nodes;
#[path = "query/outbox.rs"]
pub(crate) mod outbox;
#[path = "query/payments.rs"]
pub(crate) mod payments;
#[path = "query/sessions.rs"]
pub(crate) mod sessions;
#[path = "query/since.rs"]
pub(crate) mod since;
#[path = "query/steps.rs"]
pub(crate) mod steps;
#[path = "query/subscriptions.rs"]
pub(crate) mod subscriptions;
#[path = "query/usage.rs"]
pub(crate) mod usage;

/// The migrations of this version.
pub(crate) static STEPS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// How long one statement waits for a lock that another process holds.
const BUSY: Duration = Duration::from_secs(5);
/// How long a writer waits for its turn in this process.
const TURN: Duration = Duration::from_secs(30);

/// The pools of one SQLite file.
#[derive(Clone, Debug)]
pub struct Handle {
    readers: SqlitePool,
    writer: SqlitePool,
    pub(crate) group: Arc<Group>,
    file: PathBuf,
}

/// The locked file; the lock goes with it.
#[derive(Debug)]
pub struct Claim {
    _file: File,
}

impl Handle {
    pub(crate) async fn open(url: &str, connections: u32, make: bool) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url).map_err(|_| Error::address(url))?;
        if url.contains(":memory:") || url.contains("mode=memory") {
            return Err(Error::Address(
                "SQLite in memory would lose everything; name a file, as in sqlite:data/conclave.db"
                    .to_owned(),
            ));
        }
        let file = options.get_filename().to_owned();
        if !make && !file.exists() {
            return Err(Error::Missing(format!("there is no file {}", file.display())));
        }
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| Error::folder(folder, &e))?;
        }
        let options = options
            .create_if_missing(make)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        // Opens once outside the pools, which would hide the reason of a failure behind a time-out.
        let first = options.connect().await?;
        first.close().await?;
        Ok(Self {
            readers: SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(TURN)
                .connect_lazy_with(options.clone().pragma("query_only", "ON")),
            writer: SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(TURN)
                .connect_lazy_with(options),
            group: Arc::default(),
            file,
        })
    }

    /// The lock is on a file beside the database, because SQLite locks the database itself for moments only.
    pub(crate) fn claim(&self) -> Result<Option<Claim>> {
        let mut name = self.file.as_os_str().to_owned();
        name.push(".server");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .map_err(|error| Error::lock_file(Path::new(&name), &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Claim { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(Error::lock_file(Path::new(&name), &error)),
        }
    }

    pub(crate) async fn read(&self) -> Result<PoolConnection<Db>> {
        Ok(self.readers.acquire().await?)
    }

    pub(crate) async fn write(&self) -> Result<PoolConnection<Db>> {
        Ok(self.writer.acquire().await?)
    }

    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Db>> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// A reader sees what was there when it first read, however long it takes, and keeps nobody waiting.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Db>> {
        Ok(self.readers.begin().await?)
    }

    pub(crate) async fn migrate(&self) -> Result<()> {
        Ok(STEPS.run(&self.writer).await?)
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

#[cfg(feature = "testing")]
impl Handle {
    pub(crate) async fn migrate_to(&self, step: i64) -> Result<()> {
        Ok(STEPS.run_to(step, &self.writer).await?)
    }

    pub(crate) async fn run(&self, statements: &'static str) -> Result<()> {
        let mut connection = self.write().await?;
        sqlx::raw_sql(statements).execute(&mut *connection).await?;
        Ok(())
    }

    pub(crate) fn twin(&self) -> Self {
        Self {
            group: Arc::default(),
            ..self.clone()
        }
    }

    /// Journal mode, `synchronous` (2 is FULL) and whether foreign keys are on, as SQLite has them.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn settings(&self) -> Result<(String, i64, i64)> {
        let mut connection = self.write().await?;
        let journal = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&mut *connection)
            .await?;
        let synchronous = sqlx::query_scalar("PRAGMA synchronous")
            .fetch_one(&mut *connection)
            .await?;
        let keys = sqlx::query_scalar("PRAGMA foreign_keys")
            .fetch_one(&mut *connection)
            .await?;
        Ok((journal, synchronous, keys))
    }

    /// Keeps the file from growing past so many pages (or its present size, if that is more), as a full
    /// disk would.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn limit_pages(&self, pages: u32) -> Result<()> {
        let mut connection = self.write().await?;
        let statement = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::query(statement).execute(&mut *connection).await?;
        Ok(())
    }
}
