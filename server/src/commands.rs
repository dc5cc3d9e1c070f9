//! The commands, one a file.

mod billing;
mod doctor;
mod migrate;
mod serve;
mod usage;

use crate::cli::{Cli, Command, UsageCommand};
use crate::failure::Failure;

/// Does what the command line asks.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Serve(options) => serve::run(*options).await,
        Command::Migrate(database) => migrate::run(&database).await,
        Command::Doctor(options) => doctor::run(&options).await,
        Command::Usage(UsageCommand::Recount(database)) => usage::recount(&database).await,
        Command::Billing(command) => billing::run(command).await,
    }
}
