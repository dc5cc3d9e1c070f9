//! The sockets that packets are relayed from: one for every allocation, in the range of ports that the operator
//! gave, at his address.

use super::{Shared, State};
use crate::frames::LONGEST;
use crate::server::{RelayId, Relays};
use domain::Random;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use tokio::net::UdpSocket;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Ports that are tried for an allocation before there is none free.
const TRIES: u32 = 32;

/// Where packets are relayed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelayAddress {
    /// The address of the sockets.
    pub bind: IpAddr,
    /// The same address as others see it.
    pub announced: IpAddr,
}

/// The open sockets.
pub(super) struct Sockets {
    addresses: Vec<RelayAddress>,
    ports: RangeInclusive<u16>,
    random: Arc<Random>,
    open: HashMap<RelayId, Open>,
    opened: Vec<Opened>,
}

struct Open {
    socket: Arc<UdpSocket>,
    _reading: DropGuard,
}

/// A socket that nobody reads from yet.
pub(super) struct Opened {
    relay: RelayId,
    socket: Arc<UdpSocket>,
    closed: CancellationToken,
}

impl Sockets {
    pub(super) fn new(addresses: Vec<RelayAddress>, ports: RangeInclusive<u16>, random: Arc<Random>) -> Self {
        Self {
            addresses,
            ports,
            random,
            open: HashMap::new(),
            opened: Vec::new(),
        }
    }

    pub(super) fn get(&self, relay: RelayId) -> Option<Arc<UdpSocket>> {
        self.open.get(&relay).map(|open| Arc::clone(&open.socket))
    }

    /// Those that were opened since, for [`serve`].
    pub(super) fn take_opened(&mut self) -> Vec<Opened> {
        std::mem::take(&mut self.opened)
    }

    fn address(&self, v6: bool) -> Option<RelayAddress> {
        self.addresses
            .iter()
            .find(|address| address.bind.is_ipv6() == v6)
            .copied()
    }

    /// A port of the range that is free: by chance, so that nobody can tell which comes next (RFC 8656 §7.2).
    fn bind(&self, address: IpAddr) -> Option<UdpSocket> {
        let (first, last) = (u32::from(*self.ports.start()), u32::from(*self.ports.end()));
        let count = (last + 1).checked_sub(first).filter(|count| *count > 0)?;
        let chance = u32::from_be_bytes(self.random.bytes());
        (0..TRIES.min(count))
            // Tries step through the range, so that a small one is tried out.
            .map(|step| first + (chance % count + step) % count)
            .filter_map(|port| u16::try_from(port).ok())
            .find_map(|port| {
                let socket = std::net::UdpSocket::bind((address, port)).ok()?;
                socket.set_nonblocking(true).ok()?;
                UdpSocket::from_std(socket).ok()
            })
    }
}

impl Relays for Sockets {
    fn open(&mut self, relay: RelayId, v6: bool) -> Option<SocketAddr> {
        let address = self.address(v6)?;
        let socket = Arc::new(self.bind(address.bind)?);
        let port = socket.local_addr().ok()?.port();
        let closed = CancellationToken::new();
        self.opened.push(Opened {
            relay,
            socket: Arc::clone(&socket),
            closed: closed.clone(),
        });
        let _reading = closed.drop_guard();
        self.open.insert(relay, Open { socket, _reading });
        Some(SocketAddr::new(address.announced, port))
    }

    fn close(&mut self, relay: RelayId) {
        self.open.remove(&relay);
    }

    fn serves(&self, v6: bool) -> bool {
        self.address(v6).is_some()
    }
}

/// Carries what comes from peers to the client, until the socket is closed.
pub(super) async fn serve(shared: Arc<Shared>, opened: Opened) {
    let mut buffer = vec![0; LONGEST + 1];
    loop {
        let received = tokio::select! {
            () = opened.closed.cancelled() => return,
            received = opened.socket.recv_from(&mut buffer) => received,
        };
        // An error is about a packet sent before: the peer's port was closed.
        let Ok((length, peer)) = received else {
            continue;
        };
        if length > LONGEST {
            continue;
        }
        let now = shared.now();
        let message = {
            let State { server, .. } = &mut *shared.state();
            server.from_peer(now, opened.relay, peer, &buffer[..length])
        };
        if let Some((client, message)) = message {
            shared.deliver(client, message);
        }
    }
}
