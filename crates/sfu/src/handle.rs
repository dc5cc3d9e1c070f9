//! The handle that the rest of the server holds.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use aws_lc_rs::rand::fill;
use tokio::sync::mpsc::{Receiver, channel};

use crate::api::{Command, Event, LegKey, LegTransport, RoomKey};
use crate::counters::{Counters, Published};
use crate::dtls::Identity;
use crate::io::{HandshakePool, Mailbox, MediaThread, ToShard};

/// Events that may wait to be collected.
const EVENTS: usize = 16_384;
/// Letters of ICE credentials: 64 of the `ice-char`s of RFC 8839 §5.4.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How the media plane is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// UDP address of the first shard; further shards take the ports after it. With port 0 the system
    /// chooses.
    pub listen: SocketAddr,
    /// Addresses that pages are told; empty: the listen address if it is specific.
    pub announced: Vec<IpAddr>,
    /// Media threads, one a processor core at most.
    pub shards: usize,
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 10_000);
        Self {
            listen,
            announced: Vec::new(),
            shards: 1,
        }
    }
}

/// Where events arrive; `recv().await`, `blocking_recv()` or `try_recv()`.
pub type Events = Receiver<Event>;

/// A command was refused because the shard is too far behind; ask again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the media plane is overloaded")]
pub struct Overloaded;

/// The running media plane; clones share it, and the last one to go ends it.
#[derive(Clone)]
pub struct Sfu {
    inner: Arc<Inner>,
}

struct Inner {
    fingerprint: [u8; 32],
    shards: Vec<ShardHandle>,
    threads: Mutex<Threads>,
}

struct ShardHandle {
    mailbox: Mailbox,
    candidates: Vec<SocketAddr>,
    published: Arc<Published>,
}

struct Threads {
    media: Vec<JoinHandle<()>>,
    handshakes: HandshakePool,
}

impl Sfu {
    /// Binds the sockets and starts the threads. Events that nobody collects in time are dropped and
    /// counted.
    pub fn start(config: &Config) -> std::io::Result<(Self, Events)> {
        let identity = Identity::generate()?;
        let (events, receiver) = channel(EVENTS);
        let (mut mailboxes, mut queues, mut sockets) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..config.shards.max(1) {
            let mut listen = config.listen;
            if listen.port() != 0 {
                let port = u16::try_from(number)
                    .ok()
                    .and_then(|n| listen.port().checked_add(n));
                listen.set_port(port.ok_or(std::io::ErrorKind::InvalidInput)?);
            }
            sockets.push(UdpSocket::bind(listen)?);
            let (mailbox, queue) = Mailbox::new()?;
            mailboxes.push(mailbox);
            queues.push(queue);
        }
        let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get() / 2);
        let (handshakes, pool) = HandshakePool::start(workers, &identity, &mailboxes)?;
        let (mut shards, mut media) = (Vec::new(), Vec::new());
        for ((number, socket), (mailbox, messages)) in sockets
            .into_iter()
            .enumerate()
            .zip(mailboxes.into_iter().zip(queues))
        {
            let published = Arc::new(Published::default());
            let candidates = candidates(config, socket.local_addr()?);
            let thread = MediaThread {
                number,
                socket,
                mailbox: mailbox.clone(),
                messages,
                pool: pool.clone(),
                events: events.clone(),
                published: Arc::clone(&published),
            };
            media.push(thread.start()?);
            shards.push(ShardHandle {
                mailbox,
                candidates,
                published,
            });
        }
        let threads = Mutex::new(Threads { media, handshakes });
        let inner = Inner {
            fingerprint: identity.fingerprint,
            shards,
            threads,
        };
        Ok((
            Self {
                inner: Arc::new(inner),
            },
            receiver,
        ))
    }

    /// Our side of a leg that is going to be added: credentials for it alone, and where its room's
    /// shard listens.
    pub fn prepare(&self, room: RoomKey, leg: LegKey) -> LegTransport {
        let shard = self.shard_of(room);
        // The leg's number makes the fragment unique, the random part makes it hard to guess.
        LegTransport {
            ufrag: format!("{shard:x}+{:x}+{}", leg.0, letters::<8>()),
            password: letters::<24>(),
            fingerprint: self.inner.fingerprint,
            candidates: self.inner.shards[shard].candidates.clone(),
        }
    }

    /// Leaves a command for the shard of its room, or for all where it names no room.
    pub fn command(&self, command: Command) -> Result<(), Overloaded> {
        if let Command::Add { room, .. } = &command {
            let shard = &self.inner.shards[self.shard_of(*room)];
            return shard.post(command);
        }
        let results: Vec<_> = self
            .inner
            .shards
            .iter()
            .map(|shard| shard.post(command.clone()))
            .collect();
        results.into_iter().collect()
    }

    /// What each shard counted, as of its last round.
    pub fn stats(&self) -> Vec<Counters> {
        self.inner
            .shards
            .iter()
            .map(|shard| shard.published.read())
            .collect()
    }

    /// Ends the threads and waits for them, whoever else holds a clone.
    pub fn stop(self) {
        self.inner.end();
    }

    fn shard_of(&self, room: RoomKey) -> usize {
        let mut hasher = DefaultHasher::new();
        room.hash(&mut hasher);
        (hasher.finish() % self.inner.shards.len() as u64) as usize
    }
}

impl ShardHandle {
    fn post(&self, command: Command) -> Result<(), Overloaded> {
        self.mailbox
            .post(ToShard::Command(Box::new(command)))
            .map_err(|()| Overloaded)
    }
}

impl Inner {
    fn end(&self) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if threads.media.is_empty() {
            return;
        }
        for shard in &self.shards {
            shard.mailbox.deliver(ToShard::Stop);
        }
        for thread in threads.media.drain(..) {
            let _ = thread.join();
        }
        // With the media threads their ends of the handshake queues are gone.
        threads.handshakes.join();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end();
    }
}

fn candidates(config: &Config, local: SocketAddr) -> Vec<SocketAddr> {
    let mut addresses = config.announced.clone();
    if addresses.is_empty() && !local.ip().is_unspecified() {
        addresses.push(local.ip());
    }
    addresses
        .into_iter()
        .map(|ip| SocketAddr::new(ip, local.port()))
        .collect()
}

/// Random letters; six bits each.
fn letters<const N: usize>() -> String {
    let mut bytes = [0u8; N];
    // Without random bytes there are no credentials, and without those nobody may be let in.
    fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 63)]))
        .collect()
}
