//! Statements about subscriptions.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::subscriptions::{Contact, EntryRow, Subscription};
use domain::{AppId, Timestamp};

pub(crate) async fn insert(db: &mut Connection, it: &Subscription) -> Result<()> {
    write(
        db,
        "INSERT INTO subscriptions (app, ahead, due_at, payer, card, bill_to, cap, alert_cycle,
            alert_mark, erased_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        it,
    )
    .await
}

/// An update that changes nothing locks the row on both databases.
pub(crate) async fn lock(db: &mut Connection, app: &AppId) -> Result<Option<Subscription>> {
    Ok(sqlx::query_as::<Db, Subscription>(
        "UPDATE subscriptions SET ahead = ahead WHERE app = $1
         RETURNING app, ahead, due_at, payer, card, bill_to, cap, alert_cycle, alert_mark, erased_at",
    )
    .bind(app.as_str())
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn find(db: &mut Connection, app: &AppId) -> Result<Option<Subscription>> {
    Ok(sqlx::query_as::<Db, Subscription>(
        "SELECT app, ahead, due_at, payer, card, bill_to, cap, alert_cycle, alert_mark, erased_at
         FROM subscriptions WHERE app = $1",
    )
    .bind(app.as_str())
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn save(db: &mut Connection, it: &Subscription) -> Result<()> {
    write(
        db,
        "UPDATE subscriptions SET ahead = $2, due_at = $3, payer = $4, card = $5, bill_to = $6, cap = $7,
            alert_cycle = $8, alert_mark = $9, erased_at = $10
         WHERE app = $1",
        it,
    )
    .await
}

/// Runs a statement whose parameters are the columns in the order of the struct's fields.
async fn write(db: &mut Connection, statement: &'static str, it: &Subscription) -> Result<()> {
    sqlx::query::<Db>(statement)
        .bind(it.app.as_str())
        .bind(it.ahead)
        .bind(it.due_at.map(At))
        .bind(it.payer.as_deref())
        .bind(it.card.as_deref())
        .bind(&it.bill_to)
        .bind(it.cap)
        .bind(it.alert_cycle)
        .bind(it.alert_mark)
        .bind(it.erased_at.map(At))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn due(db: &mut Connection, now: Timestamp, limit: u32) -> Result<Vec<AppId>> {
    apps(
        sqlx::query_scalar::<Db, String>(
            "SELECT app FROM subscriptions WHERE due_at <= $1 ORDER BY due_at, app LIMIT $2",
        )
        .bind(At(now))
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?,
    )
}

pub(crate) async fn put_off(db: &mut Connection, app: &AppId, until: Timestamp) -> Result<()> {
    sqlx::query::<Db>("UPDATE subscriptions SET due_at = $2 WHERE app = $1")
        .bind(app.as_str())
        .bind(At(until))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn missing(db: &mut Connection, limit: u32) -> Result<Vec<AppId>> {
    apps(
        sqlx::query_scalar::<Db, String>(
            "SELECT id FROM apps WHERE status <> 'DELETED'
             AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.app = apps.id)
             ORDER BY id LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?,
    )
}

fn apps(ids: Vec<String>) -> Result<Vec<AppId>> {
    ids.into_iter()
        .map(|id| AppId::try_from(id).map_err(crate::Error::unreadable))
        .collect()
}

pub(crate) async fn append(db: &mut Connection, app: &AppId, entry: &EntryRow) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO subscription_entries (app, place, id, at, actor, change)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(app.as_str())
    .bind(entry.place)
    .bind(Id(entry.id))
    .bind(At(entry.at))
    .bind(&entry.actor)
    .bind(&entry.change)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn entries(db: &mut Connection, app: &AppId) -> Result<Vec<EntryRow>> {
    Ok(sqlx::query_as::<Db, EntryRow>(
        "SELECT place, id, at, actor, change FROM subscription_entries WHERE app = $1 ORDER BY place",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn contact(db: &mut Connection, app: &AppId) -> Result<Option<Contact>> {
    Ok(sqlx::query_as::<Db, Contact>(
        "SELECT customers.organisation, members.email FROM apps
         JOIN customers ON customers.id = apps.customer
         LEFT JOIN members ON members.customer = customers.id AND members.verified_at IS NOT NULL
         WHERE apps.id = $1 ORDER BY members.created_at, members.id LIMIT 1",
    )
    .bind(app.as_str())
    .fetch_optional(db)
    .await?)
}
