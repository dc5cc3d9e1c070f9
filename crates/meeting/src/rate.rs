//! How much one participant may say: a bucket that fills with time.

use domain::Timestamp;

/// How much may be said, in units.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// At once.
    burst: u64,
    /// Filled in again each second.
    per_second: u64,
}

/// All messages of a participant.
pub(crate) const MESSAGES: Pace = Pace {
    burst: 200,
    per_second: 50,
};

/// Changes that everybody hears of: each costs as many messages as there are participants. More than a
/// hand on a button needs.
pub(crate) const CHANGES: Pace = Pace {
    burst: 20,
    per_second: 2,
};

/// Long messages cost more, one unit for each of these bytes on top of the first.
const BYTES_PER_UNIT: usize = 2_048;

/// A token bucket in thousandths of a unit.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pace: Pace,
    level: u64,
    filled_at: Timestamp,
}

impl Bucket {
    pub(crate) const fn new(now: Timestamp, pace: Pace) -> Self {
        Self {
            pace,
            level: pace.burst * 1_000,
            filled_at: now,
        }
    }

    /// Takes what a message of `bytes` costs; false if there is not enough.
    pub(crate) fn take(&mut self, now: Timestamp, bytes: usize) -> bool {
        let millis = u64::try_from(now.since(self.filled_at).as_millis()).unwrap_or(u64::MAX);
        if millis > 0 {
            self.level = self
                .level
                .saturating_add(millis.saturating_mul(self.pace.per_second))
                .min(self.pace.burst * 1_000);
            self.filled_at = now;
        }
        let cost = 1_000 * (1 + (bytes / BYTES_PER_UNIT) as u64);
        if cost > self.level {
            return false;
        }
        self.level -= cost;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_passes_and_then_fifty_a_second() {
        let mut now = Timestamp::from_seconds(1_000);
        let mut bucket = Bucket::new(now, MESSAGES);
        assert_eq!((0..10_000).filter(|_| bucket.take(now, 10)).count(), 200);
        now = now.plus(Duration::from_secs(1));
        assert_eq!((0..10_000).filter(|_| bucket.take(now, 10)).count(), 50);
        now = now.plus(Duration::from_secs(3_600));
        assert_eq!((0..10_000).filter(|_| bucket.take(now, 10)).count(), 200);
    }

    #[test]
    fn changes_are_fewer() {
        let now = Timestamp::from_seconds(1_000);
        let mut bucket = Bucket::new(now, CHANGES);
        assert_eq!((0..10_000).filter(|_| bucket.take(now, 0)).count(), 20);
        let later = now.plus(Duration::from_secs(3));
        assert_eq!((0..10_000).filter(|_| bucket.take(later, 0)).count(), 6);
    }

    #[test]
    fn long_messages_cost_more() {
        let now = Timestamp::from_seconds(1_000);
        let mut bucket = Bucket::new(now, MESSAGES);
        assert!(bucket.take(now, 256 * 1024));
        assert!(!bucket.take(now, 256 * 1024));
        assert!(bucket.take(now, 10));
    }

    #[test]
    fn a_clock_that_goes_back_harms_nobody() {
        let now = Timestamp::from_seconds(1_000);
        let mut bucket = Bucket::new(now, MESSAGES);
        assert!(bucket.take(now.minus(Duration::from_secs(60)), 10));
        assert!(bucket.take(now, 10));
    }
}
