//! Apps: the tenants of meetings, each with its AppID.

use crate::column::{At, Id};
use crate::{Result, Store, Tx};
use domain::{AppId, CustomerId, Date, Timestamp};

/// What an app is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppMode {
    /// Real meetings, metered.
    Live,
    /// Trials that cost nothing.
    Sandbox,
}

/// Whether an app may hold meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppStatus {
    /// It may.
    Active,
    /// The operator has stopped it.
    Blocked,
    /// It is gone; its journal stays.
    Deleted,
}

text_enum!(AppMode { Live = "LIVE", Sandbox = "SANDBOX" });
text_enum!(AppStatus { Active = "ACTIVE", Blocked = "BLOCKED", Deleted = "DELETED" });

/// One app.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct App {
    /// The AppID.
    #[sqlx(try_from = "String")]
    pub id: AppId,
    /// Whose it is.
    #[sqlx(try_from = "Id")]
    pub customer: CustomerId,
    /// What it is for.
    #[sqlx(try_from = "String")]
    pub mode: AppMode,
    /// Whether it may hold meetings.
    #[sqlx(try_from = "String")]
    pub status: AppStatus,
    /// Billing cycles are counted from this day, and it never moves.
    pub anchor: Date,
    /// When it was made.
    #[sqlx(try_from = "At")]
    pub created_at: Timestamp,
}

/// Adds an app; a customer has at most one live app that is not deleted.
///
/// # Errors
/// [`crate::Error::Unique`] `apps_customer` for a second live app, [`crate::Error::Reference`] for an
/// unknown customer.
pub async fn insert(tx: &mut Tx, app: &App) -> Result<()> {
    within!(tx, apps::insert(app))
}

/// The app with this AppID, whatever its status.
///
/// # Errors
/// If the database does not answer.
pub async fn find(store: &Store, app: &AppId) -> Result<Option<App>> {
    read!(store, apps::find(app))
}

/// As [`find`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn find_within(tx: &mut Tx, app: &AppId) -> Result<Option<App>> {
    within!(tx, apps::find(app))
}

/// The customer's apps, oldest first, deleted ones too.
///
/// # Errors
/// If the database does not answer.
pub async fn of_customer(store: &Store, customer: CustomerId) -> Result<Vec<App>> {
    read!(store, apps::of_customer(customer))
}

/// The app's anchor day: every billing cycle is counted from it.
///
/// # Errors
/// If the database does not answer.
pub async fn anchor(store: &Store, app: &AppId) -> Result<Option<Date>> {
    read!(store, apps::anchor(app))
}

/// Keeps every other transaction that locks this app waiting until this one ends.
///
/// # Errors
/// If the database does not answer.
pub async fn lock(tx: &mut Tx, app: &AppId) -> Result<()> {
    within!(tx, apps::lock(app))
}

/// As [`anchor`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn anchor_within(tx: &mut Tx, app: &AppId) -> Result<Option<Date>> {
    within!(tx, apps::anchor(app))
}

/// Blocks, unblocks or deletes an app. Answers whether there is such an app.
///
/// # Errors
/// If the database does not answer.
pub async fn set_status(store: &Store, app: &AppId, status: AppStatus) -> Result<bool> {
    write!(store, apps::set_status(app, status))
}

/// As [`of_customer`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn of_customer_within(tx: &mut Tx, customer: CustomerId) -> Result<Vec<App>> {
    within!(tx, apps::of_customer(customer))
}
