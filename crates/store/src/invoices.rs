//! Documents of billing: invoices, credit notes, the numbers they have, and the ledger.

use crate::column::{At, Id};
use crate::{Result, Tx};
use domain::{AppId, Date, Timestamp};
use uuid::Uuid;

/// One invoice or credit note.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Document {
    /// The day of the invoice; of a credit note, that of the invoice which it credits.
    pub day: Date,
    /// Its id for ever.
    #[sqlx(try_from = "Id")]
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// When it was issued, by the app's clock.
    #[sqlx(try_from = "At")]
    pub issued_at: Timestamp,
    /// All of it, as JSON.
    pub document: String,
}

/// One side of an entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LedgerRow {
    /// What happened and to which document, as in `issue INV-000042`.
    pub entry: String,
    /// The account.
    pub account: String,
    /// When, by the app's clock.
    #[sqlx(try_from = "At")]
    pub at: Timestamp,
    /// Debits are positive.
    pub cents: i64,
    /// ISO 4217.
    pub currency: String,
}

/// Adds an invoice. `read_to` is how far metering had read the journal when it was computed.
///
/// # Errors
/// [`crate::Error::Unique`] `invoices_app_day` if there is one for that day.
pub async fn insert(tx: &mut Tx, app: &AppId, invoice: &Document, status: &str, read_to: i64) -> Result<()> {
    within!(tx, invoices::insert(app, invoice, status, read_to))
}

/// How far metering had read the journal when the invoice of this day was computed.
///
/// # Errors
/// If the database does not answer.
pub async fn read_to(tx: &mut Tx, app: &AppId, day: Date) -> Result<Option<i64>> {
    within!(tx, invoices::read_to(app, day))
}

/// Replaces an invoice's status and content.
///
/// # Errors
/// If the database does not answer.
pub async fn update(tx: &mut Tx, app: &AppId, day: Date, status: &str, document: &str) -> Result<()> {
    within!(tx, invoices::update(app, day, status, document))
}

/// The app's invoices, oldest first.
///
/// # Errors
/// If the database does not answer.
pub async fn of_app(tx: &mut Tx, app: &AppId) -> Result<Vec<Document>> {
    within!(tx, invoices::of_app(app))
}

/// Adds a credit note.
///
/// # Errors
/// [`crate::Error::Reference`] without its invoice.
pub async fn insert_credit_note(tx: &mut Tx, app: &AppId, note: &Document) -> Result<()> {
    within!(tx, invoices::insert_credit_note(app, note))
}

/// The app's credit notes, oldest first.
///
/// # Errors
/// If the database does not answer.
pub async fn credit_notes_of(tx: &mut Tx, app: &AppId) -> Result<Vec<Document>> {
    within!(tx, invoices::credit_notes_of(app))
}

/// The last number of a series, 0 for a new one; keeps other transactions from drawing until this one ends.
///
/// # Errors
/// If the database does not answer.
pub async fn lock_series(tx: &mut Tx, series: &str) -> Result<i64> {
    within!(tx, invoices::lock_series(series))
}

/// Notes the last number of a series that this transaction has locked.
///
/// # Errors
/// If the database does not answer.
pub async fn move_series(tx: &mut Tx, series: &str, last: i64) -> Result<()> {
    within!(tx, invoices::move_series(series, last))
}

/// Posts rows to the ledger.
///
/// # Errors
/// [`crate::Error::Unique`] if the entry is there already.
pub async fn post(tx: &mut Tx, app: &AppId, rows: &[LedgerRow]) -> Result<()> {
    for row in rows {
        within!(tx, invoices::post(app, row))?;
    }
    Ok(())
}

/// The app's ledger, in the order of time.
///
/// # Errors
/// If the database does not answer.
pub async fn ledger_of(tx: &mut Tx, app: &AppId) -> Result<Vec<LedgerRow>> {
    within!(tx, invoices::ledger_of(app))
}

/// What stands on each account over all apps, by currency; for operators.
///
/// # Errors
/// If the database does not answer.
pub async fn balances(tx: &mut Tx) -> Result<Vec<(String, String, i64)>> {
    within!(tx, invoices::balances())
}
