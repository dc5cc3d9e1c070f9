//! The catalogues of plans and prices that were in force, for a comparison with the next one.

use crate::{Result, Tx};
use domain::Timestamp;

/// The one in force, as JSON.
///
/// # Errors
/// If the database does not answer.
pub async fn newest(tx: &mut Tx) -> Result<Option<String>> {
    within!(tx, catalogues::newest())
}

/// Puts another one in force.
///
/// # Errors
/// If the database does not answer.
pub async fn insert(tx: &mut Tx, at: Timestamp, document: &str) -> Result<()> {
    within!(tx, catalogues::insert(at, document))
}
