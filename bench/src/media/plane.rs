//! Drives a media server of our own: starts it, joins clients and has them show each other.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Error, Result, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use sfu::api::LegTransport;

use super::client::Client;
use super::joining::{Prepared, Who};
use super::protocol::read_transport;

/// The server process.
pub(super) struct Plane {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Plane {
    /// Starts one with so many shards, each room on one of them.
    pub(super) fn start(shards: usize) -> Result<Self> {
        Self::spread(shards, usize::MAX)
    }

    /// Starts one with so many shards, and with so many legs of a room on one before another is taken.
    pub(super) fn spread(shards: usize, legs_of_a_room: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["media-server", &shards.to_string(), &legs_of_a_room.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let gone = || Error::other("the media server has no pipe");
        let input = child.stdin.take().ok_or_else(gone)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(gone)?);
        let mut plane = Self { child, input, output };
        // Whoever looks at its memory looks at a server that has begun.
        plane.counters()?;
        Ok(plane)
    }

    /// Its process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn ask(&mut self, question: &str) -> Result<String> {
        writeln!(self.input, "{question}")?;
        self.input.flush()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        match answer.trim_end() {
            "" => Err(Error::other("the media server has ended")),
            answer if answer.starts_with("error") => Err(Error::other(format!("{question}: {answer}"))),
            answer => Ok(answer.to_owned()),
        }
    }

    /// Joins a client.
    pub(super) fn join(&mut self, who: Who) -> Result<Client> {
        Prepared::new(who)?.join(self)
    }

    /// Where the shard of a room listens.
    pub(super) fn address_of(&mut self, room: u64) -> Result<SocketAddr> {
        Ok(self.transport(&format!("where {room}"))?.candidates[0].address)
    }

    /// Asks for what a client has to know of the server.
    pub(super) fn transport(&mut self, question: &str) -> Result<LegTransport> {
        let answer = self.ask(question)?;
        read_transport(&answer).ok_or_else(|| Error::other(format!("{question}: {answer}")))
    }

    /// Has a client show another one's camera.
    pub(super) fn show(&mut self, leg: u64, slot: u32, other: u64) -> Result<()> {
        self.ask(&format!("show {leg} {slot} {other}")).map(drop)
    }

    /// Begins to count allocations.
    pub(super) fn count_allocations(&mut self) -> Result<()> {
        self.ask("count").map(drop)
    }

    /// What it counted so far, over all shards.
    pub(super) fn counters(&mut self) -> Result<HashMap<String, u64>> {
        let answer = self.ask("counters")?;
        let words: Vec<&str> = answer.split_whitespace().collect();
        let pairs = words.chunks_exact(2);
        Ok(pairs
            .filter_map(|pair| Some((pair[0].to_owned(), pair[1].parse().ok()?)))
            .collect())
    }
}

impl Drop for Plane {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
