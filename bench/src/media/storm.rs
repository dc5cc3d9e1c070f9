//! Many join at once while a call runs.

use std::io::Result;
use std::time::{Duration, Instant};

use super::clock::{pass, time_of_day};
use super::fan_out::{self, Ours};
use super::joining::{Prepared, Who};
use super::plane::Plane;
use super::process;
use super::protocol::Sends;
use super::session::Session;
use super::workers::Workers;

/// Who watches the call that runs.
const WATCHERS: usize = 20;
/// Packets a second of its publisher.
const RATE: u64 = 600;
/// How long the call is watched before the storm.
const CALM: Duration = Duration::from_secs(3);
/// Longer than any storm lasts.
const LONG: u64 = 120_000_000_000;

/// What a storm cost.
pub(super) struct Storm {
    /// How many joined.
    pub(super) joins: usize,
    /// CPU of the media thread beyond that of the call.
    pub(super) media: Duration,
    /// CPU of the handshake threads.
    pub(super) handshakes: Duration,
    /// From the first join until all were connected.
    pub(super) wall: Duration,
    /// The slowest packet of the call before, in microseconds.
    pub(super) calm: u32,
    /// The slowest packet of the call during the storm, in microseconds.
    pub(super) slowest: u32,
    /// The part of the call's packets that arrived during the storm.
    pub(super) delivered: f64,
}

/// Has so many join another room on the same media thread.
pub(super) fn run(joins: usize) -> Result<Storm> {
    let mut plane = Plane::start(1)?;
    let pid = plane.pid();
    let mut call = fan_out::connect(&mut Ours::new(&mut plane, 1, 1, 1), WATCHERS, RATE)?;
    call.warm(RATE);
    let before = process::cpu(pid, "media-");
    let calm = call.measure(CALM);
    let busy = process::cpu(pid, "media-") - before;
    let prepared: Vec<Prepared> = (0..joins as u64)
        .map(|n| Prepared::new(who(n)))
        .collect::<Result<_>>()?;
    let mut joining = Session::new(Workers::start()?, pid, 1);
    let used = |name| process::cpu(pid, name);
    let (begun, media, handshakes) = (Instant::now(), used("media-"), used("handshake-"));
    let from = time_of_day();
    call.workers().open(&(from..from + LONG));
    for client in prepared {
        let client = client.join(&mut plane)?;
        joining.workers().add(client);
    }
    joining.connect(joins)?;
    let wall = begun.elapsed();
    let (media, handshakes) = (used("media-") - media, used("handshake-") - handshakes);
    pass(Duration::from_millis(500));
    let mut tally = call.workers().tally();
    let of_call = busy.mul_f64(wall.as_secs_f64() / calm.wall.as_secs_f64());
    Ok(Storm {
        joins,
        media: media.saturating_sub(of_call),
        handshakes,
        wall,
        calm: calm.slowest,
        slowest: tally.quantile(1.0),
        delivered: tally.received as f64 / (tally.sent * WATCHERS as u64).max(1) as f64,
    })
}

fn who(number: u64) -> Who {
    Who {
        room: 2,
        leg: 1000 + number,
        sends: Sends::Nothing,
        audio_slots: 4,
        video_slots: 9,
        shown: 0,
    }
}
