//! `bench media-server`: the media plane as a process of its own, which does what it is told by lines on its
//! standard input and ends with it, so that its CPU and memory are nobody else's.

use std::io::{BufRead, Error, Result, Write};
use std::net::SocketAddr;

use sfu::api::{Command, LegKey, RoomKey, Source, SourceKind};
use sfu::{Config, Events, Sfu};

use super::protocol::{Join, transport_line};
use crate::allocations;

/// Serves until the input ends, on so many shards with so many legs of a room on one.
pub(crate) fn run(shards: usize, legs_of_a_room: usize) -> Result<()> {
    let (sfu, mut events) = start(shards, legs_of_a_room)?;
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

fn start(shards: usize, legs_of_a_room: usize) -> Result<(Sfu, Events)> {
    let config = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        announced: Vec::new(),
        shards,
        tcp: false,
        legs_of_a_room,
    };
    Sfu::start(&config).map_err(Error::other)
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

#[cfg(test)]
mod tests {
    use super::super::client::Client;
    use super::super::clock::{pass, time_of_day};
    use super::super::joining::{Prepared, Who};
    use super::super::protocol::read_transport;
    use super::super::sender::Sends;
    use super::super::session::{Session, frame};
    use super::super::workers::Workers;
    use super::*;
    use sfu::api::Event;
    use std::time::Duration;

    fn ask(sfu: &Sfu, question: &str) -> String {
        let words: Vec<&str> = question.split_whitespace().collect();
        answer(sfu, &words).unwrap()
    }

    fn join(sfu: &Sfu, leg: u64, sends: Sends, shown: u32) -> Client {
        let client = Prepared::new(Who {
            room: 1,
            leg,
            sends: Some(sends),
            audio_slots: 4,
            video_slots: shown,
            shown,
        })
        .unwrap();
        let ours = read_transport(&ask(sfu, &client.line()));
        client.connect(ours.unwrap()).unwrap()
    }

    #[test]
    fn who_announces_what_pages_announce_is_shown_a_camera_and_his_noise_is_taken_but_not_counted() {
        let (sfu, mut events) = start(1, usize::MAX).unwrap();
        let mut session = Session::new(Workers::start().unwrap(), std::process::id(), 1);
        session.workers().open(&(time_of_day()..u64::MAX));
        session.workers().lead(join(&sfu, 1, Sends::Camera, 0));
        session.workers().add(join(&sfu, 2, Sends::Noise, 1));
        ask(&sfu, "show 2 0 1");
        session.connect(2).unwrap();
        session.workers().send(Some(frame(60)));
        assert_eq!(session.pictures(1), 1);
        // Noise begins within 60 ms.
        pass(Duration::from_millis(300));
        let tally = session.workers().tally();
        assert_eq!((tally.failed, tally.wrong), (0, 0));
        assert!(tally.sent < tally.sent_ever && tally.received > 0);
        sfu.stop();
        let microphone = Event::SourceStarted {
            source: Source {
                leg: LegKey(2),
                kind: SourceKind::Microphone,
            },
        };
        assert!(std::iter::from_fn(|| events.blocking_recv()).any(|event| event == microphone));
    }
}
