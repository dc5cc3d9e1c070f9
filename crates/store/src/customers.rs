//! Customers: the organisations that have an account.

use crate::column::{At, Id};
use crate::{Result, Store, Tx};
use domain::{CustomerId, Date, Timestamp};

/// One organisation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Customer {
    /// Its id.
    #[sqlx(try_from = "Id")]
    pub id: CustomerId,
    /// Its name, as typed at sign-up.
    pub organisation: String,
    /// The day of sign-up, from which the billing cycles of its live app are counted.
    pub anchor: Date,
    /// When it signed up.
    #[sqlx(try_from = "At")]
    pub created_at: Timestamp,
}

/// Adds a customer.
///
/// # Errors
/// If the database does not answer.
pub async fn insert(tx: &mut Tx, customer: &Customer) -> Result<()> {
    within!(tx, customers::insert(customer))
}

/// The customer with this id.
///
/// # Errors
/// If the database does not answer.
pub async fn find(store: &Store, customer: CustomerId) -> Result<Option<Customer>> {
    read!(store, customers::find(customer))
}

/// Replaces everything but the id, for a sign-up that is done again before its address was proven.
/// Answers whether there is such a customer.
///
/// # Errors
/// If the database does not answer.
pub async fn replace(tx: &mut Tx, customer: &Customer) -> Result<bool> {
    within!(tx, customers::replace(customer))
}

/// Gives the customer another name.
///
/// # Errors
/// If the database does not answer.
pub async fn rename(tx: &mut Tx, customer: CustomerId, organisation: &str) -> Result<()> {
    within!(tx, customers::rename(customer, organisation))
}

/// As [`find`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn find_within(tx: &mut Tx, customer: CustomerId) -> Result<Option<Customer>> {
    within!(tx, customers::find(customer))
}
