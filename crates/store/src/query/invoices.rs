//! Statements about invoices, credit notes, their numbers and the ledger.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::invoices::{Document, LedgerRow};
use domain::{AppId, Date};

pub(crate) async fn insert(
    db: &mut Connection,
    app: &AppId,
    it: &Document,
    status: &str,
    read_to: i64,
) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO invoices (app, day, id, number, status, issued_at, document, read_to)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(app.as_str())
    .bind(it.day)
    .bind(Id(it.id))
    .bind(&it.number)
    .bind(status)
    .bind(At(it.issued_at))
    .bind(&it.document)
    .bind(read_to)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn read_to(db: &mut Connection, app: &AppId, day: Date) -> Result<Option<i64>> {
    Ok(
        sqlx::query_scalar::<Db, i64>("SELECT read_to FROM invoices WHERE app = $1 AND day = $2")
            .bind(app.as_str())
            .bind(day)
            .fetch_optional(db)
            .await?,
    )
}

pub(crate) async fn update(
    db: &mut Connection,
    app: &AppId,
    day: Date,
    status: &str,
    document: &str,
) -> Result<()> {
    sqlx::query::<Db>("UPDATE invoices SET status = $3, document = $4 WHERE app = $1 AND day = $2")
        .bind(app.as_str())
        .bind(day)
        .bind(status)
        .bind(document)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn of_app(db: &mut Connection, app: &AppId) -> Result<Vec<Document>> {
    Ok(sqlx::query_as::<Db, Document>(
        "SELECT day, id, number, issued_at, document FROM invoices WHERE app = $1 ORDER BY day",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn insert_credit_note(db: &mut Connection, app: &AppId, it: &Document) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO credit_notes (app, day, id, number, issued_at, document)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(app.as_str())
    .bind(it.day)
    .bind(Id(it.id))
    .bind(&it.number)
    .bind(At(it.issued_at))
    .bind(&it.document)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn credit_notes_of(db: &mut Connection, app: &AppId) -> Result<Vec<Document>> {
    Ok(sqlx::query_as::<Db, Document>(
        "SELECT day, id, number, issued_at, document FROM credit_notes WHERE app = $1
         ORDER BY issued_at, number",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn lock_series(db: &mut Connection, series: &str) -> Result<i64> {
    Ok(sqlx::query_scalar::<Db, i64>(
        "INSERT INTO number_series (series, last) VALUES ($1, 0)
         ON CONFLICT (series) DO UPDATE SET last = number_series.last RETURNING last",
    )
    .bind(series)
    .fetch_one(db)
    .await?)
}

pub(crate) async fn move_series(db: &mut Connection, series: &str, last: i64) -> Result<()> {
    sqlx::query::<Db>("UPDATE number_series SET last = $2 WHERE series = $1")
        .bind(series)
        .bind(last)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn post(db: &mut Connection, app: &AppId, row: &LedgerRow) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO ledger (app, entry, account, at, cents, currency) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(app.as_str())
    .bind(&row.entry)
    .bind(&row.account)
    .bind(At(row.at))
    .bind(row.cents)
    .bind(&row.currency)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn ledger_of(db: &mut Connection, app: &AppId) -> Result<Vec<LedgerRow>> {
    Ok(sqlx::query_as::<Db, LedgerRow>(
        "SELECT entry, account, at, cents, currency FROM ledger WHERE app = $1 ORDER BY at, entry, account",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn balances(db: &mut Connection) -> Result<Vec<(String, String, i64)>> {
    Ok(sqlx::query_as::<Db, (String, String, i64)>(
        "SELECT account, currency, CAST(SUM(cents) AS BIGINT) FROM ledger GROUP BY account, currency
         ORDER BY account, currency",
    )
    .fetch_all(db)
    .await?)
}
