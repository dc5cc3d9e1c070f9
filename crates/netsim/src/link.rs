//! One direction of a way.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::bottleneck::Wire;
use crate::cross::Source;
use crate::{Bottleneck, Counters, Cross, Delays, Jitter, Loss};

/// What a way is like; the default is perfect.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// The time that every packet takes.
    pub delay: Duration,
    /// More time that it takes.
    pub jitter: Jitter,
    /// Loss that has nothing to do with how much is sent.
    pub loss: Loss,
    /// The narrowest place; none: any rate gets through.
    pub bottleneck: Option<Bottleneck>,
    /// Others at the bottleneck.
    pub cross: Vec<Cross>,
}

/// Packets under way with what they carry.
#[derive(Debug)]
pub struct Link<T> {
    profile: Profile,
    random: StdRng,
    wire: Option<Wire>,
    cross: Vec<Source>,
    /// Whether loss is in its bad state.
    bad: bool,
    /// Time of the last call, so that time never runs backwards.
    now: Instant,
    last_arrival: Instant,
    /// By arrival and order of sending.
    under_way: BTreeMap<(Instant, u64), (usize, T)>,
    counters: Counters,
    delays: Delays,
}

impl<T> Link<T> {
    /// A way that begins at `start`.
    pub fn new(profile: Profile, start: Instant, seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let cross = profile.cross.iter();
        Self {
            cross: cross.map(|c| Source::new(*c, start, &mut random)).collect(),
            wire: profile.bottleneck.as_ref().map(|b| Wire::new(b, start)),
            random,
            bad: false,
            now: start,
            last_arrival: start,
            under_way: BTreeMap::new(),
            counters: Counters::default(),
            delays: Delays::default(),
            profile,
        }
    }

    /// Sends a packet; `bytes` is its size on the wire.
    pub fn send(&mut self, now: Instant, bytes: usize, payload: T) {
        self.now = self.now.max(now);
        let now = self.now;
        self.counters.sent += 1;
        self.others(now);
        let mut departs = now;
        if let Some(wire) = &mut self.wire {
            let Some(passage) = wire.offer(now, bytes) else {
                self.counters.overflowed += 1;
                return;
            };
            self.delays.push(now, passage.waited);
            departs = passage.departs;
        }
        if self.profile.loss.strikes(&mut self.bad, &mut self.random) {
            self.counters.lost += 1;
            return;
        }
        let Jitter { most, reorders } = self.profile.jitter;
        let extra = most.mul_f64(self.random.random());
        let mut arrives = departs + self.profile.delay + extra;
        if !reorders {
            arrives = arrives.max(self.last_arrival);
            self.last_arrival = arrives;
        }
        self.under_way
            .insert((arrives, self.counters.sent), (bytes, payload));
    }

    /// The packets of others that came before ours.
    fn others(&mut self, now: Instant) {
        let Some(wire) = &mut self.wire else { return };
        while let Some(source) = self.cross.iter_mut().min_by_key(|source| source.next)
            && source.next <= now
        {
            let at = source.next;
            let bytes = source.take(&mut self.random);
            wire.offer(at, bytes);
        }
    }

    /// Takes the next packet that has arrived by `now`, and when it did.
    pub fn poll(&mut self, now: Instant) -> Option<(Instant, T)> {
        let first = self.under_way.first_entry()?;
        let (arrived, _) = *first.key();
        if arrived > now {
            return None;
        }
        let (bytes, payload) = first.remove();
        self.counters.delivered += 1;
        self.counters.delivered_bytes += bytes as u64;
        Some((arrived, payload))
    }

    /// When the next packet arrives.
    pub fn next(&self) -> Option<Instant> {
        self.under_way.first_key_value().map(|((arrives, _), _)| *arrives)
    }

    /// Packets that have not arrived yet.
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// What became of the packets.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// How long they waited at the bottleneck.
    pub fn delays(&self) -> &Delays {
        &self.delays
    }
}
