//! Forwarded packets per CPU-second of the media plane, next to loops that only encrypt and send, and
//! what a join costs in a small and in a large room.

mod bare;
mod client;
mod cpu;
mod drain;
mod load;

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::time::Duration;

use sfu::{Config, Events, Sfu};

/// Bytes of RTP payload.
const PAYLOAD: usize = 1100;
/// Packets of a frame.
const FRAME: u64 = 4;
/// Packets a second of one sender.
const RATE: u64 = 600;
/// How long each load lasts.
const LOAD: Duration = Duration::from_secs(6);

/// One line of the table.
struct Figure {
    what: String,
    packets: u64,
    cpu: Duration,
}

impl Figure {
    fn per_second(&self) -> f64 {
        self.packets as f64 / self.cpu.as_secs_f64().max(1e-9)
    }

    fn print(&self, yardstick: f64) {
        let micros = self.cpu.as_secs_f64() * 1e6 / self.packets.max(1) as f64;
        let (rate, ratio) = (self.per_second(), self.per_second() / yardstick);
        let Self { what, packets, .. } = self;
        println!("{what:<44} {packets:>9} {micros:>8.2} {rate:>10.0} {ratio:>7.2}");
    }
}

/// Runs everything and prints two tables.
pub(crate) fn run() -> Result<()> {
    let batched = bare::run("bare: encrypt + sendmmsg, 50 peers", false)?;
    let segmented = bare::run("bare: encrypt + GSO of 4, 50 peers", true)?;
    let (fan, joins) = load::fan_out(50)?;
    let mesh = load::mesh(10)?;
    let again = bare::run("bare again: encrypt + sendmmsg", false)?;
    let yardstick = (batched.per_second() + again.per_second()) / 2.0;
    println!(
        "\n{:<44} {:>9} {:>8} {:>10} {:>7}",
        "media", "packets", "us each", "per CPU-s", "ratio"
    );
    for figure in [&batched, &again, &segmented, &fan, &mesh] {
        figure.print(yardstick);
    }
    println!("ratio: to the mean of the sendmmsg loops; CPU of the media thread only\n");
    println!(
        "{:<10} {:>14} {:>18} {:>10} {:>8}",
        "join", "media us", "handshake us", "commands", "events"
    );
    for join in [&joins[4], &joins[49]] {
        let (media, shake) = (join.media.as_micros(), join.handshake.as_micros());
        let (commands, events) = (join.commands, join.events);
        println!(
            "{:<10} {media:>14} {shake:>18} {commands:>10} {events:>8}",
            join.number
        );
    }
    let mean = |from: usize, to: usize| {
        let sum: Duration = joins[from..to]
            .iter()
            .map(|join| join.media + join.handshake)
            .sum();
        sum.as_micros() / (to - from) as u128
    };
    println!(
        "mean CPU us of joins 3-7: {}, of joins 46-50: {}",
        mean(2, 7),
        mean(45, 50)
    );
    Ok(())
}

fn media_plane() -> Result<(Sfu, Events)> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Sfu::start(&Config {
        listen,
        announced: Vec::new(),
        shards: 1,
        tcp: false,
    })
    .map_err(Error::other)
}
