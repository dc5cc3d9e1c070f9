//! The server on its sockets: one port for UDP and TCP, one for TLS, and a socket for every allocation.

mod connections;
mod datagrams;
mod queue;
mod relays;
mod streams;

use crate::credential::Credential;
use crate::peers::Peers;
use crate::server::{Action, Client, Moment, Rules, Server, Transport};
use crate::stats::Stats;
use crate::urls::Offered;
use connections::Connections;
use domain::{Clock, Random, Timestamp};
use queue::Queue;
pub use relays::RelayAddress;
use relays::Sockets;
use socket2::SockRef;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Bytes asked for as buffers of the socket for datagrams, which all clients share.
const BUFFER: usize = 4 << 20;

/// The TLS configuration of the moment, so that a renewed certificate is served to the next connection.
pub type TlsConfig = Arc<dyn Fn() -> Arc<rustls::ServerConfig> + Send + Sync>;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Config {
    /// Who may relay, where to and how much.
    pub rules: Rules,
    /// Where packets are relayed from, at most one address a family.
    pub relays: Vec<RelayAddress>,
    /// The ports that they are relayed from.
    pub ports: RangeInclusive<u16>,
}

/// Ports that are taken and not served yet.
pub struct Listeners {
    udp: std::net::UdpSocket,
    tcp: TcpListener,
    tls: Option<(TcpListener, TlsConfig)>,
}

impl Listeners {
    /// Takes the port for UDP and TCP; port 0 takes one that is free for both.
    ///
    /// # Errors
    /// The system's, as when another program has the port.
    pub fn bind(address: SocketAddr) -> std::io::Result<Self> {
        // What is free for one may be taken for the other.
        let tries = if address.port() == 0 { 16 } else { 1 };
        for _ in 0..tries {
            let tcp = TcpListener::bind(address)?;
            match std::net::UdpSocket::bind(tcp.local_addr()?) {
                Ok(udp) => return Ok(Self { udp, tcp, tls: None }),
                Err(error) if address.port() != 0 => return Err(error),
                Err(_) => {}
            }
        }
        Err(ErrorKind::AddrInUse.into())
    }

    /// Takes a port for TLS too. If it cannot be had, as when another program has it, the others are kept.
    pub fn with_tls(mut self, address: SocketAddr, config: TlsConfig) -> (Self, std::io::Result<()>) {
        let taken = TcpListener::bind(address).map(|listener| self.tls = Some((listener, config)));
        (self, taken)
    }
}

/// A running server; cheap to clone. It runs until [`Turn::stop`], or the end of the runtime.
#[derive(Clone)]
pub struct Turn {
    shared: Arc<Shared>,
    offered: Offered,
    address: SocketAddr,
    stop: CancellationToken,
}

impl Turn {
    /// Serves; must be called within a runtime.
    ///
    /// # Errors
    /// The system's, about the listening sockets.
    pub fn start(
        config: Config,
        listeners: Listeners,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> std::io::Result<Self> {
        let address = listeners.udp.local_addr()?;
        let tls_port = match &listeners.tls {
            Some((listener, _)) => Some(listener.local_addr()?.port()),
            None => None,
        };
        listeners.udp.set_nonblocking(true)?;
        // The system gives what its limits allow.
        SockRef::from(&listeners.udp).set_recv_buffer_size(BUFFER)?;
        SockRef::from(&listeners.udp).set_send_buffer_size(BUFFER)?;
        let connections = Connections::new(&config.rules.limits);
        let stop = CancellationToken::new();
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                server: Server::new(config.rules, &random, Instant::now()),
                sockets: Sockets::new(config.relays, config.ports, random),
            }),
            udp: UdpSocket::from_std(listeners.udp)?,
            streams: Mutex::new(HashMap::new()),
            connections,
            clock,
            stop: stop.clone(),
        });
        shared.spawn(datagrams::serve(Arc::clone(&shared)));
        shared.spawn(tick(Arc::clone(&shared)));
        shared.spawn(streams::serve_tcp(Arc::clone(&shared), listen(listeners.tcp)?));
        if let Some((listener, config)) = listeners.tls {
            shared.spawn(streams::serve_tls(Arc::clone(&shared), listen(listener)?, config));
        }
        Ok(Self {
            shared,
            offered: Offered {
                port: address.port(),
                tls_port,
            },
            address,
            stop,
        })
    }

    /// A credential for the page of this endpoint, good from now on.
    #[must_use]
    pub fn issue(&self, endpoint: &str, now: Timestamp) -> Credential {
        self.shared.state().server.issue(endpoint, now)
    }

    /// The endpoint has left its meeting: its relays end, and what it was given opens no others.
    pub fn revoke(&self, endpoint: &str, now: Timestamp) {
        let State { server, sockets } = &mut *self.shared.state();
        server.revoke(endpoint, now, sockets);
    }

    /// From now on packets go to and come from these peers, and no others.
    pub fn reach(&self, peers: Peers) {
        self.shared.state().server.reach(peers);
    }

    /// The ports.
    #[must_use]
    pub const fn offered(&self) -> Offered {
        self.offered
    }

    /// Where UDP and TCP are served.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The figures.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            connections: self.shared.connections.count() as u64,
            ..self.shared.state().server.stats()
        }
    }

    /// Ends everything.
    pub fn stop(&self) {
        self.stop.cancel();
    }
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Turn")
            .field("address", &self.address)
            .field("offered", &self.offered)
            .finish_non_exhaustive()
    }
}

/// What all tasks share.
struct Shared {
    state: Mutex<State>,
    udp: UdpSocket,
    /// What is to be written to each stream.
    streams: Mutex<HashMap<Client, Queue>>,
    connections: Connections,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
}

struct State {
    server: Server,
    sockets: Sockets,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn streams(&self) -> MutexGuard<'_, HashMap<Client, Queue>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Moment {
        Moment {
            instant: Instant::now(),
            time: self.clock.now(),
        }
    }

    /// Runs a task until the server stops.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = task => {}
            }
        });
    }

    /// Does what a client's message asks for.
    fn heard(self: &Arc<Self>, client: Client, packet: &[u8]) {
        let now = self.now();
        let (action, socket, opened) = {
            let State { server, sockets } = &mut *self.state();
            let action = server.from_client(now, client, packet, sockets);
            let socket = match &action {
                Action::Relay { relay, .. } => sockets.get(*relay),
                _ => None,
            };
            (action, socket, sockets.take_opened())
        };
        for opened in opened {
            self.spawn(relays::serve(Arc::clone(self), opened));
        }
        match (action, socket) {
            (Action::Reply(bytes), _) => self.deliver(client, bytes),
            (Action::Relay { peer, data, .. }, Some(socket)) => {
                self.sent(socket.try_send_to(&data, peer));
            }
            _ => {}
        }
    }

    /// Sends to a client. On a stream it waits in a queue; a client that takes nothing loses packets.
    fn deliver(&self, client: Client, bytes: Vec<u8>) {
        if client.transport == Transport::Udp {
            return self.sent(self.udp.try_send_to(&bytes, client.address));
        }
        let queue = self.streams().get(&client).cloned();
        if let Some(queue) = queue
            && !queue.push(bytes)
        {
            self.state().server.count_dropped();
        }
    }

    /// A datagram was sent, or was not: where the system has no room it is dropped, because whoever waits for
    /// room lets all others wait. One who cannot be reached is the same as a packet that was lost.
    fn sent(&self, result: std::io::Result<usize>) {
        if result.is_err_and(|error| error.kind() == ErrorKind::WouldBlock) {
            self.state().server.count_dropped();
        }
    }
}

/// Ends what is over, every second.
async fn tick(shared: Arc<Shared>) {
    let mut every = interval(Duration::from_secs(1));
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let State { server, sockets } = &mut *shared.state();
        server.tick(Instant::now(), sockets);
    }
}

fn listen(listener: TcpListener) -> std::io::Result<tokio::net::TcpListener> {
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}
