//! `conclave billing verify`: recomputes an invoice from the file that proves it. Needs no database, no
//! network and no settings: everything that the invoice was computed from is in the file.

use super::say;
use crate::failure::Failure;
use billing::{Export, Verdict, verify};
use std::path::Path;

/// Says whether the invoice in the file is what its causes make it.
///
/// # Errors
/// One sentence if the file cannot be read, and if the invoice differs.
pub(super) fn run(file: &Path) -> Result<(), Failure> {
    let named = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("The file {named} cannot be read"), &error))?;
    let export = Export::read(&text).map_err(|error| {
        Failure::sentence(format!(
            "{named} is not the proof of an invoice: {error}. Get the file by \"Download proof\" on the invoice's page."
        ))
    })?;
    let verdict = verify(&export)
        .map_err(|error| Failure::new(format!("The invoice in {named} cannot be recomputed"), &error))?;
    if let Some(issued) = export.invoice.issued() {
        let users: usize = export.cycles.iter().map(|cycle| cycle.active_users.len()).sum();
        say(&format!(
            "{} of {}, recomputed from {users} active users and {} entries of the history:",
            issued.number,
            issued.at.date(),
            export.history.len()
        ));
    }
    say(&verdict.to_string());
    match verdict {
        Verdict::Equal { .. } => Ok(()),
        Verdict::Differs(_) => Err(Failure::sentence(
            "The invoice differs from what its causes make it; the lines above say where.",
        )),
    }
}
