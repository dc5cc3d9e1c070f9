//! Statements about customers.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::customers::Customer;
use domain::CustomerId;

pub(crate) async fn insert(db: &mut Connection, customer: &Customer) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO customers (id, organisation, anchor, created_at)
         VALUES ($1, $2, $3, $4)",
    )
    .bind(Id::from(customer.id))
    .bind(&customer.organisation)
    .bind(customer.anchor)
    .bind(At(customer.created_at))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn find(db: &mut Connection, id: CustomerId) -> Result<Option<Customer>> {
    Ok(sqlx::query_as::<Db, Customer>(
        "SELECT id, organisation, anchor, created_at FROM customers WHERE id = $1",
    )
    .bind(Id::from(id))
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn replace(db: &mut Connection, customer: &Customer) -> Result<bool> {
    let done = sqlx::query::<Db>(
        "UPDATE customers SET organisation = $2, anchor = $3, created_at = $4
         WHERE id = $1",
    )
    .bind(Id::from(customer.id))
    .bind(&customer.organisation)
    .bind(customer.anchor)
    .bind(At(customer.created_at))
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(crate) async fn rename(db: &mut Connection, id: CustomerId, organisation: &str) -> Result<()> {
    sqlx::query::<Db>("UPDATE customers SET organisation = $2 WHERE id = $1")
        .bind(Id::from(id))
        .bind(organisation)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn sweep_empty(db: &mut Connection) -> Result<()> {
    sqlx::query::<Db>(
        "DELETE FROM customers
         WHERE NOT EXISTS (SELECT 1 FROM members WHERE members.customer = customers.id)
         AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.customer = customers.id)",
    )
    .execute(db)
    .await?;
    Ok(())
}
