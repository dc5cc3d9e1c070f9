//! Statements about payments.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::payments::{Attempt, DunningStep};
use domain::{AppId, Timestamp};

pub(crate) async fn insert(db: &mut Connection, app: &AppId, it: &Attempt) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO payment_attempts (app, subject, number, at, card, cents, currency, outcome, charge,
            code, sentence)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(app.as_str())
    .bind(Id(it.subject))
    .bind(it.number)
    .bind(At(it.at))
    .bind(it.card.as_deref())
    .bind(it.cents)
    .bind(&it.currency)
    .bind(it.outcome.as_str())
    .bind(it.charge.as_deref())
    .bind(it.code.as_deref())
    .bind(it.sentence.as_deref())
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn update(db: &mut Connection, app: &AppId, it: &Attempt) -> Result<()> {
    sqlx::query::<Db>(
        "UPDATE payment_attempts SET outcome = $4, charge = $5, code = $6, sentence = $7
         WHERE app = $1 AND subject = $2 AND number = $3",
    )
    .bind(app.as_str())
    .bind(Id(it.subject))
    .bind(it.number)
    .bind(it.outcome.as_str())
    .bind(it.charge.as_deref())
    .bind(it.code.as_deref())
    .bind(it.sentence.as_deref())
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn of_app(db: &mut Connection, app: &AppId) -> Result<Vec<Attempt>> {
    Ok(sqlx::query_as::<Db, Attempt>(
        "SELECT subject, number, at, card, cents, currency, outcome, charge, code, sentence
         FROM payment_attempts WHERE app = $1 ORDER BY at, subject, number",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn app_of_charge(db: &mut Connection, charge: &str) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar::<Db, String>("SELECT app FROM payment_attempts WHERE charge = $1 LIMIT 1")
            .bind(charge)
            .fetch_optional(db)
            .await?,
    )
}

pub(crate) async fn insert_step(db: &mut Connection, app: &AppId, step: &DunningStep) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO dunning_steps (app, invoice, day, action, at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(app.as_str())
    .bind(Id(step.invoice))
    .bind(step.day)
    .bind(&step.action)
    .bind(At(step.at))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn steps_of(db: &mut Connection, app: &AppId) -> Result<Vec<DunningStep>> {
    Ok(sqlx::query_as::<Db, DunningStep>(
        "SELECT invoice, day, action, at FROM dunning_steps WHERE app = $1 ORDER BY at, day, action",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn note_notice(db: &mut Connection, id: &str, at: Timestamp) -> Result<bool> {
    let done =
        sqlx::query::<Db>("INSERT INTO payment_notices (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(id)
            .bind(At(at))
            .execute(db)
            .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn forget_notice(db: &mut Connection, id: &str) -> Result<()> {
    sqlx::query::<Db>("DELETE FROM payment_notices WHERE id = $1")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn shelf_get(db: &mut Connection, name: &str) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar::<Db, String>("SELECT text FROM payment_shelf WHERE name = $1")
            .bind(name)
            .fetch_optional(db)
            .await?,
    )
}

pub(crate) async fn shelf_insert(db: &mut Connection, name: &str, new: &str) -> Result<bool> {
    let done = sqlx::query::<Db>(
        "INSERT INTO payment_shelf (name, text) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
    )
    .bind(name)
    .bind(new)
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn shelf_update(db: &mut Connection, name: &str, old: &str, new: &str) -> Result<bool> {
    let done = sqlx::query::<Db>("UPDATE payment_shelf SET text = $3 WHERE name = $1 AND text = $2")
        .bind(name)
        .bind(old)
        .bind(new)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
