//! A bucket of tokens that fills up at a steady rate: how much of something there may be, and how much at once.

use std::time::Instant;

/// Tokens left, and when they were last counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    /// A full one.
    pub(crate) fn new(burst: u32, now: Instant) -> Self {
        Self {
            tokens: f64::from(burst),
            at: now,
        }
    }

    /// Takes so many tokens if they are there. `rate` fills it a second, up to `burst`.
    pub(crate) fn take(&mut self, amount: u32, rate: u32, burst: u32, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * f64::from(rate)).min(f64::from(burst));
        self.at = self.at.max(now);
        let enough = self.tokens >= f64::from(amount);
        if enough {
            self.tokens -= f64::from(amount);
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, start);
        let mut take = |amount, millis| bucket.take(amount, 100, 10, start + Duration::from_millis(millis));
        assert!(take(10, 0));
        assert!(!take(1, 0));
        assert!(take(5, 50));
        assert!(!take(1, 50));
        assert!(take(10, 60_000), "it is full again");
        assert!(!take(1, 60_000), "and holds no more than it holds");
        assert!(!take(1, 0), "time does not go back");
    }
}
