//! A call that runs while strangers send garbage.

use std::io::{Error, Result};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sfu::core::{Outbox, Output};

use super::clock::pass;
use super::fan_out::{self, Ours};
use super::plan::Plan;
use super::plane::Plane;
use super::session::Measured;

/// Who watches the call that runs.
const WATCHERS: usize = 20;
/// Packets a second of its publisher.
const RATE: u64 = 600;
/// Packets a second of the strangers.
const GARBAGE: u64 = 100_000;
/// Strangers who take turns.
const STRANGERS: usize = 8;
/// Between two volleys.
const VOLLEY: Duration = Duration::from_millis(1);
/// Kinds of garbage that are made beforehand.
const SAMPLES: usize = 256;

/// What a flood did.
pub(super) struct Flood {
    /// The call before it.
    pub(super) calm: Measured,
    /// The call during it.
    pub(super) flooded: Measured,
    /// Packets of garbage a second that the server took and dropped.
    pub(super) taken: f64,
}

/// Measures a call alone, then with strangers who send to the same socket.
pub(super) fn run(plan: &Plan) -> Result<Flood> {
    let mut plane = Plane::start(1)?;
    let call = fan_out::connect(&mut Ours::new(&mut plane, 1, 1), WATCHERS, RATE)?;
    call.warm(RATE);
    let calm = call.measure(plan.window());
    let strangers = Strangers::start(plane.address_of(1)?)?;
    let before = dropped(&mut plane)?;
    let begun = Instant::now();
    let flooded = call.measure(plan.window());
    let taken = (dropped(&mut plane)? - before) as f64 / begun.elapsed().as_secs_f64();
    strangers.end();
    Ok(Flood { calm, flooded, taken })
}

/// Packets that the server dropped so far, whatever for.
fn dropped(plane: &mut Plane) -> Result<u64> {
    let counters = plane.counters()?;
    let all = counters
        .iter()
        .filter(|(name, _)| name.starts_with("dropped_"))
        .map(|(_, count)| count);
    Ok(all.sum())
}

/// A thread that sends garbage.
struct Strangers {
    end: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Strangers {
    fn start(server: SocketAddr) -> Result<Self> {
        let local = SocketAddr::from(([127, 0, 0, 1], 0));
        let sockets: Vec<_> = (0..STRANGERS)
            .map(|_| UdpSocket::bind(local))
            .collect::<Result<_>>()?;
        let end = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&end);
        let thread = std::thread::Builder::new().name("strangers".to_owned());
        let thread = thread
            .spawn(move || send(&sockets, server, &ended))
            .map_err(Error::other)?;
        Ok(Self { end, thread })
    }

    fn end(self) {
        self.end.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
    }
}

fn send(sockets: &[UdpSocket], server: SocketAddr, ended: &AtomicBool) {
    let garbage = garbage();
    let mut outboxes: Vec<_> = sockets.iter().map(|socket| Outbox::new(socket, false)).collect();
    let (begun, mut sent, mut turn) = (Instant::now(), 0u64, 0);
    let mut out = Output::default();
    while !ended.load(Ordering::Relaxed) {
        pass(VOLLEY);
        let due = begun.elapsed().as_micros() as u64 * GARBAGE / 1_000_000;
        // What a busy machine kept from being sent is not made up for later in one go.
        sent = sent.max(due.saturating_sub(GARBAGE / 100));
        while sent < due {
            let sample = &garbage[sent as usize % garbage.len()];
            let start = out.bytes.len();
            out.bytes.extend_from_slice(sample);
            out.commit(start, server.into());
            sent += 1;
        }
        outboxes[turn].send(&sockets[turn], &mut out);
        turn = (turn + 1) % sockets.len();
    }
}

/// Packets that begin like each of what a media socket takes, and go on at random.
fn garbage() -> Vec<Vec<u8>> {
    const BEGINNINGS: [&[u8]; 5] = [
        // RTP, RTCP, a STUN binding request with its cookie, a DTLS ClientHello, nothing known.
        &[0x80, 96],
        &[0x81, 201, 0, 7],
        &[0x00, 0x01, 0x00, 0x08, 0x21, 0x12, 0xA4, 0x42],
        &[22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0],
        &[],
    ];
    let mut random = StdRng::seed_from_u64(1);
    (0..SAMPLES)
        .map(|at| {
            let beginning = BEGINNINGS[at % BEGINNINGS.len()];
            let mut packet = vec![0; random.random_range(28..400)];
            random.fill(&mut packet[..]);
            packet[..beginning.len()].copy_from_slice(beginning);
            packet
        })
        .collect()
}
