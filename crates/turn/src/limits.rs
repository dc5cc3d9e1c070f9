//! How much of everything there may be.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};

/// Bounds on what clients may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Allocations in all; each takes a port of the range.
    pub allocations: usize,
    /// Allocations of one endpoint, whichever credentials its page came with. A browser makes one for each of its networks, address families and
    /// ways to the server, and at a restart of ICE again before it gives the old ones up.
    pub allocations_per_endpoint: usize,
    /// Allocations of one client address (IPv4) or network (IPv6, 64 bits): a company behind one router.
    pub allocations_per_address: usize,
    /// Peers that one allocation may exchange packets with.
    pub permissions: usize,
    /// Channels of one allocation.
    pub channels: usize,
    /// Bytes a second that one allocation relays, in each direction.
    pub bytes_per_second: u32,
    /// Bytes a second that all allocations of one endpoint relay, in each direction.
    pub bytes_per_second_of_endpoint: u32,
    /// Connections over TCP and TLS in all.
    pub connections: usize,
    /// Connections of one client address or network.
    pub connections_per_address: usize,
    /// Connections that hold no allocation yet, in all; for one more the oldest has to go.
    pub strangers: usize,
    /// Such connections of one client address or network: behind one there may be a whole office.
    pub strangers_per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            allocations: 4_096,
            allocations_per_endpoint: 32,
            allocations_per_address: 1_024,
            permissions: 64,
            channels: 64,
            bytes_per_second: 4_000_000,
            bytes_per_second_of_endpoint: 8_000_000,
            connections: 4_096,
            connections_per_address: 512,
            strangers: 1_024,
            strangers_per_address: 64,
        }
    }
}

/// Whom a limit on addresses counts as one: an address of IPv4, or a network of IPv6, of which every
/// household has 2^64 addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

/// How many of something each has; those with none are not remembered.
#[derive(Debug)]
pub(crate) struct Counts<K>(HashMap<K, usize>);

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Hash + Eq> Counts<K> {
    pub(crate) fn of(&self, key: &K) -> usize {
        self.0.get(key).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, key: K) {
        *self.0.entry(key).or_default() += 1;
    }

    pub(crate) fn remove(&mut self, key: &K) {
        if let Some(count) = self.0.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                self.0.remove(key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_and_a_mapped_address_as_what_it_is() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::2"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn who_has_nothing_is_forgotten() {
        let mut counts = Counts::default();
        counts.add("a");
        counts.add("a");
        counts.remove(&"a");
        assert_eq!(counts.of(&"a"), 1);
        counts.remove(&"a");
        counts.remove(&"a");
        assert!(counts.0.is_empty());
    }
}
