//! `conclave usage`: metering, for operators.

use crate::cli::Database;
use crate::clock::SystemClock;
use crate::failure::Failure;
use std::sync::Arc;
use store::Store;
use usage::Usage;

/// Counts every figure again from the journal and compares it with the aggregates.
pub(crate) async fn recount(database: &Database) -> Result<(), Failure> {
    let store = Store::connect(&database.url()).await?;
    let usage = Usage::new(store, Arc::new(SystemClock));
    let report = usage
        .recount()
        .await
        .map_err(|error| Failure::new("The journal cannot be counted", &error))?;
    say(&report.to_string());
    if report.differences.is_empty() {
        Ok(())
    } else {
        Err(Failure::sentence(
            "The figures shown differ from the journal; the lines above say where.",
        ))
    }
}

#[expect(
    clippy::print_stdout,
    reason = "a command's answer belongs on standard output"
)]
fn say(text: &str) {
    println!("{text}");
}
