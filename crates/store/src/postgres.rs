//! PostgreSQL: how it is reached, and the query files compiled for it.

use crate::group::Group;
use crate::{Error, Result};
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection as _, PgConnection, PgPool, Transaction};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Db = sqlx::Postgres;
pub(crate) type Connection = sqlx::PgConnection;

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
pub(crate) static STEPS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// How long a caller waits for a connection.
const TURN: Duration = Duration::from_secs(10);

/// The pool of one PostgreSQL database.
#[derive(Clone, Debug)]
pub struct Handle {
    pool: PgPool,
    pub(crate) group: Arc<Group>,
    options: Arc<PgConnectOptions>,
}

/// The number of our advisory lock: the first eight letters of the name.
const LOCK: i64 = i64::from_be_bytes(*b"conclave");

/// The connection that holds the lock.
#[derive(Debug)]
pub struct Claim {
    connection: PgConnection,
}

impl Claim {
    pub(crate) async fn holds(&mut self) -> bool {
        matches!(
            tokio::time::timeout(TURN, self.connection.ping()).await,
            Ok(Ok(()))
        )
    }
}

impl Handle {
    pub(crate) async fn open(url: &str, connections: u32) -> Result<Self> {
        let options = PgConnectOptions::from_str(url).map_err(|_| Error::address(url))?;
        // Connects once outside the pool, which would hide the reason of a failure behind a time-out.
        let first = tokio::time::timeout(TURN, options.connect())
            .await
            .map_err(|_| Error::silent())??;
        first.close().await?;
        Ok(Self {
            pool: PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(TURN)
                .connect_lazy_with(options.clone()),
            group: Arc::default(),
            options: Arc::new(options),
        })
    }

    pub(crate) async fn claim(&self) -> Result<Option<Claim>> {
        let mut connection = tokio::time::timeout(TURN, self.options.connect())
            .await
            .map_err(|_| Error::silent())??;
        let ours: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(LOCK)
            .fetch_one(&mut connection)
            .await?;
        Ok(ours.then_some(Claim { connection }))
    }

    pub(crate) async fn read(&self) -> Result<PoolConnection<Db>> {
        self.pool.acquire().await.map_err(Error::of_pool)
    }

    pub(crate) async fn write(&self) -> Result<PoolConnection<Db>> {
        self.read().await
    }

    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Db>> {
        self.pool.begin().await.map_err(Error::of_pool)
    }

    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Db>> {
        self.pool
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
            .map_err(Error::of_pool)
    }

    pub(crate) async fn migrate(&self) -> Result<()> {
        Ok(STEPS.run(&self.pool).await?)
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

#[cfg(feature = "testing")]
impl Handle {
    pub(crate) async fn migrate_to(&self, step: i64) -> Result<()> {
        Ok(STEPS.run_to(step, &self.pool).await?)
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
}
