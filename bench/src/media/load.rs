//! The loads: one sender to many, and everybody to everybody.

use std::io::{Error, Result};
use std::time::{Duration, Instant};

use sfu::api::{Command, Event, LegKey, Source, SourceKind};
use sfu::{Counters, Events, Sfu};

use super::client::Client;
use super::drain::Drain;
use super::{FRAME, Figure, LOAD, RATE, cpu, media_plane};

/// How long a client may take to connect.
const CONNECT: Duration = Duration::from_secs(10);

/// What one join cost the server.
pub(crate) struct Join {
    /// How many were there afterwards.
    pub(crate) number: usize,
    /// CPU of the media thread.
    pub(crate) media: Duration,
    /// CPU of the handshake threads.
    pub(crate) handshake: Duration,
    /// Commands the media plane was given.
    pub(crate) commands: u64,
    /// Events it gave.
    pub(crate) events: u64,
}

/// One sender to so many receivers; also what each receiver's join cost.
pub(crate) fn fan_out(receivers: u64) -> Result<(Figure, Vec<Join>)> {
    let (sfu, mut events) = media_plane()?;
    let mut sender = connect(&sfu, &mut events, 0, 0, &mut 0)?;
    let (mut clients, mut joins) = (Vec::new(), Vec::new());
    for leg in 1..=receivers {
        let (media, handshake) = (cpu::of_threads("media"), cpu::of_threads("handshake"));
        let commands = counters(&sfu).commands;
        let mut heard = 0;
        let client = connect(&sfu, &mut events, leg, 1, &mut heard)?;
        show(&sfu, leg, 0, 0)?;
        while counters(&sfu).commands < commands + 2 {
            std::thread::yield_now();
        }
        joins.push(Join {
            number: leg as usize,
            media: cpu::of_threads("media") - media,
            handshake: cpu::of_threads("handshake") - handshake,
            commands: counters(&sfu).commands - commands,
            events: heard,
        });
        clients.push(client);
        sender.turn()?;
    }
    let sockets = clients
        .iter()
        .map(|client| client.socket.try_clone())
        .collect::<Result<_>>()?;
    let drain = Drain::start(sockets)?;
    let what = format!("1 sender to {receivers} receivers");
    let figure = measure(what, &sfu, std::slice::from_mut(&mut sender))?;
    drain.finish();
    sfu.stop();
    Ok((figure, joins))
}

/// Everybody sends and sees everybody else.
pub(crate) fn mesh(peers: u64) -> Result<Figure> {
    let (sfu, mut events) = media_plane()?;
    let mut clients = Vec::new();
    for leg in 0..peers {
        clients.push(connect(&sfu, &mut events, leg, peers as u32 - 1, &mut 0)?);
    }
    for leg in 0..peers {
        for (slot, other) in (0..peers).filter(|other| *other != leg).enumerate() {
            show(&sfu, leg, slot, other)?;
        }
    }
    measure(format!("{peers} x {peers}"), &sfu, &mut clients)
}

fn connect(sfu: &Sfu, events: &mut Events, leg: u64, slots: u32, heard: &mut u64) -> Result<Client> {
    let mut client = Client::join(sfu, leg, slots)?;
    let begun = Instant::now();
    loop {
        client.turn()?;
        while let Ok(event) = events.try_recv() {
            *heard += 1;
            if event == (Event::Connected { leg: LegKey(leg) }) {
                return Ok(client);
            }
        }
        if begun.elapsed() > CONNECT {
            return Err(Error::other("a client did not connect"));
        }
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

fn show(sfu: &Sfu, leg: u64, slot: usize, other: u64) -> Result<()> {
    let source = Some(Source {
        leg: LegKey(other),
        kind: SourceKind::Camera,
    });
    let command = Command::Show {
        leg: LegKey(leg),
        slot,
        source,
        height: 360,
    };
    sfu.command(command).map_err(Error::other)
}

fn counters(sfu: &Sfu) -> Counters {
    sfu.stats()[0]
}

/// Lets the clients send for a while and sets what was forwarded against the media thread's CPU.
fn measure(what: String, sfu: &Sfu, senders: &mut [Client]) -> Result<Figure> {
    let interval = Duration::from_micros(1_000_000 * FRAME / RATE);
    let begun = Instant::now();
    // Half a second to warm up: keyframes requested, buffers grown.
    let warm = begun + LOAD / 12;
    let mut next = begun;
    let (mut cpu_before, mut before) = (cpu::of_threads("media"), counters(sfu));
    let mut warming = true;
    while begun.elapsed() < LOAD {
        if warming && Instant::now() >= warm {
            (cpu_before, before, warming) = (cpu::of_threads("media"), counters(sfu), false);
        }
        for sender in senders.iter_mut() {
            sender.frame()?;
            sender.turn()?;
        }
        next += interval;
        std::thread::park_timeout(next.saturating_duration_since(Instant::now()));
    }
    let after = counters(sfu);
    let cpu = cpu::of_threads("media") - cpu_before;
    Ok(Figure {
        what,
        packets: after.packets_forwarded - before.packets_forwarded,
        cpu,
    })
}
