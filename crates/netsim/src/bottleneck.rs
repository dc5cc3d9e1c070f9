//! The narrowest place of a way: a wire of changing speed with a drop-tail queue before it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Bit·nanoseconds in a bit at one bit a second.
const BIT: u128 = 1_000_000_000;

/// What the queue holds at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// This many bytes, the packet on the wire included.
    Bytes(usize),
    /// As much as is sent in this time.
    Time(Duration),
}

/// From a moment on the wire is this fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Since the link began.
    pub at: Duration,
    /// Capacity from then on; 0 is an outage that lasts to the next step.
    pub bits_per_second: u64,
}

/// A wire and its queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bottleneck {
    /// Capacity over time, ascending; the first step also holds before its moment.
    pub capacity: Vec<Step>,
    /// What may wait.
    pub queue: Limit,
}

impl Bottleneck {
    /// A wire that is always this fast.
    pub fn constant(bits_per_second: u64, queue: Limit) -> Self {
        let first = Step {
            at: Duration::ZERO,
            bits_per_second,
        };
        Self {
            capacity: vec![first],
            queue,
        }
    }

    /// From `at` on it is `bits_per_second` fast; steps are given in order.
    #[must_use]
    pub fn then(mut self, at: Duration, bits_per_second: u64) -> Self {
        self.capacity.push(Step { at, bits_per_second });
        self
    }
}

/// A packet's time at the bottleneck.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passage {
    /// Before its first bit was sent.
    pub(crate) waited: Duration,
    /// When its last bit was sent.
    pub(crate) departs: Instant,
}

/// A bottleneck at work.
#[derive(Debug)]
pub(crate) struct Wire {
    steps: Vec<(Instant, u64)>,
    limit: Limit,
    /// Packets not sent yet: when they will be, and how long they are.
    waiting: VecDeque<(Instant, usize)>,
    bytes: usize,
    free: Instant,
}

impl Wire {
    pub(crate) fn new(bottleneck: &Bottleneck, start: Instant) -> Self {
        let steps = bottleneck.capacity.iter();
        Self {
            // An outage is a wire so slow that nothing gets through before the next step.
            steps: steps.map(|s| (start + s.at, s.bits_per_second.max(1))).collect(),
            limit: bottleneck.queue,
            waiting: VecDeque::new(),
            bytes: 0,
            free: start,
        }
    }

    /// A packet comes; `None` if the queue is full.
    pub(crate) fn offer(&mut self, now: Instant, bytes: usize) -> Option<Passage> {
        while let Some((departs, sent)) = self.waiting.front().copied()
            && departs <= now
        {
            self.bytes -= sent;
            self.waiting.pop_front();
        }
        let begins = self.free.max(now);
        let waited = begins - now;
        let full = match self.limit {
            Limit::Bytes(limit) => self.bytes > 0 && self.bytes + bytes > limit,
            Limit::Time(limit) => waited > limit,
        };
        if full {
            return None;
        }
        let departs = self.serve(begins, bytes);
        self.free = departs;
        self.bytes += bytes;
        self.waiting.push_back((departs, bytes));
        Some(Passage { waited, departs })
    }

    /// When a packet that begins at `from` is through.
    fn serve(&self, mut from: Instant, bytes: usize) -> Instant {
        let mut rest = bytes as u128 * 8 * BIT;
        let mut at = self.steps.partition_point(|(begins, _)| *begins <= from);
        loop {
            let present = self.steps.get(at.saturating_sub(1));
            let rate = present.map_or(u128::MAX >> 1, |(_, rate)| u128::from(*rate));
            let needed = rest.div_ceil(rate);
            match self.steps.get(at) {
                Some((ends, _)) if (*ends - from).as_nanos() < needed => {
                    rest -= rate * (*ends - from).as_nanos();
                    from = *ends;
                    at += 1;
                }
                _ => return from + Duration::from_nanos(u64::try_from(needed).unwrap_or(u64::MAX / 4)),
            }
        }
    }
}
