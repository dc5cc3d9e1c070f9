//! How many connections there are, in all and of each network. Those that hold no allocation yet are strangers:
//! they have fewer places, and the oldest of them has to go where there is none, since whoever means it shows his
//! credential within a round trip or two.

use crate::limits::{Counts, Limits, network};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// The connections over TCP and TLS.
#[derive(Clone)]
pub(super) struct Connections {
    books: Arc<Mutex<Books>>,
    limits: Limits,
}

#[derive(Default)]
struct Books {
    total: usize,
    by_address: Counts<IpAddr>,
    /// In the order in which they came.
    strangers: BTreeMap<u64, Stranger>,
    strangers_by_address: Counts<IpAddr>,
    last: u64,
}

struct Stranger {
    network: IpAddr,
    leave: CancellationToken,
}

/// A place for a connection, until it is dropped.
pub(super) struct Seat {
    connections: Connections,
    network: IpAddr,
    number: u64,
    leave: CancellationToken,
}

impl Connections {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            books: Arc::default(),
            limits: limits.clone(),
        }
    }

    /// Takes a place for a connection from this address, if there is one or a stranger can be sent away for it.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Seat> {
        let (limits, network) = (&self.limits, network(address));
        let mut books = self.books();
        if books.by_address.of(&network) >= limits.connections_per_address
            || books.strangers_by_address.of(&network) >= limits.strangers_per_address
        {
            return None;
        }
        if books.strangers.len() >= limits.strangers || books.total >= limits.connections {
            books.send_away()?;
        }
        // One that was sent away still counts until it is gone, which is at once.
        if books.total >= limits.connections + limits.strangers {
            return None;
        }
        books.total += 1;
        books.by_address.add(network);
        books.strangers_by_address.add(network);
        books.last += 1;
        let (number, leave) = (books.last, CancellationToken::new());
        let stranger = Stranger {
            network,
            leave: leave.clone(),
        };
        books.strangers.insert(number, stranger);
        Some(Seat {
            connections: self.clone(),
            network,
            number,
            leave,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.books().total
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books {
    /// Sends the oldest stranger away.
    fn send_away(&mut self) -> Option<()> {
        let oldest = *self.strangers.first_key_value()?.0;
        self.no_stranger(oldest).map(|stranger| stranger.leave.cancel())
    }

    fn no_stranger(&mut self, number: u64) -> Option<Stranger> {
        let stranger = self.strangers.remove(&number)?;
        self.strangers_by_address.remove(&stranger.network);
        Some(stranger)
    }
}

impl Seat {
    /// It has an allocation; nobody sends it away for another any more.
    pub(super) fn prove(&self) {
        self.connections.books().no_stranger(self.number);
    }

    /// Waits until it has to leave for another.
    pub(super) async fn sent_away(&self) {
        self.leave.cancelled().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut books = self.connections.books();
        books.no_stranger(self.number);
        books.total -= 1;
        books.by_address.remove(&self.network);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections() -> Connections {
        Connections::new(&Limits {
            connections: 4,
            connections_per_address: 3,
            strangers: 3,
            strangers_per_address: 2,
            ..Limits::default()
        })
    }

    fn enter(connections: &Connections, text: &str) -> Option<Seat> {
        connections.enter(text.parse().unwrap())
    }

    #[test]
    fn places_of_an_address_are_bounded_and_given_back() {
        let connections = connections();
        let seats: Vec<Seat> = (0..2).filter_map(|_| enter(&connections, "192.0.2.1")).collect();
        assert_eq!(seats.len(), 2);
        assert!(
            enter(&connections, "192.0.2.1").is_none(),
            "two strangers of one address"
        );
        seats.iter().for_each(Seat::prove);
        let third = enter(&connections, "192.0.2.1");
        assert!(third.is_some());
        assert!(
            enter(&connections, "192.0.2.1").is_none(),
            "three connections of one address"
        );
        drop((seats, third));
        assert_eq!(connections.count(), 0);
        assert!(enter(&connections, "192.0.2.1").is_some());
    }

    #[test]
    fn the_oldest_stranger_has_to_go_and_nobody_who_proved_himself() {
        let connections = connections();
        let proven = enter(&connections, "192.0.2.1").unwrap();
        proven.prove();
        let silent: Vec<Seat> = (2..5)
            .map(|n| enter(&connections, &format!("192.0.2.{n}")).unwrap())
            .collect();
        let newest = enter(&connections, "192.0.2.9");
        assert!(newest.is_some() && silent[0].leave.is_cancelled());
        assert!(!silent[1].leave.is_cancelled() && !proven.leave.is_cancelled());
        drop(silent);
        drop(newest);
        let all: Vec<Seat> = (0..3)
            .map(|n| enter(&connections, &format!("198.51.100.{n}")).unwrap())
            .collect();
        all.iter().for_each(Seat::prove);
        assert!(
            enter(&connections, "203.0.113.1").is_none(),
            "all places are taken by those who proved"
        );
    }
}
