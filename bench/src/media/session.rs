//! A load that runs: warmed up until everything is delivered, then measured for a while.

use std::io::{Error, Result};
use std::time::{Duration, Instant};

use super::FRAME;
use super::clock::{pass, time_of_day};
use super::process;
use super::workers::Workers;

/// How long all clients may take to connect.
const CONNECT: Duration = Duration::from_secs(30);
/// How long estimates may grow until a load is carried.
const WARM: Duration = Duration::from_secs(25);
/// How long publishers send before there are subscribers.
const FILL: Duration = Duration::from_secs(4);
/// How long the first pictures may take.
const PICTURES: Duration = Duration::from_secs(10);
/// Between two looks at what clients did.
const LOOK: Duration = Duration::from_millis(2);
/// Warm is a load that is delivered to this part for some seconds on end.
const WHOLE: f64 = 0.985;
/// How many seconds that is.
const SECONDS: usize = 3;
/// How long before it opens a window is told.
const AHEAD: Duration = Duration::from_millis(50);
/// What is on the way when the window closes arrives within this time.
pub(super) const LATE: Duration = Duration::from_millis(400);

/// What was measured within a window.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measured {
    /// Media packets that subscribers should have received.
    pub(super) expected: u64,
    /// Those that they did receive.
    pub(super) delivered: u64,
    /// CPU of the server, all its threads.
    pub(super) cpu: Duration,
    /// How long media threads waited for a processor.
    pub(super) waited: Duration,
    /// What the host of the machine kept from its processors, all together.
    pub(super) stolen: Duration,
    /// CPU of the load generator.
    pub(super) clients: Duration,
    /// How long the window was.
    pub(super) wall: Duration,
    /// Microseconds from sending to arrival that half of the packets stayed below.
    pub(super) median: u32,
    /// Those that 99 % stayed below.
    pub(super) p99: u32,
    /// Those of the slowest packet.
    pub(super) slowest: u32,
    /// Packets whose content was not what was sent, since the beginning.
    pub(super) wrong: u64,
    /// Memory that the server took since [`Session::new`] or [`Session::fill`], in bytes.
    pub(super) memory: u64,
}

impl Measured {
    /// Whether all that was published reached everybody.
    pub(super) fn is_whole(&self) -> bool {
        self.delivered as f64 >= 0.999 * self.expected as f64
    }

    /// Packets a CPU-second.
    pub(super) fn per_second(&self) -> f64 {
        self.delivered as f64 / self.cpu.as_secs_f64().max(1e-9)
    }

    /// Part of one processor that the server took.
    pub(super) fn load(&self) -> f64 {
        self.cpu.as_secs_f64() / self.wall.as_secs_f64().max(1e-9)
    }
}

/// Clients that are connected to a server.
pub(super) struct Session {
    workers: Workers,
    /// The server.
    pid: u32,
    /// Subscribers of each publisher.
    takers: u64,
    /// Memory of the server before those came whose memory is measured, in bytes.
    empty: u64,
}

/// The time between two pictures of a publisher with so many packets a second.
pub(super) fn frame(rate: u64) -> Duration {
    Duration::from_micros(1_000_000 * FRAME / rate.max(1))
}

impl Session {
    /// Of clients that `workers` are given; every publisher has so many subscribers.
    pub(super) fn new(workers: Workers, pid: u32, takers: usize) -> Self {
        Self {
            workers,
            pid,
            takers: takers as u64,
            empty: process::memory(pid),
        }
    }

    /// The threads of the clients.
    pub(super) fn workers(&mut self) -> &mut Workers {
        &mut self.workers
    }

    /// Waits until so many clients are connected.
    pub(super) fn connect(&self, count: usize) -> Result<()> {
        let begun = Instant::now();
        loop {
            let tally = self.workers.tally();
            if tally.failed > 0 {
                let why = tally.failure.unwrap_or_default();
                return Err(Error::other(format!("{} clients failed: {why}", tally.failed)));
            }
            if tally.connected >= count {
                return Ok(());
            }
            if begun.elapsed() > CONNECT {
                return Err(Error::other(format!(
                    "{} of {count} clients connected",
                    tally.connected
                )));
            }
            pass(LOOK);
        }
    }

    /// Waits until a picture has come to so many clients, but not for long; gives to how many it has.
    pub(super) fn pictures(&self, count: usize) -> usize {
        let begun = Instant::now();
        loop {
            let shown = self.workers.tally().shown;
            if shown >= count || begun.elapsed() > PICTURES {
                return shown;
            }
            pass(LOOK);
        }
    }

    /// Lets publishers send until the server keeps as much of it as it ever does.
    pub(super) fn play(&self, rate: u64) {
        self.workers.send(Some(frame(rate)));
        pass(FILL);
    }

    /// The same before there are subscribers, whose memory is what the server takes from then on.
    pub(super) fn fill(&mut self, rate: u64) {
        self.play(rate);
        self.empty = process::memory(self.pid);
    }

    /// Sends so many packets a second and publisher until all of them are delivered; gives whether they are.
    pub(super) fn warm(&self, rate: u64) -> bool {
        self.workers.send(Some(frame(rate)));
        let (begun, mut whole) = (Instant::now(), 0);
        while begun.elapsed() < WARM && whole < SECONDS {
            let before = self.workers.tally();
            pass(Duration::from_secs(1));
            let after = self.workers.tally();
            let expected = (after.sent_ever - before.sent_ever) * self.takers;
            let received = after.received_ever - before.received_ever;
            let is_whole = expected > 0 && received as f64 >= WHOLE * expected as f64;
            whole = if is_whole { whole + 1 } else { 0 };
        }
        whole >= SECONDS
    }

    /// Measures for so long.
    pub(super) fn measure(&self, time: Duration) -> Measured {
        // All threads know of the window before it opens.
        let from = time_of_day() + u64::try_from(AHEAD.as_nanos()).unwrap_or(0);
        let until = from + u64::try_from(time.as_nanos()).unwrap_or(u64::MAX / 2);
        self.workers.open(&(from..until));
        pass(AHEAD);
        let cpu = || {
            (
                process::cpu(self.pid, ""),
                process::cpu(std::process::id(), "clients"),
                process::waited(self.pid, "media-"),
                process::stolen(),
            )
        };
        let (begun, before) = (Instant::now(), cpu());
        pass(time);
        let (after, wall) = (cpu(), begun.elapsed());
        pass(LATE);
        let mut tally = self.workers.tally();
        Measured {
            expected: tally.sent * self.takers,
            delivered: tally.received,
            cpu: after.0 - before.0,
            clients: after.1 - before.1,
            waited: after.2 - before.2,
            stolen: after.3 - before.3,
            wall,
            median: tally.quantile(0.5),
            p99: tally.quantile(0.99),
            slowest: tally.quantile(1.0),
            wrong: tally.wrong,
            memory: process::memory(self.pid).saturating_sub(self.empty),
        }
    }
}
