//! What each app has subscribed to: its row, which whoever changes anything locks first, and its history.

use crate::column::{At, Id, MaybeAt};
use crate::{Result, Store, Tx};
use domain::{AppId, Date, Timestamp};
use uuid::Uuid;

/// One app's subscription.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Subscription {
    /// The tenant.
    #[sqlx(try_from = "String")]
    pub app: AppId,
    /// Microseconds by which its clock is ahead of the real one.
    pub ahead: i64,
    /// When the billing run has to look at it again, by the real clock; `None`: never again.
    #[sqlx(try_from = "MaybeAt")]
    pub due_at: Option<Timestamp>,
    /// The payer's name at the payment provider.
    pub payer: Option<String>,
    /// The card on file, as JSON.
    pub card: Option<String>,
    /// Whom invoices are made out to, as JSON.
    pub bill_to: String,
    /// The most that overage and add-ons of one cycle may cost, in cents.
    pub cap: Option<i64>,
    /// First day of the cycle of the last usage alert.
    pub alert_cycle: Option<Date>,
    /// The mark of that alert, in per cent; 0 for none.
    pub alert_mark: i32,
    /// When its data was erased.
    #[sqlx(try_from = "MaybeAt")]
    pub erased_at: Option<Timestamp>,
}

/// Whom to write to about an app.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// The organisation.
    pub organisation: String,
    /// An address; `None` if no member is left.
    pub email: Option<String>,
}

/// One entry of a billing history.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EntryRow {
    /// Its place, from 0.
    pub place: i64,
    /// Its id.
    #[sqlx(try_from = "Id")]
    pub id: Uuid,
    /// When it took effect.
    #[sqlx(try_from = "At")]
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What changed, as JSON.
    pub change: String,
}

/// Adds a subscription.
///
/// # Errors
/// [`crate::Error::Unique`] `subscriptions_app` if the app has one.
pub async fn insert(tx: &mut Tx, subscription: &Subscription) -> Result<()> {
    within!(tx, subscriptions::insert(subscription))
}

/// The app's subscription; keeps every other transaction that locks it waiting until this one ends.
///
/// # Errors
/// If the database does not answer.
pub async fn lock(tx: &mut Tx, app: &AppId) -> Result<Option<Subscription>> {
    within!(tx, subscriptions::lock(app))
}

/// The app's subscription, as it is now.
///
/// # Errors
/// If the database does not answer.
pub async fn find(store: &Store, app: &AppId) -> Result<Option<Subscription>> {
    read!(store, subscriptions::find(app))
}

/// As [`find`], inside a transaction.
///
/// # Errors
/// If the database does not answer.
pub async fn find_within(tx: &mut Tx, app: &AppId) -> Result<Option<Subscription>> {
    within!(tx, subscriptions::find(app))
}

/// Replaces everything but the app.
///
/// # Errors
/// If the database does not answer.
pub async fn save(tx: &mut Tx, subscription: &Subscription) -> Result<()> {
    within!(tx, subscriptions::save(subscription))
}

/// Apps that the billing run has to look at, the longest overdue first.
///
/// # Errors
/// If the database does not answer.
pub async fn due(store: &Store, now: Timestamp, limit: u32) -> Result<Vec<AppId>> {
    read!(store, subscriptions::due(now, limit))
}

/// Puts off the next look, after a failure.
///
/// # Errors
/// If the database does not answer.
pub async fn put_off(store: &Store, app: &AppId, until: Timestamp) -> Result<()> {
    write!(store, subscriptions::put_off(app, until))
}

/// Apps without a subscription that are not deleted.
///
/// # Errors
/// If the database does not answer.
pub async fn missing(store: &Store, limit: u32) -> Result<Vec<AppId>> {
    read!(store, subscriptions::missing(limit))
}

/// Appends an entry to the app's history.
///
/// # Errors
/// [`crate::Error::Unique`] if its place or id is taken.
pub async fn append(tx: &mut Tx, app: &AppId, entry: &EntryRow) -> Result<()> {
    within!(tx, subscriptions::append(app, entry))
}

/// The app's history, in order.
///
/// # Errors
/// If the database does not answer.
pub async fn entries(tx: &mut Tx, app: &AppId) -> Result<Vec<EntryRow>> {
    within!(tx, subscriptions::entries(app))
}

/// The customer whose app it is, and the address of the first member who has proven one.
///
/// # Errors
/// If the database does not answer.
pub async fn contact(tx: &mut Tx, app: &AppId) -> Result<Option<Contact>> {
    within!(tx, subscriptions::contact(app))
}
