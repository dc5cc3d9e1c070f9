//! How many connections may wait to join. Opening one costs a stranger nothing, and each may be silent for a
//! while before it is closed.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Connections of one address; a full house behind one router gets in, as joining takes moments and pages
/// that are turned away try again.
const PER_ADDRESS: usize = 128;
/// Connections in all.
const TOTAL: usize = 2_048;

/// The connections that have not joined yet.
pub(super) struct Lobby(Mutex<Waiting>);

struct Waiting {
    total: usize,
    by_address: BTreeMap<IpAddr, usize>,
}

/// Why there is no place to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// This address has enough.
    ForAddress,
    /// There are too many altogether.
    ForAll,
}

/// A place in the lobby, until it is dropped.
pub(super) struct Seat<'a> {
    lobby: &'a Lobby,
    address: IpAddr,
}

impl Lobby {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Waiting {
            total: 0,
            by_address: BTreeMap::new(),
        }))
    }

    /// Takes a place for a connection from `address`.
    pub(super) fn enter(&self, address: IpAddr) -> Result<Seat<'_>, Full> {
        let address = household(address);
        let mut waiting = self.waiting();
        let here = waiting.by_address.get(&address).copied().unwrap_or(0);
        if here >= PER_ADDRESS {
            return Err(Full::ForAddress);
        }
        if waiting.total >= TOTAL {
            return Err(Full::ForAll);
        }
        waiting.total += 1;
        waiting.by_address.insert(address, here + 1);
        Ok(Seat { lobby: self, address })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut waiting = self.lobby.waiting();
        waiting.total -= 1;
        let left = waiting.by_address.get_mut(&self.address).map(|here| {
            *here -= 1;
            *here
        });
        if left == Some(0) {
            waiting.by_address.remove(&self.address);
        }
    }
}

/// IPv6 gives every household 2^64 addresses, so there its network counts.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_fills_its_places_and_no_others() {
        let lobby = Lobby::new();
        let one = address("192.0.2.1");
        let mut seats: Vec<_> = (0..PER_ADDRESS).map(|_| lobby.enter(one).ok()).collect();
        assert!(seats.iter().all(Option::is_some));
        assert_eq!(lobby.enter(one).err(), Some(Full::ForAddress));
        let mapped = lobby.enter(address("::ffff:192.0.2.1"));
        assert_eq!(mapped.err(), Some(Full::ForAddress));
        assert!(lobby.enter(address("192.0.2.2")).is_ok());
        seats.pop();
        assert!(lobby.enter(one).is_ok());
        drop(seats);
        let waiting = lobby.waiting();
        assert_eq!((waiting.total, waiting.by_address.len()), (0, 0));
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        let lobby = Lobby::new();
        let seats: Vec<_> = (0..PER_ADDRESS)
            .map(|n| lobby.enter(address(&format!("2001:db8:0:1:{n:x}::1"))).ok())
            .collect();
        let next = lobby.enter(address("2001:db8:0:1:ffff::1"));
        assert_eq!(next.err(), Some(Full::ForAddress));
        assert!(lobby.enter(address("2001:db8:0:2::1")).is_ok());
        drop(seats);
    }

    #[test]
    fn many_addresses_fill_the_lobby() {
        let lobby = Lobby::new();
        let seats: Vec<_> = (0..TOTAL)
            .map(|n| {
                lobby
                    .enter(address(&format!("10.0.{}.{}", n / 256, n % 256)))
                    .ok()
            })
            .collect();
        assert!(seats.iter().all(Option::is_some));
        assert_eq!(lobby.enter(address("192.0.2.1")).err(), Some(Full::ForAll));
        drop(seats);
        assert!(lobby.enter(address("192.0.2.1")).is_ok());
    }
}
