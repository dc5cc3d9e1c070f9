//! What became of the packets.

use std::time::{Duration, Instant};

/// Packets of a link; those of other traffic are not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Given to the link.
    pub sent: u64,
    /// Taken from the link.
    pub delivered: u64,
    /// Bytes taken from the link.
    pub delivered_bytes: u64,
    /// Lost on the way.
    pub lost: u64,
    /// Dropped because the queue was full.
    pub overflowed: u64,
}

/// How long packets waited at the bottleneck before their first bit was sent.
#[derive(Debug, Clone, Default)]
pub struct Delays {
    samples: Vec<(Instant, Duration)>,
}

impl Delays {
    pub(crate) fn push(&mut self, sent: Instant, waited: Duration) {
        self.samples.push((sent, waited));
    }

    /// The delay that a `share` (0 to 1) of the packets sent in `[from, to)` did not exceed.
    pub fn quantile(&self, share: f64, from: Instant, to: Instant) -> Duration {
        let begins = self.samples.partition_point(|(sent, _)| *sent < from);
        let ends = self.samples.partition_point(|(sent, _)| *sent < to);
        let mut delays: Vec<_> = self.samples[begins..ends].iter().map(|(_, d)| *d).collect();
        delays.sort_unstable();
        let at = (share * delays.len() as f64).ceil() as usize;
        delays.get(at.saturating_sub(1)).copied().unwrap_or_default()
    }
}
