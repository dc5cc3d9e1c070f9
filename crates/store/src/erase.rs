//! Erasing what belongs to an app, for good.

use crate::{Result, Tx};
use domain::{AppId, CustomerId};

/// Erases keys, journal and figures of an app, and marks it as deleted: its AppID is never given again.
///
/// # Errors
/// If the database does not answer.
pub async fn app(tx: &mut Tx, app: &AppId) -> Result<()> {
    within!(tx, erase::app(app))
}

/// Erases what was billed and paid for an app; only of a sandbox, whose documents ask nobody for money.
/// The subscription goes too.
///
/// # Errors
/// If the database does not answer.
pub async fn books(tx: &mut Tx, app: &AppId) -> Result<()> {
    within!(tx, erase::books(app))
}

/// Erases the customer's members with their sessions and links, mails to them, and his name. Issued
/// documents keep the name that stood on them.
///
/// # Errors
/// If the database does not answer.
pub async fn customer(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    within!(tx, erase::customer(customer))
}
