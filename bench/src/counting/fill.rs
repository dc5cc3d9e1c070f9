//! A database with one large cycle, written past the functions that would write it one meeting at a time.
//! That what is kept is right is not assumed: the recount compares all of it with the journal.

use super::{Result, Size};
use domain::{AppId, CustomerId, Timestamp};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::str::FromStr as _;
use store::Store;
use store::apps::{App, AppMode, AppStatus};
use store::customers::Customer;

const APP: &str = "vpaas-magic-cookie-00000000000000000000000000000001";
const BEGIN: &str = "2026-03-01T00:00:00Z";
/// Microseconds of the cycle.
const LENGTH: i64 = 31 * 86_400 * 1_000_000;

/// For the set-up only: a crash would lose nothing but the measurement.
const FAST: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;";

/// The event numbered `i`. Every `$3`th names the next device until all `$2` are there, the others name one of
/// those that are there; ten events make a meeting.
const JOURNAL: &str = "
    WITH RECURSIVE numbers (i) AS (
        SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < $1
    ), named AS (
        SELECT i, CASE WHEN i % $3 = 0 AND i / $3 < $2 THEN i / $3
            ELSE (i * 2654435761 / 64) % MIN(i / $3 + 1, $2) END AS k
        FROM numbers
    )
    INSERT INTO journal (seq, id, app, room, session, at, kind, fact)
    SELECT i + 1, printf('%08x-0000-4000-8000-%012x', i * 2654435761 % 4294967296, i), $4, 'stand-up',
        printf('%08x-0000-4000-9000-%012x', (i / 10) * 2654435761 % 4294967296, i / 10), $5 + i * $6, 'usage',
        '{\"type\":\"usage\",\"entries\":[{\"device\":\"'
            || printf('%08x%024x', k * 2654435761 % 4294967296, k)
            || '\",\"endpoint\":\"' || printf('%08x', k) || '\",\"user_id\":'
            || CASE k % 4 WHEN 3 THEN 'null' WHEN 2 THEN '\"user-' || (k / 4 * 2 + 1) || '\"'
                ELSE '\"user-' || (k / 4 * 2) || '\"' END
            || ',\"email\":null,\"kid\":null,\"has_mau_p\":false}]}'
    FROM named";

/// The device numbered `k` first counts in event `k * $3`.
const DEVICES: &str = "
    WITH RECURSIVE numbers (k) AS (
        SELECT 0 UNION ALL SELECT k + 1 FROM numbers WHERE k + 1 < $2
    )
    INSERT INTO usage_devices (app, cycle, device, event, at)
    SELECT $4, '2026-03-01', printf('%08x%024x', k * 2654435761 % 4294967296, k),
        printf('%08x-0000-4000-8000-%012x', k * $3 * 2654435761 % 4294967296, k * $3), $5 + k * $3 * $6
    FROM numbers WHERE $1 > 0";

/// Of four devices the first two have one user, the third one has another, the fourth has none.
const PEOPLE: &str = "
    WITH RECURSIVE numbers (k) AS (
        SELECT 0 UNION ALL SELECT k + 1 FROM numbers WHERE k + 1 < $2
    )
    INSERT INTO usage_people (app, cycle, person, event, at)
    SELECT $4, '2026-03-01',
        CASE k % 4 WHEN 3 THEN 'device:' || printf('%08x%024x', k * 2654435761 % 4294967296, k)
            WHEN 2 THEN 'user:user-' || (k / 4 * 2 + 1) ELSE 'user:user-' || (k / 4 * 2) END,
        printf('%08x-0000-4000-8000-%012x', k * $3 * 2654435761 % 4294967296, k * $3), $5 + k * $3 * $6
    FROM numbers WHERE k % 4 <> 1 AND $1 > 0";

const DAYS: &str = "
    INSERT INTO usage_cycle_days (app, cycle, day, devices, people, device_at, person_at)
    SELECT app, cycle, date(at / 1000000, 'unixepoch'), SUM(device), SUM(1 - device),
        MIN(CASE WHEN device = 1 THEN at END), MIN(CASE WHEN device = 0 THEN at END)
    FROM (
        SELECT app, cycle, at, 1 AS device FROM usage_devices
        UNION ALL
        SELECT app, cycle, at, 0 AS device FROM usage_people
    ) GROUP BY 1, 2, 3;
    UPDATE journal_head SET seq = (SELECT MAX(seq) FROM journal);
    INSERT INTO journal_cursors (reader, seq) SELECT 'usage', seq FROM journal_head;
    ANALYZE;";

/// A connection that knows nothing of the store's functions.
pub(super) async fn open(address: &str) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::from_str(address)?;
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// Makes the database and answers whose cycle it is.
pub(super) async fn fill(address: &str, size: Size) -> Result<AppId> {
    let app = tenant(address).await?;
    let begin: Timestamp = BEGIN.parse()?;
    let mut connection = open(address).await?;
    connection.execute(FAST).await?;
    // Indexes are made when the rows are there, which is much quicker.
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
         AND (tbl_name = 'journal' OR tbl_name IN ('usage_devices', 'usage_people'))",
    )
    .fetch_all(&mut connection)
    .await?;
    for (name, _) in &indexes {
        let drop = AssertSqlSafe(format!("DROP INDEX {name}"));
        sqlx::query(drop).execute(&mut connection).await?;
    }
    for statement in [JOURNAL, DEVICES, PEOPLE] {
        sqlx::query(statement)
            .bind(size.events)
            .bind(size.devices)
            .bind((size.events / size.devices).max(1))
            .bind(app.as_str())
            .bind(begin.micros())
            .bind(LENGTH / size.events)
            .execute(&mut connection)
            .await?;
    }
    for (_, sql) in indexes {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
    }
    connection.execute(DAYS).await?;
    connection.close().await?;
    Ok(app)
}

/// The tables, and a customer who signed up on the first day of the cycle.
async fn tenant(address: &str) -> Result<AppId> {
    let store = Store::connect(address).await?;
    store.migrate().await?;
    let begin: Timestamp = BEGIN.parse()?;
    let customer = Customer {
        id: "00000000-0000-4000-8000-000000000001".parse::<CustomerId>()?,
        organisation: "Bench".to_owned(),
        anchor: begin.date(),
        created_at: begin,
    };
    let app = App {
        id: APP.parse()?,
        customer: customer.id,
        mode: AppMode::Live,
        status: AppStatus::Active,
        anchor: customer.anchor,
        created_at: begin,
    };
    let mut tx = store.begin().await?;
    store::customers::insert(&mut tx, &customer).await?;
    store::apps::insert(&mut tx, &app).await?;
    tx.commit().await?;
    store.close().await;
    Ok(app.id)
}
