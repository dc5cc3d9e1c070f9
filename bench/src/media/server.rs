//! `bench media-server`: the media plane as a process of its own, which does what it is told by lines on its
//! standard input and ends with it, so that its CPU and memory are nobody else's.

use std::io::{BufRead, Error, Result, Write};
use std::net::SocketAddr;

use sfu::api::{Command, LegKey, RoomKey, Source, SourceKind};
use sfu::{Config, Sfu};

use super::protocol::{Join, transport_line};
use crate::allocations;

/// Serves until the input ends, on so many shards with so many legs of a room on one.
pub(crate) fn run(shards: usize, legs_of_a_room: usize) -> Result<()> {
    let (sfu, mut events) = Sfu::start(&Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        announced: Vec::new(),
        shards,
        tcp: false,
        legs_of_a_room,
    })
    .map_err(Error::other)?;
    let listening = std::thread::Builder::new().name("events".to_owned());
    let listening = listening.spawn(move || while events.blocking_recv().is_some() {})?;
    let (input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    for line in input.lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = answer(&sfu, &words).unwrap_or_else(|error| format!("error {error}"));
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    sfu.stop();
    listening
        .join()
        .map_err(|_| Error::other("the events ended early"))
}

fn answer(sfu: &Sfu, words: &[&str]) -> Result<String> {
    let number = |word: &str| word.parse::<u64>().map_err(Error::other);
    let command = match words {
        ["join", rest @ ..] => {
            let join = Join::read(rest).ok_or_else(|| Error::other("cannot join so"))?;
            let transport = sfu.prepare(RoomKey(join.room), LegKey(join.leg));
            let line = transport_line(&transport);
            let add = Command::Add {
                room: RoomKey(join.room),
                leg: LegKey(join.leg),
                transport,
                facts: join.facts(),
            };
            sfu.command(add).map_err(Error::other)?;
            return line.ok_or_else(|| Error::other("no address"));
        }
        // Where the shard of a room listens.
        ["where", room] => {
            let transport = sfu.prepare(RoomKey(number(room)?), LegKey(0));
            return transport_line(&transport).ok_or_else(|| Error::other("no address"));
        }
        ["show", leg, slot, other] => Command::Show {
            leg: LegKey(number(leg)?),
            slot: usize::try_from(number(slot)?).map_err(Error::other)?,
            source: Some(Source {
                leg: LegKey(number(other)?),
                kind: SourceKind::Camera,
            }),
            height: 360,
            on_stage: false,
        },
        ["count"] => {
            allocations::begin();
            return Ok("ok".to_owned());
        }
        ["counters"] => return Ok(counters(sfu)),
        _ => return Err(Error::other("no such question")),
    };
    sfu.command(command).map_err(Error::other)?;
    Ok("ok".to_owned())
}

/// Names and values over all shards, and what media threads allocated.
fn counters(sfu: &Sfu) -> String {
    let stats = sfu.stats();
    let names = stats.iter().take(1).flat_map(|stats| stats.entries());
    let mut words: Vec<String> = names
        .map(|(name, _)| {
            let same = stats.iter().flat_map(|stats| stats.entries());
            let sum: u64 = same.filter(|(other, _)| *other == name).map(|(_, n)| n).sum();
            format!("{name} {sum}")
        })
        .collect();
    words.push(format!("allocations {}", allocations::counted()));
    words.join(" ")
}
