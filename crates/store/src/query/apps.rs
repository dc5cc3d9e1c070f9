//! Statements about apps.

use super::{Connection, Db};
use crate::Result;
use crate::apps::{App, AppStatus};
use crate::column::{At, Id};
use domain::{AppId, CustomerId, Date};

pub(crate) async fn insert(db: &mut Connection, app: &App) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO apps (id, customer, mode, status, anchor, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(app.id.as_str())
    .bind(Id::from(app.customer))
    .bind(app.mode.as_str())
    .bind(app.status.as_str())
    .bind(app.anchor)
    .bind(At(app.created_at))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn find(db: &mut Connection, app: &AppId) -> Result<Option<App>> {
    Ok(sqlx::query_as::<Db, App>(
        "SELECT id, customer, mode, status, anchor, created_at FROM apps WHERE id = $1",
    )
    .bind(app.as_str())
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn of_customer(db: &mut Connection, customer: CustomerId) -> Result<Vec<App>> {
    Ok(sqlx::query_as::<Db, App>(
        "SELECT id, customer, mode, status, anchor, created_at FROM apps WHERE customer = $1
         ORDER BY created_at, id",
    )
    .bind(Id::from(customer))
    .fetch_all(db)
    .await?)
}

pub(crate) async fn anchor(db: &mut Connection, app: &AppId) -> Result<Option<Date>> {
    Ok(
        sqlx::query_scalar::<Db, Date>("SELECT anchor FROM apps WHERE id = $1")
            .bind(app.as_str())
            .fetch_optional(db)
            .await?,
    )
}

pub(crate) async fn set_status(db: &mut Connection, app: &AppId, status: AppStatus) -> Result<bool> {
    let done = sqlx::query::<Db>("UPDATE apps SET status = $2 WHERE id = $1")
        .bind(app.as_str())
        .bind(status.as_str())
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// An update that changes nothing locks the row on both databases.
pub(crate) async fn lock(db: &mut Connection, app: &AppId) -> Result<()> {
    sqlx::query::<Db>("UPDATE apps SET status = status WHERE id = $1")
        .bind(app.as_str())
        .execute(db)
        .await?;
    Ok(())
}
