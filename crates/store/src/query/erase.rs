//! Statements that erase.

use super::{Connection, Db};
use crate::Result;
use crate::column::Id;
use domain::{AppId, CustomerId};

pub(crate) async fn app(db: &mut Connection, app: &AppId) -> Result<()> {
    for statement in [
        "DELETE FROM keys WHERE app = $1",
        "DELETE FROM usage_sessions WHERE app = $1",
        "DELETE FROM usage_days WHERE app = $1",
        "DELETE FROM usage_devices WHERE app = $1",
        "DELETE FROM usage_people WHERE app = $1",
        "DELETE FROM usage_cycle_days WHERE app = $1",
        "DELETE FROM open_sessions WHERE app = $1",
        "DELETE FROM journal WHERE app = $1",
        "UPDATE apps SET status = 'DELETED' WHERE id = $1",
    ] {
        sqlx::query::<Db>(statement)
            .bind(app.as_str())
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

pub(crate) async fn books(db: &mut Connection, app: &AppId) -> Result<()> {
    for statement in [
        "DELETE FROM dunning_steps WHERE app = $1",
        "DELETE FROM payment_attempts WHERE app = $1",
        "DELETE FROM ledger WHERE app = $1",
        "DELETE FROM credit_notes WHERE app = $1",
        "DELETE FROM invoices WHERE app = $1",
        "DELETE FROM subscription_entries WHERE app = $1",
        "DELETE FROM subscriptions WHERE app = $1",
    ] {
        sqlx::query::<Db>(statement)
            .bind(app.as_str())
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

pub(crate) async fn customer(db: &mut Connection, customer: CustomerId) -> Result<()> {
    for statement in [
        "DELETE FROM outbox WHERE recipient IN (SELECT email FROM members WHERE customer = $1)",
        // Sessions and links go with their member.
        "DELETE FROM members WHERE customer = $1",
        "UPDATE customers SET organisation = '' WHERE id = $1",
    ] {
        sqlx::query::<Db>(statement)
            .bind(Id::from(customer))
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}
