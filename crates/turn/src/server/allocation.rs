//! What a client holds: a relay's socket, and whom it may exchange packets with there (RFC 8656 §3.3).

use super::{Client, Moment, RelayId};
use crate::bucket::Bucket;
use crate::limits::Limits;
use crate::message::Key;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// How long a permission lasts (RFC 8656 §9).
const PERMISSION: Duration = Duration::from_secs(5 * 60);
/// How long a channel lasts (RFC 8656 §12).
const CHANNEL: Duration = Duration::from_secs(10 * 60);

/// An allocation.
pub(super) struct Allocation {
    pub(super) relay: RelayId,
    /// The socket as peers see it.
    pub(super) relayed: SocketAddr,
    pub(super) username: String,
    /// Whose it is.
    pub(super) endpoint: String,
    pub(super) key: Key,
    /// Of the request that made it: when it comes again, the answer was lost.
    pub(super) transaction: [u8; 12],
    pub(super) expires: Instant,
    permissions: HashMap<IpAddr, Instant>,
    channels: HashMap<u16, (SocketAddr, Instant)>,
    numbers: HashMap<SocketAddr, u16>,
    up: Bucket,
    down: Bucket,
}

/// No more permissions or channels can be had.
#[derive(Debug)]
pub(super) struct Full;

/// The number or the peer is bound to another.
#[derive(Debug)]
pub(super) struct Taken;

impl Allocation {
    pub(super) fn new(made: Made, limits: &Limits, now: Instant) -> Self {
        Self {
            relay: made.relay,
            relayed: made.relayed,
            username: made.username,
            endpoint: made.endpoint,
            key: made.key,
            transaction: made.transaction,
            expires: now + made.lifetime,
            permissions: HashMap::new(),
            channels: HashMap::new(),
            numbers: HashMap::new(),
            up: Bucket::new(limits.bytes_per_second, now),
            down: Bucket::new(limits.bytes_per_second, now),
        }
    }

    /// Permits packets to and from these addresses for the next minutes; all or none.
    pub(super) fn permit(&mut self, addresses: &[IpAddr], limits: &Limits, now: Instant) -> Result<(), Full> {
        self.permissions.retain(|_, until| *until > now);
        let mut new: Vec<&IpAddr> = addresses
            .iter()
            .filter(|address| !self.permissions.contains_key(*address))
            .collect();
        new.sort();
        new.dedup();
        if self.permissions.len() + new.len() > limits.permissions {
            return Err(Full);
        }
        for address in addresses {
            self.permissions.insert(*address, now + PERMISSION);
        }
        Ok(())
    }

    /// Whether packets to and from this address are permitted.
    pub(super) fn permits(&self, address: IpAddr, now: Instant) -> bool {
        self.permissions.get(&address).is_some_and(|until| *until > now)
    }

    /// Whether this number and this peer can be bound to each other.
    pub(super) fn can_bind(&mut self, number: u16, peer: SocketAddr, now: Instant) -> Result<(), Taken> {
        self.channels.retain(|_, (_, until)| *until > now);
        let channels = &self.channels;
        self.numbers.retain(|_, number| channels.contains_key(number));
        let other_peer = self
            .channels
            .get(&number)
            .is_some_and(|(bound, _)| *bound != peer);
        let other_number = self.numbers.get(&peer).is_some_and(|bound| *bound != number);
        if other_peer || other_number {
            Err(Taken)
        } else {
            Ok(())
        }
    }

    /// Binds them, after [`Allocation::can_bind`].
    pub(super) fn bind(
        &mut self,
        number: u16,
        peer: SocketAddr,
        limits: &Limits,
        now: Instant,
    ) -> Result<(), Full> {
        if !self.channels.contains_key(&number) && self.channels.len() >= limits.channels {
            return Err(Full);
        }
        self.channels.insert(number, (peer, now + CHANNEL));
        self.numbers.insert(peer, number);
        Ok(())
    }

    /// The peer of a channel.
    pub(super) fn peer(&self, number: u16, now: Instant) -> Option<SocketAddr> {
        let (peer, until) = self.channels.get(&number)?;
        (*until > now).then_some(*peer)
    }

    /// The channel of a peer.
    pub(super) fn number(&self, peer: SocketAddr, now: Instant) -> Option<u16> {
        let number = *self.numbers.get(&peer)?;
        self.peer(number, now).map(|_| number)
    }

    /// Whether so many bytes more may be relayed to peers.
    pub(super) fn may_send(&mut self, bytes: u32, limits: &Limits, now: Instant) -> bool {
        let rate = limits.bytes_per_second;
        self.up.take(bytes, rate, rate, now)
    }

    /// Whether so many bytes more may be relayed to the client.
    pub(super) fn may_receive(&mut self, bytes: u32, limits: &Limits, now: Instant) -> bool {
        let rate = limits.bytes_per_second;
        self.down.take(bytes, rate, rate, now)
    }
}

/// What an allocation begins with.
pub(super) struct Made {
    pub(super) relay: RelayId,
    pub(super) relayed: SocketAddr,
    pub(super) username: String,
    pub(super) endpoint: String,
    pub(super) key: Key,
    pub(super) transaction: [u8; 12],
    pub(super) lifetime: Duration,
}

impl super::Server {
    /// Takes a new allocation into the books.
    pub(super) fn insert(&mut self, client: Client, made: Made, now: Moment) {
        self.relays.insert(made.relay, client);
        self.endpoints
            .add(&made.endpoint, &self.rules.limits, now.instant);
        self.by_address.add(crate::limits::network(client.address.ip()));
        let allocation = Allocation::new(made, &self.rules.limits, now.instant);
        self.allocations.insert(client, allocation);
        self.stats.allocated += 1;
    }
}
