//! Runs a test body on both databases, each time on an empty one that has its tables.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_key_is_found_again() {
//!     store::testing::on_both(async |store| { … }).await;
//! }
//! ```

use crate::Store;
use domain::Random;
use rand::SeedableRng as _;
use rand::rngs::{OsRng, StdRng};
use sqlx::{ConnectOptions as _, Executor as _};
use std::str::FromStr as _;

/// Names the PostgreSQL server that tests may fill with throw-away databases.
pub const POSTGRES: &str = "CONCLAVE_TEST_POSTGRES_URL";
/// Set to 1, it leaves PostgreSQL out.
pub const SQLITE_ONLY: &str = "CONCLAVE_TEST_SQLITE_ONLY";

/// Runs the body on SQLite (a temporary file), then on PostgreSQL (a fresh database).
///
/// # Panics
/// If a database cannot be had, so that a test never passes on one of them only by accident.
pub async fn on_both(body: impl AsyncFn(Store)) {
    on(None, &body).await;
}

async fn on(step: Option<i64>, body: &impl AsyncFn(Store)) {
    sqlite(step, body).await;
    if std::env::var(SQLITE_ONLY).is_ok_and(|value| value == "1") {
        return;
    }
    postgres(step, body).await;
}

/// Runs the body on SQLite only.
///
/// # Panics
/// If the file cannot be made.
pub async fn on_sqlite(body: impl AsyncFn(Store)) {
    sqlite(None, &body).await;
}

async fn sqlite(step: Option<i64>, body: &impl AsyncFn(Store)) {
    let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no temporary folder: {e}"));
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let store = ready(&url, step).await;
    body(store.clone()).await;
    store.close().await;
}

/// Runs the body on PostgreSQL only.
///
/// # Panics
/// If the server that `CONCLAVE_TEST_POSTGRES_URL` names is not there.
pub async fn on_postgres(body: impl AsyncFn(Store)) {
    postgres(None, &body).await;
}

async fn postgres(step: Option<i64>, body: &impl AsyncFn(Store)) {
    let Ok(server) = std::env::var(POSTGRES) else {
        panic!(
            "{POSTGRES} is not set: run `make test`, which starts a PostgreSQL for the tests, or set \
             {SQLITE_ONLY}=1 to leave PostgreSQL out"
        );
    };
    let options = sqlx::postgres::PgConnectOptions::from_str(&server)
        .unwrap_or_else(|e| panic!("{POSTGRES} is no PostgreSQL address: {e}"));
    let mut root = options
        .connect()
        .await
        .unwrap_or_else(|e| panic!("{POSTGRES} does not answer ({e}): run `scripts/postgres start`"));
    let name = format!("conclave_test_{}", hex::encode(random().bytes::<8>()));
    order(&mut root, format!("CREATE DATABASE {name}")).await;
    let (address, query) = server.split_once('?').unwrap_or((&server, ""));
    let (address, _) = address.rsplit_once('/').unwrap_or((address, ""));
    let store = ready(&format!("{address}/{name}?{query}"), step).await;
    body(store.clone()).await;
    store.close().await;
    order(&mut root, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// As [`on_both`], but the databases have only the steps up to `step`, as an older version left them; the
/// body takes the rest itself ([`Store::migrate`]).
///
/// # Panics
/// As [`on_both`].
pub async fn on_both_since(step: i64, body: impl AsyncFn(Store)) {
    on(Some(step), &body).await;
}

/// Runs statements as they stand, behind the back of the functions that know the tables.
///
/// # Errors
/// Whatever the database says to them.
pub async fn run(store: &Store, statements: &'static str) -> crate::Result<()> {
    match store {
        Store::Sqlite(handle) => handle.run(statements).await,
        Store::Postgres(handle) => handle.run(statements).await,
    }
}

/// The same database as another server would have it: without a share in the group commits of `store`.
#[must_use]
pub fn twin(store: &Store) -> Store {
    match store {
        Store::Sqlite(handle) => Store::Sqlite(handle.twin()),
        Store::Postgres(handle) => Store::Postgres(handle.twin()),
    }
}

/// A random source that no test needs to repeat; tests that do seed their own.
#[must_use]
pub fn random() -> Random {
    Random::new(StdRng::try_from_rng(&mut OsRng).unwrap_or_else(|e| panic!("no randomness: {e}")))
}

/// A random source that gives the same every time.
#[must_use]
pub fn seeded(seed: u64) -> Random {
    Random::new(StdRng::seed_from_u64(seed))
}

async fn ready(url: &str, step: Option<i64>) -> Store {
    let store = Store::connect_with(url, 4)
        .await
        .unwrap_or_else(|e| panic!("the test database cannot be opened: {e}"));
    let migrated = match (&store, step) {
        (_, None) => store.migrate().await,
        (Store::Sqlite(handle), Some(step)) => handle.migrate_to(step).await,
        (Store::Postgres(handle), Some(step)) => handle.migrate_to(step).await,
    };
    if let Err(e) = migrated {
        panic!("the test database cannot be set up: {e}");
    }
    store
}

async fn order(root: &mut sqlx::PgConnection, statement: String) {
    if let Err(e) = root.execute(sqlx::AssertSqlSafe(statement)).await {
        panic!("the test server refuses: {e}");
    }
}
