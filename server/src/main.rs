//! The one binary: `conclave serve`, and the commands an operator needs beside it.

// The types of the pages are nested as deeply as the pages are.
#![recursion_limit = "512"]

mod billing_setup;
mod cli;
mod clock;
mod commands;
mod config_file;
mod descriptors;
mod failure;
mod http;
mod logging;
mod plane;
mod relay;
mod tasks;
mod tls;

use clap::FromArgMatches;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match config_file::command_with_defaults(std::env::args_os()) {
        Ok(command) => match cli::Cli::from_arg_matches(&command.get_matches()) {
            Ok(cli) => cli,
            Err(error) => error.exit(),
        },
        Err(failure) => return failure.report(),
    };
    logging::start(cli.log_format, &cli.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failure::Failure::new("The system gave no threads", &error).report(),
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
