//! `conclave migrate`: brings the database to this version's shape.

use crate::cli::Database;
use crate::failure::Failure;
use store::Store;

pub(crate) async fn run(database: &Database) -> Result<(), Failure> {
    let store = Store::connect(&database.url()).await?;
    store.migrate().await?;
    say("The database has this version's shape.");
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "a command's answer belongs on standard output"
)]
fn say(text: &str) {
    println!("{text}");
}
