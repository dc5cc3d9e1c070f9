//! How many connections there are, in all and of each network.

use crate::limits::{Counts, Limits, network};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The connections over TCP and TLS.
#[derive(Clone)]
pub(super) struct Connections {
    books: Arc<Mutex<Books>>,
    total: usize,
    per_address: usize,
}

struct Books {
    total: usize,
    by_address: Counts<IpAddr>,
}

/// A place for a connection, until it is dropped.
pub(super) struct Seat {
    connections: Connections,
    network: IpAddr,
}

impl Connections {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            books: Arc::new(Mutex::new(Books {
                total: 0,
                by_address: Counts::new(),
            })),
            total: limits.connections,
            per_address: limits.connections_per_address,
        }
    }

    /// Takes a place for a connection from this address, if there is one.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Seat> {
        let network = network(address);
        let mut books = self.books();
        if books.total >= self.total || books.by_address.of(&network) >= self.per_address {
            return None;
        }
        books.total += 1;
        books.by_address.add(network);
        Some(Seat {
            connections: self.clone(),
            network,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.books().total
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut books = self.connections.books();
        books.total -= 1;
        books.by_address.remove(&self.network);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_for_each_and_for_all_and_given_back() {
        let connections = Connections::new(&Limits {
            connections: 3,
            connections_per_address: 2,
            ..Limits::default()
        });
        let enter = |text: &str| connections.enter(text.parse().unwrap());
        let first = enter("192.0.2.1");
        let second = enter("192.0.2.1");
        assert!(first.is_some() && second.is_some());
        assert!(enter("192.0.2.1").is_none());
        let third = enter("192.0.2.2");
        assert!(third.is_some());
        assert!(enter("192.0.2.3").is_none());
        drop(first);
        assert_eq!(connections.count(), 2);
        assert!(enter("192.0.2.3").is_some());
    }
}
