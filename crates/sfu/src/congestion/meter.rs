//! How much was sent lately.

/// Length of a bucket in microseconds.
const BUCKET: i64 = 50_000;
/// Buckets of the window.
const BUCKETS: usize = 10;

/// Bytes of the last half second.
#[derive(Debug, Default)]
pub(super) struct Meter {
    buckets: [u32; BUCKETS],
    /// Number of the present bucket.
    present: i64,
    began: Option<i64>,
}

impl Meter {
    /// Bytes were sent.
    pub(super) fn add(&mut self, bytes: usize, now: i64) {
        self.move_to(now);
        self.began.get_or_insert(now);
        self.buckets[self.present as usize % BUCKETS] += bytes as u32;
    }

    fn move_to(&mut self, now: i64) {
        let bucket = now / BUCKET;
        let passed = (bucket - self.present).clamp(0, BUCKETS as i64);
        for n in 0..passed {
            self.buckets[(bucket - n) as usize % BUCKETS] = 0;
        }
        self.present = self.present.max(bucket);
    }

    /// Bits a second; `None` before a whole window has passed.
    pub(super) fn rate(&mut self, now: i64) -> Option<f64> {
        self.move_to(now);
        let window = BUCKET * BUCKETS as i64;
        self.began.filter(|began| now - began >= window)?;
        // The present bucket is not full yet.
        let length = window - BUCKET + now % BUCKET;
        let bytes: u32 = self.buckets.iter().sum();
        Some(f64::from(bytes) * 8e6 / length as f64)
    }
}
