//! The open TCP connections of a shard: who may open one, how long without proof, what comes and goes.

use std::collections::{HashMap, VecDeque};
use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use super::backlog::Backlog;
use super::frames::Frames;
use crate::output::Output;
use crate::route::{Route, canonical};
use crate::shard::Shard;

/// Connections in all; those that proved themselves are as few as the legs that they belong to.
pub(crate) const MOST: usize = 4096;
/// Connections that proved nothing yet, in all and of one address; behind one there may be a whole office.
const MOST_STRANGERS: usize = 1024;
const MOST_OF_ADDRESS: usize = 64;
/// Time for the first valid connectivity check.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes read from a connection before others have their turn.
const READ: usize = 16 * 1024;

struct Connection<S> {
    stream: S,
    remote: SocketAddr,
    since: Instant,
    proven: bool,
    frames: Frames,
    backlog: Backlog,
    /// It takes no more at present, and whoever watches the stream knows.
    blocked: bool,
}

/// Connections by number, over any stream that reads and writes without waiting.
pub struct Connections<S> {
    open: HashMap<u32, Connection<S>>,
    /// Those that proved nothing yet, the oldest first, and how many each address has.
    strangers: VecDeque<u32>,
    of_address: HashMap<IpAddr, usize>,
    last: u32,
    /// Those with something new to write.
    touched: Vec<u32>,
    /// Ways that are closed, until the shard knows.
    closed: Vec<Route>,
    scratch: Box<[u8]>,
    /// Datagrams put into a backlog.
    pub packets: u64,
    /// Bytes put into a backlog, without framing.
    pub bytes: u64,
    /// Datagrams for which a backlog had no room, or whose connection was closed.
    pub dropped: u64,
    /// Connections refused, or given up for others, before they proved anything.
    pub refused: u64,
}

impl<S: Read + Write> Default for Connections<S> {
    fn default() -> Self {
        Self {
            open: HashMap::new(),
            strangers: VecDeque::new(),
            of_address: HashMap::new(),
            last: 0,
            touched: Vec::new(),
            closed: Vec::new(),
            scratch: vec![0; READ].into_boxed_slice(),
            packets: 0,
            bytes: 0,
            dropped: 0,
            refused: 0,
        }
    }
}

impl<S: Read + Write> Connections<S> {
    /// How many are open.
    pub fn count(&self) -> usize {
        self.open.len()
    }

    /// Takes a new connection; gives its number and its stream to be watched, or nothing if it is refused.
    /// Where there are too many strangers the oldest of them has to go: whoever means it proves himself
    /// within a round trip or two.
    pub fn open(&mut self, stream: S, remote: SocketAddr, now: Instant) -> Option<(u32, &S)> {
        let remote = canonical(remote);
        let of_address = self.of_address.get(&group(remote.ip())).copied();
        if of_address.unwrap_or(0) >= MOST_OF_ADDRESS {
            self.refused += 1;
            return None;
        }
        if self.strangers.len() >= MOST_STRANGERS || self.open.len() >= MOST {
            self.refused += 1;
            let oldest = self.strangers.front().copied()?;
            self.close(oldest);
        }
        // With so few open ones there is a free number not far ahead.
        let number = loop {
            self.last = self.last.wrapping_add(1);
            if !self.open.contains_key(&self.last) {
                break self.last;
            }
        };
        self.strangers.push_back(number);
        *self.of_address.entry(group(remote.ip())).or_default() += 1;
        let connection = self.open.entry(number).or_insert(Connection {
            stream,
            remote,
            since: now,
            proven: false,
            frames: Frames::default(),
            backlog: Backlog::default(),
            blocked: false,
        });
        Some((number, &connection.stream))
    }

    /// Reads what has come on a connection, a fair share of it, and hands it to the shard.
    pub fn receive(&mut self, number: u32, shard: &mut Shard, now: Instant, out: &mut Output) {
        let Some(connection) = self.open.get_mut(&number) else {
            return;
        };
        let route = connection.route(number);
        let ended = match connection.stream.read(&mut self.scratch) {
            Ok(0) => true,
            Ok(count) => {
                let each = |bytes: &mut [u8]| shard.datagram(route, bytes, now, out);
                connection.frames.cut(&mut self.scratch[..count], each).is_err()
            }
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
        };
        let proves = !connection.proven && shard.is_validated(route);
        if proves {
            connection.proven = true;
            let ip = connection.remote.ip();
            self.no_stranger(number, ip);
        }
        if ended {
            self.close(number);
        }
    }

    /// Takes the datagrams that leave by connections out of the output and writes what is taken without
    /// waiting. `watch` is told when a stream begins or ceases to be blocked.
    pub fn send(&mut self, out: &mut Output, mut watch: impl FnMut(u32, &S, bool)) {
        if self.open.is_empty() {
            return;
        }
        let Output { bytes, runs, .. } = out;
        runs.retain(|run| {
            let Route::Tcp { connection, .. } = run.to else {
                return true;
            };
            let mut backlog = self.open.get_mut(&connection).map(|open| &mut open.backlog);
            for datagram in bytes[run.start..run.end].chunks(run.segment.max(1)) {
                if backlog.as_mut().is_some_and(|backlog| backlog.push(datagram)) {
                    self.packets += 1;
                    self.bytes += datagram.len() as u64;
                } else {
                    self.dropped += 1;
                }
            }
            if self.touched.last() != Some(&connection) {
                self.touched.push(connection);
            }
            false
        });
        let mut touched = std::mem::take(&mut self.touched);
        for number in touched.drain(..) {
            // One that is blocked says by itself when it takes more.
            if self.open.get(&number).is_some_and(|open| !open.blocked) {
                self.write(number, &mut watch);
            }
        }
        self.touched = touched;
    }

    /// Writes what waits for a connection, which takes more again.
    pub fn write(&mut self, number: u32, mut watch: impl FnMut(u32, &S, bool)) {
        let Some(connection) = self.open.get_mut(&number) else {
            return;
        };
        if connection.backlog.write(&mut connection.stream).is_err() {
            self.close(number);
            return;
        }
        let blocked = !connection.backlog.is_empty();
        if blocked != connection.blocked {
            connection.blocked = blocked;
            watch(number, &connection.stream, blocked);
        }
    }

    /// Closes what proved nothing in time and what belongs to no leg any more; to be called every second.
    pub fn expire(&mut self, shard: &Shard, now: Instant) {
        while let Some(oldest) = self.strangers.front().copied() {
            let open = self.open.get(&oldest);
            if open.is_some_and(|open| now.saturating_duration_since(open.since) < PATIENCE) {
                break;
            }
            self.close(oldest);
        }
        let left = |(number, open): (&u32, &Connection<S>)| {
            (open.proven && !shard.is_validated(open.route(*number))).then_some(*number)
        };
        let left: Vec<u32> = self.open.iter().filter_map(left).collect();
        left.into_iter().for_each(|number| self.close(number));
    }

    /// Lets the shard know what is closed: a closed connection takes its validated pair with it.
    pub fn settle(&mut self, shard: &mut Shard) {
        self.closed.drain(..).for_each(|route| shard.closed(route));
    }

    /// Closes a connection.
    pub fn close(&mut self, number: u32) {
        let Some(connection) = self.open.remove(&number) else {
            return;
        };
        self.closed.push(connection.route(number));
        if !connection.proven {
            self.no_stranger(number, connection.remote.ip());
        }
    }

    fn no_stranger(&mut self, number: u32, ip: IpAddr) {
        // Most often the oldest, or one of the newest.
        if self.strangers.front() == Some(&number) {
            self.strangers.pop_front();
        } else if let Some(at) = self.strangers.iter().rposition(|stranger| *stranger == number) {
            self.strangers.remove(at);
        }
        let ip = group(ip);
        if let Some(count) = self.of_address.get_mut(&ip) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.of_address.remove(&ip);
            }
        }
    }
}

impl<S> Connection<S> {
    fn route(&self, connection: u32) -> Route {
        let remote = self.remote;
        Route::Tcp { connection, remote }
    }
}

/// Addresses that one customer of a network has all of: IPv6 is given out by /64 (RFC 6177 §2).
fn group(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into(),
    }
}
