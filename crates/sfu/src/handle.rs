//! The handle that the rest of the server holds.

mod candidates;
mod config;
mod outside;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use aws_lc_rs::rand::fill;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::watch;

use crate::api::{Command, Event, LegKey, LegTransport, RoomKey};
use crate::counters::{Counters, Published};
use crate::dtls::Identity;
use crate::io::{HandshakePool, Mailbox, MediaThread, ToShard, bind};

use candidates::candidates;
pub use config::{Config, StartError};
pub use outside::{OutsideView, Seen};

/// Events that may wait to be collected.
const EVENTS: usize = 16_384;
/// Letters of ICE credentials: 64 of the `ice-char`s of RFC 8839 §5.4.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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
    announced: Vec<IpAddr>,
    outside: OutsideView,
    shards: Vec<ShardHandle>,
    threads: Mutex<Threads>,
}

struct ShardHandle {
    mailbox: Mailbox,
    /// Where it listens, and whether over TCP, too.
    local: (SocketAddr, bool),
    published: Arc<Published>,
}

struct Threads {
    media: Vec<JoinHandle<()>>,
    handshakes: HandshakePool,
}

impl Sfu {
    /// TCP connections that each shard may have open.
    pub const CONNECTIONS: usize = crate::tcp::MOST_CONNECTIONS;

    /// Binds the sockets and starts the threads. Events that nobody collects in time are dropped and
    /// counted.
    pub fn start(config: &Config) -> Result<(Self, Events), StartError> {
        let identity = Identity::generate()?;
        let (events, receiver) = channel(EVENTS);
        let (mut mailboxes, mut queues, mut sockets) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..config.shards.max(1) {
            let mut listen = config.listen;
            if listen.port() != 0 {
                let port = u16::try_from(number)
                    .ok()
                    .and_then(|n| listen.port().checked_add(n));
                listen.set_port(port.ok_or_else(|| std::io::Error::from(ErrorKind::InvalidInput))?);
            }
            let bound = bind(listen, config.tcp).map_err(|(transport, error)| StartError::Bind {
                transport,
                address: listen,
                error,
            })?;
            sockets.push(bound);
            let (mailbox, queue) = Mailbox::new()?;
            mailboxes.push(mailbox);
            queues.push(queue);
        }
        let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get() / 2);
        let (handshakes, pool) = HandshakePool::start(workers, &identity, &mailboxes)?;
        let (seen, outside) = watch::channel(vec![Seen::default(); sockets.len()]);
        let seen = Arc::new(seen);
        let (mut shards, mut media) = (Vec::new(), Vec::new());
        for ((number, (socket, listener)), (mailbox, messages)) in sockets
            .into_iter()
            .enumerate()
            .zip(mailboxes.into_iter().zip(queues))
        {
            let published = Arc::new(Published::default());
            let local = (socket.local_addr()?, listener.is_some());
            let thread = MediaThread {
                number,
                socket,
                listener,
                mailbox: mailbox.clone(),
                messages,
                pool: pool.clone(),
                events: events.clone(),
                seen: Arc::clone(&seen),
                published: Arc::clone(&published),
            };
            media.push(thread.start()?);
            shards.push(ShardHandle {
                mailbox,
                local,
                published,
            });
        }
        let threads = Mutex::new(Threads { media, handshakes });
        let inner = Inner {
            fingerprint: identity.fingerprint,
            announced: config.announced.clone(),
            outside,
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
    /// shard listens, as far as is known by now.
    pub fn prepare(&self, room: RoomKey, leg: LegKey) -> LegTransport {
        let shard = self.shard_of(room);
        let seen = self
            .inner
            .outside
            .borrow()
            .get(shard)
            .and_then(|seen| seen.address);
        // The leg's number makes the fragment unique, the random part makes it hard to guess.
        LegTransport {
            ufrag: format!("{shard:x}+{:x}+{}", leg.0, letters::<8>()),
            password: letters::<24>(),
            fingerprint: self.inner.fingerprint,
            candidates: candidates(&self.inner.announced, self.inner.shards[shard].local, seen),
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

    /// Asks a STUN server from every media socket how it sees that. Legs that are prepared later are told
    /// what it answers; so is whoever looks at [`Self::outside`].
    pub fn ask_outside(&self, server: SocketAddr) -> Result<(), Overloaded> {
        let results: Vec<_> = self
            .inner
            .shards
            .iter()
            .map(|shard| {
                let question = ToShard::AskOutside(server, random());
                shard.mailbox.post(question).map_err(|()| Overloaded)
            })
            .collect();
        results.into_iter().collect()
    }

    /// How each shard's socket looks from outside.
    pub fn outside(&self) -> OutsideView {
        self.inner.outside.clone()
    }

    /// Where each shard listens.
    pub fn local_addresses(&self) -> Vec<SocketAddr> {
        self.inner.shards.iter().map(|shard| shard.local.0).collect()
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

/// Random bytes.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    // Without random bytes there are no credentials, and without those nobody may be let in.
    fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Random letters; six bits each.
fn letters<const N: usize>() -> String {
    random::<N>()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 63)]))
        .collect()
}
