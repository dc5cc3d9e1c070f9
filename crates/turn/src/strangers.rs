//! How often those are answered who have shown no password. A forged address is answered too, so what is sent
//! to one network is bounded, and so is the memory: networks share a fixed number of buckets.

use crate::bucket::Bucket;
use crate::limits::network;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::time::Instant;

const BUCKETS: usize = 4_096;
/// Answers a second to the networks of one bucket. Of at most about 100 bytes each, so that nobody is flooded
/// through us.
const RATE: u32 = 64;
/// Answers at once: a full house behind one router, each page asking over several ways.
const BURST: u32 = 512;

/// Answers that may be given.
#[derive(Debug)]
pub(crate) struct Strangers {
    buckets: Vec<Bucket>,
    /// Keyed afresh at every start, so that nobody can choose whose bucket he empties.
    hasher: RandomState,
}

impl Strangers {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            buckets: vec![Bucket::new(BURST, now); BUCKETS],
            hasher: RandomState::new(),
        }
    }

    /// Whether somebody at this address may be answered.
    pub(crate) fn may_answer(&mut self, address: IpAddr, now: Instant) -> bool {
        let hash = self.hasher.hash_one(network(address));
        let place = usize::try_from(hash % BUCKETS as u64).unwrap_or_default();
        self.buckets[place].take(1, RATE, BURST, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn one_network_is_answered_so_often_and_others_do_not_suffer() {
        let now = Instant::now();
        let mut strangers = Strangers::new(now);
        let victim: IpAddr = "192.0.2.1".parse().unwrap();
        let answers = (0..10_000).filter(|_| strangers.may_answer(victim, now)).count();
        assert_eq!(answers, BURST as usize);
        let others = (0..100)
            .filter(|n| strangers.may_answer(IpAddr::from([198, 51, 100, *n]), now))
            .count();
        assert!(others > 90, "{others}: hardly any shares a bucket");
        assert!(strangers.may_answer(victim, now + Duration::from_secs(1)));
    }
}
