//! The protocol without sockets and clock: what a client says goes in, what is to be sent comes out.

mod allocate;
mod allocation;
mod answer;
mod authenticate;
mod endpoints;
mod permit;
mod relay;

use crate::credential::{Credential, Credentials};
use crate::frames::{LONGEST, is_channel};
use crate::limits::{Counts, Limits, network};
use crate::message::{Family, Incoming, Kind};
use crate::nonce::Nonces;
use crate::peers::Peers;
use crate::stats::Stats;
use crate::strangers::Strangers;
use allocation::Allocation;
use domain::{Random, Timestamp};
use endpoints::Endpoints;
use std::borrow::Cow;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// The name of the realm; short, as every refusal carries it.
pub(crate) const REALM: &str = "conclave";

/// How a client reaches the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A stream.
    Tcp,
    /// A stream within TLS.
    Tls,
}

/// A client: with the port of the server, which follows from the transport, the 5-tuple of RFC 8656 §3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client {
    /// How it reaches us.
    pub transport: Transport,
    /// From where.
    pub address: SocketAddr,
}

/// The present moment, by the clock that only goes forward and by that of the world.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// For lifetimes and rates.
    pub instant: Instant,
    /// For credentials and nonces.
    pub time: Timestamp,
}

/// A socket that packets are relayed from; never given out twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelayId(pub u64);

/// Opens and closes the sockets that packets are relayed from.
pub trait Relays {
    /// Opens one and answers with its address as peers see it; nothing if no port is free.
    fn open(&mut self, relay: RelayId, v6: bool) -> Option<SocketAddr>;
    /// Closes one.
    fn close(&mut self, relay: RelayId);
    /// Whether there is an address of this family to relay from.
    fn serves(&self, v6: bool) -> bool;
}

/// What follows from a client's packet.
#[derive(Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Nothing.
    Nothing,
    /// The client is sent this.
    Reply(Vec<u8>),
    /// A peer is sent this from a relay's socket.
    Relay {
        /// From which socket.
        relay: RelayId,
        /// To whom.
        peer: SocketAddr,
        /// What.
        data: Cow<'a, [u8]>,
    },
}

/// Who may relay, where to and how much.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Where to.
    pub peers: Peers,
    /// How much.
    pub limits: Limits,
    /// For how long after its credential was given out a page may make allocations.
    pub valid: Duration,
}

/// A TURN server's state.
pub struct Server {
    rules: Rules,
    credentials: Credentials,
    nonces: Nonces,
    strangers: Strangers,
    allocations: HashMap<Client, Allocation>,
    relays: HashMap<RelayId, Client>,
    endpoints: Endpoints,
    by_address: Counts<IpAddr>,
    next_relay: u64,
    indications: u64,
    stats: Stats,
}

impl Server {
    /// A server whose secrets are drawn from `random`, so that what was given out before is worth nothing now.
    #[must_use]
    pub fn new(rules: Rules, random: &Random, now: Instant) -> Self {
        Self {
            credentials: Credentials::new(&random.bytes(), rules.valid),
            nonces: Nonces::new(&random.bytes()),
            strangers: Strangers::new(now),
            allocations: HashMap::new(),
            relays: HashMap::new(),
            endpoints: Endpoints::default(),
            by_address: Counts::default(),
            next_relay: 0,
            indications: 0,
            stats: Stats::default(),
            rules,
        }
    }

    /// A credential for the page of this endpoint.
    #[must_use]
    pub fn issue(&self, endpoint: &str, now: Timestamp) -> Credential {
        self.credentials.issue(endpoint, now)
    }

    /// What follows from a whole message of a client.
    pub fn from_client<'a>(
        &mut self,
        now: Moment,
        client: Client,
        packet: &'a [u8],
        relays: &mut dyn Relays,
    ) -> Action<'a> {
        let Some(first) = packet.first().filter(|_| packet.len() <= LONGEST) else {
            return Action::Nothing;
        };
        if is_channel(*first) {
            return self.channel_data(now, client, packet);
        }
        let Some(mut incoming) = Incoming::parse(packet) else {
            return Action::Nothing;
        };
        let reply = match incoming.kind {
            Kind::Send => return self.send(now, client, incoming),
            Kind::Binding => self.binding(now, client, &incoming),
            Kind::Allocate => self.allocate(now, client, &mut incoming, relays),
            Kind::Refresh => self.refresh(now, client, &mut incoming, relays),
            Kind::CreatePermission => self.create_permission(now, client, &mut incoming),
            Kind::ChannelBind => self.channel_bind(now, client, &mut incoming),
        };
        reply.map_or(Action::Nothing, Action::Reply)
    }

    /// Whether the client has an allocation.
    #[must_use]
    pub fn has_allocation(&self, client: Client) -> bool {
        self.allocations.contains_key(&client)
    }

    /// Ends what is over; to be called about once a second.
    pub fn tick(&mut self, now: Instant, relays: &mut dyn Relays) {
        let over: Vec<Client> = self
            .allocations
            .iter()
            .filter(|(_, allocation)| allocation.expires <= now)
            .map(|(client, _)| *client)
            .collect();
        for client in over {
            self.remove(client, relays);
        }
        self.endpoints.sweep();
    }

    /// An endpoint has left its meeting: its relays end, and no credential that it was given opens another.
    pub fn revoke(&mut self, endpoint: &str, now: Timestamp, relays: &mut dyn Relays) {
        self.endpoints.leave(endpoint, self.credentials.expiry(now), now);
        let theirs: Vec<Client> = self
            .allocations
            .iter()
            .filter(|(_, allocation)| allocation.endpoint == endpoint)
            .map(|(client, _)| *client)
            .collect();
        for client in theirs {
            self.remove(client, relays);
        }
    }

    /// From now on packets go to and come from these peers, and no others.
    pub fn reach(&mut self, peers: Peers) {
        self.rules.peers = peers;
    }

    /// The client's connection ended, and its allocation with it.
    pub fn gone(&mut self, client: Client, relays: &mut dyn Relays) {
        self.remove(client, relays);
    }

    /// Packets dropped outside.
    pub fn count_dropped(&mut self) {
        self.stats.dropped += 1;
    }

    /// Connections refused outside.
    pub fn count_over_limit(&mut self) {
        self.stats.over_limit += 1;
    }

    /// The figures; connections are counted outside.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            allocations: self.allocations.len() as u64,
            ..self.stats
        }
    }

    /// What STUN is for: where the client's packets come from.
    fn binding(&mut self, now: Moment, client: Client, incoming: &Incoming) -> Option<Vec<u8>> {
        if !self.may_answer(now, client) {
            return None;
        }
        Some(incoming.success().mapped(seen(client)).plain())
    }

    fn may_answer(&mut self, now: Moment, client: Client) -> bool {
        // The address of a connection is proven, and connections are bounded.
        let may =
            client.transport != Transport::Udp || self.strangers.may_answer(client.address.ip(), now.instant);
        if !may {
            self.stats.unanswered += 1;
        }
        may
    }

    fn live(&mut self, client: Client, now: Moment) -> Option<&mut Allocation> {
        self.allocations
            .get_mut(&client)
            .filter(|allocation| allocation.expires > now.instant)
    }

    fn remove(&mut self, client: Client, relays: &mut dyn Relays) {
        if let Some(allocation) = self.allocations.remove(&client) {
            self.relays.remove(&allocation.relay);
            self.endpoints.remove(&allocation.endpoint);
            self.by_address.remove(&network(client.address.ip()));
            relays.close(allocation.relay);
        }
    }
}

/// The client's address as it knows itself: a socket for both families shows IPv4 in the form of IPv6.
fn seen(client: Client) -> SocketAddr {
    SocketAddr::new(client.address.ip().to_canonical(), client.address.port())
}

impl Family {
    const fn is_v6(self) -> bool {
        matches!(self, Self::V6)
    }
}
