//! Bits a second of an encoding, with its spatial and temporal layers apart, so that what a choice costs is known
//! before it is made.

use std::time::{Duration, Instant};

use crate::rtp::SPATIAL_LAYERS;
use crate::slot::HIGHEST_TEMPORAL;

/// Rates are counted over this long.
const WINDOW: Duration = Duration::from_millis(500);
/// Temporal layers there can be.
const TEMPORAL: usize = HIGHEST_TEMPORAL as usize + 1;

/// Counted over windows; the last whole one counts, weighed with the one before.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rate {
    since: Option<Instant>,
    bytes: [[u32; TEMPORAL]; SPATIAL_LAYERS],
    rates: [[u64; TEMPORAL]; SPATIAL_LAYERS],
    seen: u8,
}

impl Rate {
    /// A packet with so many bytes of payload, of a spatial and a temporal layer.
    pub(crate) fn add(&mut self, bytes: usize, (spatial, temporal): (u8, u8), now: Instant) {
        let since = *self.since.get_or_insert(now);
        let elapsed = now.saturating_duration_since(since);
        if elapsed >= WINDOW {
            let first = self.rates.as_flattened().iter().all(|rate| *rate == 0);
            let rates = self.rates.as_flattened_mut().iter_mut();
            for (rate, bytes) in rates.zip(self.bytes.as_flattened_mut()) {
                let fresh = u64::from(std::mem::take(bytes)) * 8_000_000 / elapsed.as_micros() as u64;
                *rate = if first { fresh } else { (*rate + fresh) / 2 };
            }
            self.since = Some(now);
        }
        let temporal = temporal.min(HIGHEST_TEMPORAL);
        self.seen = self.seen.max(temporal);
        // Spatial layers above those that are told apart go to nobody.
        if let Some(layer) = self.bytes.get_mut(usize::from(spatial)) {
            layer[usize::from(temporal)] += bytes as u32;
        }
    }

    /// Bits of payload a second with spatial layers up to `spatial` and temporal ones up to `temporal`; 0 as long as
    /// nothing is known.
    pub(crate) fn up_to(&self, spatial: u8, temporal: u8) -> u64 {
        let layers = self.rates.iter().take(usize::from(spatial) + 1);
        layers
            .flat_map(|layer| layer.iter().take(usize::from(temporal) + 1))
            .sum()
    }

    /// The highest temporal layer seen so far.
    pub(crate) fn highest(&self) -> u8 {
        self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_has_its_share() {
        let start = Instant::now();
        let mut rate = Rate::default();
        for n in 0..=100u32 {
            let temporal = [0, 2, 1, 2][n as usize % 4];
            let now = start + Duration::from_millis(20) * n;
            rate.add(1000, (0, temporal), now);
            rate.add(4000, (1, temporal), now);
            rate.add(9000, (7, temporal), now);
        }
        // Fifty packets a second of 8,000 bits, and of 32,000 bits.
        assert_eq!(rate.highest(), 2);
        for (temporal, share) in [(0, 100_000), (1, 200_000), (2, 400_000), (3, 400_000)] {
            for (spatial, times) in [(0, 1), (1, 5), (2, 5)] {
                let found = rate.up_to(spatial, temporal);
                assert!(
                    found.abs_diff(times * share) <= share / 10 * times,
                    "{spatial} {temporal}: {found}"
                );
            }
        }
    }
}
