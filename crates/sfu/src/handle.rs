//! The handle that the rest of the server holds.

mod candidates;
mod config;
mod letters;
mod outside;
mod placement;

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::watch;

use crate::api::{Command, Event, LegKey, LegTransport, RoomKey};
use crate::counters::{Counters, Published};
use crate::dtls::Identity;
use crate::io::{HandshakePool, Mailbox, MediaThread, ToShard, bind};

use candidates::candidates;
pub use config::{Config, StartError};
pub use outside::{OutsideView, Seen};
use placement::Placement;

/// Events that may wait to be collected.
const EVENTS: usize = 16_384;

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
    placement: Mutex<Placement>,
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
        let (mut mailboxes, mut mails, mut sockets) = (Vec::new(), Vec::new(), Vec::new());
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
            let (mailbox, mail) = Mailbox::new()?;
            mailboxes.push(mailbox);
            mails.push(mail);
        }
        let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get() / 2);
        let (handshakes, pool) = HandshakePool::start(workers, &identity, &mailboxes)?;
        let (seen, outside) = watch::channel(vec![Seen::default(); sockets.len()]);
        let seen = Arc::new(seen);
        let (mut shards, mut media) = (Vec::new(), Vec::new());
        let began = Instant::now();
        for ((number, (socket, listener)), (mailbox, mail)) in
            sockets.into_iter().enumerate().zip(mailboxes.iter().zip(mails))
        {
            let published = Arc::new(Published::default());
            let local = (socket.local_addr()?, listener.is_some());
            let thread = MediaThread {
                number,
                socket,
                listener,
                mailboxes: mailboxes.clone(),
                mail,
                began,
                pool: pool.clone(),
                events: events.clone(),
                seen: Arc::clone(&seen),
                published: Arc::clone(&published),
            };
            media.push(thread.start()?);
            shards.push(ShardHandle {
                mailbox: mailbox.clone(),
                local,
                published,
            });
        }
        let threads = Mutex::new(Threads { media, handshakes });
        let inner = Inner {
            fingerprint: identity.fingerprint,
            announced: config.announced.clone(),
            outside,
            placement: Mutex::new(Placement::new(shards.len(), config.legs_of_a_room)),
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

    /// Our side of a leg that is going to be added: credentials for it alone, and where its shard listens, as far
    /// as is known by now. Its shard is that of its room, or another one where there are many of the room's legs on
    /// that already; a leg that has one keeps it.
    pub fn prepare(&self, room: RoomKey, leg: LegKey) -> LegTransport {
        let shard = self.inner.placement().prepare(room, leg, Instant::now());
        let seen = self
            .inner
            .outside
            .borrow()
            .get(shard)
            .and_then(|seen| seen.address);
        LegTransport {
            ufrag: letters::ufrag(shard, leg),
            password: letters::random::<24>(),
            fingerprint: self.inner.fingerprint,
            candidates: candidates(&self.inner.announced, self.inner.shards[shard].local, seen),
        }
    }

    /// Leaves a command for the shard of the leg it names.
    pub fn command(&self, command: Command) -> Result<(), Overloaded> {
        let mut placement = self.inner.placement();
        let leg = match &command {
            Command::Add { leg, .. } | Command::Remove { leg } | Command::Show { leg, .. } => *leg,
            Command::Mute { source, .. } => source.leg,
        };
        let shard = match &command {
            Command::Add { room, transport, .. } => {
                let told = letters::shard_of(&transport.ufrag);
                Some(placement.place(*room, leg, told, Instant::now()))
            }
            _ => placement.shard_of(leg),
        };
        // Legs that are unknown here are unknown to the shards.
        let Some(shard) = shard else { return Ok(()) };
        let (added, removed) = (
            matches!(command, Command::Add { .. }),
            matches!(command, Command::Remove { .. }),
        );
        self.inner.shards[shard].post(command)?;
        if added {
            placement.add(leg);
        } else if removed {
            placement.remove(leg);
        }
        Ok(())
    }

    /// Asks a STUN server from every media socket how it sees that. Legs that are prepared later are told
    /// what it answers; so is whoever looks at [`Self::outside`].
    pub fn ask_outside(&self, server: SocketAddr) -> Result<(), Overloaded> {
        let results: Vec<_> = self
            .inner
            .shards
            .iter()
            .map(|shard| {
                let question = ToShard::AskOutside(server, letters::bytes());
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
}

impl ShardHandle {
    fn post(&self, command: Command) -> Result<(), Overloaded> {
        self.mailbox
            .post(ToShard::Command(Box::new(command)))
            .map_err(|()| Overloaded)
    }
}

impl Inner {
    fn placement(&self) -> MutexGuard<'_, Placement> {
        self.placement.lock().unwrap_or_else(PoisonError::into_inner)
    }

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
