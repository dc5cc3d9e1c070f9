//! `conclave usage`: metering, for operators.

use crate::cli::Database;
use crate::failure::Failure;
use store::Store;
use usage::Usage;

/// Counts every figure again from the journal, as far as metering has read it, and compares it with the
/// aggregates. Makes and changes nothing.
pub(crate) async fn recount(database: &Database) -> Result<(), Failure> {
    if database.is_to_be_made() {
        return Err(Failure::sentence(format!(
            "There is no database in {}. Name its folder with --data, or its address with --database-url.",
            database.data.display()
        )));
    }
    let store = Store::connect_existing(&database.url()).await?;
    let usage = Usage::new(store.clone());
    let report = usage
        .recount()
        .await
        .map_err(|error| Failure::new("The journal cannot be counted", &error))?;
    say(&report.to_string());
    // Both sides end where metering has read to; a running server may be a moment behind its journal.
    let head = store::journal::head(&store).await?;
    if head > report.seq {
        say(&format!(
            "Both were counted up to entry {} of the journal. {head} is the newest; what lies between is not in either yet, and a running server, or the next one, counts it.",
            report.seq
        ));
    } else {
        say(&format!(
            "Both were counted up to entry {}, the newest of the journal.",
            report.seq
        ));
    }
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
