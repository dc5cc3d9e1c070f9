//! What was tried to be paid, what was done about unpaid invoices, and what the provider told us.

use crate::column::{At, Id};
use crate::{Result, Store, Tx};
use domain::{AppId, Timestamp};
use uuid::Uuid;

/// How an attempt to move money ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Written down; whether it was made, and what came of it, is not known yet.
    Pending,
    /// The money has moved.
    Done,
    /// The bank refused.
    Declined,
    /// The card's owner must confirm.
    NeedsAction,
    /// The operator arranges it by hand.
    AwaitingOperator,
    /// Called off.
    Canceled,
}

text_enum!(Outcome {
    Pending = "PENDING",
    Done = "DONE",
    Declined = "DECLINED",
    NeedsAction = "NEEDS_ACTION",
    AwaitingOperator = "AWAITING_OPERATOR",
    Canceled = "CANCELED",
});

/// One attempt to take an invoice's money, or to give back a credit note's.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Attempt {
    /// The invoice or credit note.
    #[sqlx(try_from = "Id")]
    pub subject: Uuid,
    /// Attempts of one subject are numbered from 1.
    pub number: i64,
    /// When it was written down, by the real clock.
    #[sqlx(try_from = "At")]
    pub at: Timestamp,
    /// With which card.
    pub card: Option<String>,
    /// How much.
    pub cents: i64,
    /// ISO 4217.
    pub currency: String,
    /// How it ended.
    #[sqlx(try_from = "String")]
    pub outcome: Outcome,
    /// The provider's name for it.
    pub charge: Option<String>,
    /// Why it was declined: the provider's word.
    pub code: Option<String>,
    /// Why it was declined, for the customer.
    pub sentence: Option<String>,
}

/// What was done about an unpaid invoice.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DunningStep {
    /// The invoice.
    #[sqlx(try_from = "Id")]
    pub invoice: Uuid,
    /// The day of the schedule.
    pub day: i32,
    /// What.
    pub action: String,
    /// When, by the app's clock.
    #[sqlx(try_from = "At")]
    pub at: Timestamp,
}

/// Writes an attempt down before it is made.
///
/// # Errors
/// [`crate::Error::Unique`] if there is one with this number.
pub async fn insert(tx: &mut Tx, app: &AppId, attempt: &Attempt) -> Result<()> {
    within!(tx, payments::insert(app, attempt))
}

/// Notes how an attempt stands.
///
/// # Errors
/// If the database does not answer.
pub async fn update(tx: &mut Tx, app: &AppId, attempt: &Attempt) -> Result<()> {
    within!(tx, payments::update(app, attempt))
}

/// The app's attempts, oldest first.
///
/// # Errors
/// If the database does not answer.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Attempt>> {
    within!(tx, payments::of_app(app))
}

/// The app whose attempt has this name at the provider.
///
/// # Errors
/// If the database does not answer.
pub async fn app_of_charge(store: &Store, charge: &str) -> Result<Option<AppId>> {
    let found = read!(store, payments::app_of_charge(charge))?;
    found
        .map(|id| AppId::try_from(id).map_err(crate::Error::unreadable))
        .transpose()
}

/// Writes down that a step of the dunning schedule is taken.
///
/// # Errors
/// [`crate::Error::Unique`] if it was taken before.
pub async fn insert_step(tx: &mut Tx, app: &AppId, step: &DunningStep) -> Result<()> {
    within!(tx, payments::insert_step(app, step))
}

/// The steps taken for the app's invoices.
///
/// # Errors
/// If the database does not answer.
pub async fn steps_of(tx: &mut Tx, app: &AppId) -> Result<Vec<DunningStep>> {
    within!(tx, payments::steps_of(app))
}

/// Writes down that a notice of the provider came. Answers whether it is the first time.
///
/// # Errors
/// If the database does not answer.
pub async fn note_notice(store: &Store, id: &str, at: Timestamp) -> Result<bool> {
    write!(store, payments::note_notice(id, at))
}

/// Forgets a notice, because what it asked for could not be done: it will come again.
///
/// # Errors
/// If the database does not answer.
pub async fn forget_notice(store: &Store, id: &str) -> Result<()> {
    write!(store, payments::forget_notice(id))
}

/// What the simulated provider put under a name.
///
/// # Errors
/// If the database does not answer.
pub async fn shelf_get(store: &Store, name: &str) -> Result<Option<String>> {
    // From the writing side, so that what was just written is seen.
    write!(store, payments::shelf_get(name))
}

/// Puts `new` under a name if `old` stands there; answers whether it did.
///
/// # Errors
/// If the database does not answer.
pub async fn shelf_replace(store: &Store, name: &str, old: Option<&str>, new: &str) -> Result<bool> {
    match old {
        None => write!(store, payments::shelf_insert(name, new)),
        Some(old) => write!(store, payments::shelf_update(name, old, new)),
    }
}
