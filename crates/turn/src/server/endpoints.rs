//! What the page of one endpoint holds, whichever credentials it came with: a page that comes back has a new one
//! and no new share. And which endpoints are gone, so that what they were given is worth nothing any more.

use crate::bucket::Bucket;
use crate::limits::Limits;
use domain::Timestamp;
use std::collections::HashMap;
use std::time::Instant;

/// The endpoints.
#[derive(Debug, Default)]
pub(super) struct Endpoints {
    held: HashMap<String, Held>,
    /// Until when a credential may be good that was given out before they left.
    gone: HashMap<String, Timestamp>,
}

/// What one holds.
#[derive(Debug)]
struct Held {
    allocations: usize,
    up: Bucket,
    down: Bucket,
}

impl Endpoints {
    /// How many allocations it has.
    pub(super) fn allocations(&self, endpoint: &str) -> usize {
        self.held.get(endpoint).map_or(0, |held| held.allocations)
    }

    /// It has one more.
    pub(super) fn add(&mut self, endpoint: &str, limits: &Limits, now: Instant) {
        let rate = limits.bytes_per_second_of_endpoint;
        let held = self.held.entry(endpoint.to_owned()).or_insert_with(|| Held {
            allocations: 0,
            up: Bucket::new(rate, now),
            down: Bucket::new(rate, now),
        });
        held.allocations += 1;
    }

    /// It has one less. What it has used up stays known until [`Self::sweep`], or giving an allocation up and
    /// asking for another would be a way to more.
    pub(super) fn remove(&mut self, endpoint: &str) {
        if let Some(held) = self.held.get_mut(endpoint) {
            held.allocations = held.allocations.saturating_sub(1);
        }
    }

    /// Whether so many bytes more may be relayed from its page to peers.
    pub(super) fn may_send(&mut self, endpoint: &str, bytes: u32, limits: &Limits, now: Instant) -> bool {
        let rate = limits.bytes_per_second_of_endpoint;
        let held = self.held.get_mut(endpoint);
        held.is_some_and(|held| held.up.take(bytes, rate, rate, now))
    }

    /// Whether so many bytes more may be relayed from peers to its page.
    pub(super) fn may_receive(&mut self, endpoint: &str, bytes: u32, limits: &Limits, now: Instant) -> bool {
        let rate = limits.bytes_per_second_of_endpoint;
        let held = self.held.get_mut(endpoint);
        held.is_some_and(|held| held.down.take(bytes, rate, rate, now))
    }

    /// It has left; credentials that were given to it are good until then.
    pub(super) fn leave(&mut self, endpoint: &str, until: Timestamp, now: Timestamp) {
        // Looked through only when there are twice as many as at the last time, so that leaving stays cheap.
        if self.gone.len() == self.gone.capacity() {
            self.gone.retain(|_, until| *until > now);
        }
        self.gone.insert(endpoint.to_owned(), until);
    }

    /// Whether a credential that is good until then was given to it before it left.
    pub(super) fn is_gone(&self, endpoint: &str, expiry: Timestamp) -> bool {
        self.gone.get(endpoint).is_some_and(|until| expiry <= *until)
    }

    /// Forgets those that have nothing; to be called about once a second.
    pub(super) fn sweep(&mut self) {
        self.held.retain(|_, held| held.allocations > 0);
    }
}
