//! One participant on str0m, a WebRTC without sockets, threads or clock:
//! `JWT=… str0m-participant <address of the meeting> <name>`.
//!
//! It has no encoder and no decoder, so it says back what it sees and hears: the pictures of its first video receiver
//! go out again as its camera, and the sound of its first audio receiver as its microphone. It is made for calls of
//! two. What came it writes as one line of JSON a second, and it leaves when its standard input ends.

#![expect(clippy::print_stderr, reason = "whoever starts it reads there why it ended")]

mod arrivals;
mod call;
mod failure;
mod offer;
mod others;
mod participant;
mod reception;
mod repairs;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use failure::Failure;
use participant::Participant;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (Ok(jwt), [address, name]) = (std::env::var("JWT"), &words[..]) else {
        eprintln!("usage: JWT=… str0m-participant <address of the meeting> <name>");
        return ExitCode::FAILURE;
    };
    match take_part(address, jwt, name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn take_part(address: &str, jwt: String, name: &str) -> Result<(), Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { Participant::enter(address, jwt, name).await?.stay().await })
}
