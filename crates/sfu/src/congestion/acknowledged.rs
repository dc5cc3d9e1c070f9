//! The rate that gets through: samples of arrivals, each weighed by how far it is from what was expected.

/// Length of a sample in microseconds; the first is longer, because nothing is expected yet.
const WINDOW: i64 = 150_000;
const FIRST: i64 = 500_000;
/// A sample that differs by its whole size is this uncertain (kbit/s).
const UNCERTAINTY: f64 = 10.0;
/// Variance that a window adds to what is known, and that a leap of what is sent adds.
const DRIFT: f64 = 5.0;
const LEAP: f64 = 200.0;

/// The rate at which packets arrive.
#[derive(Debug, Default)]
pub(super) struct Acknowledged {
    bytes: usize,
    elapsed: i64,
    last: Option<i64>,
    /// Kilobits a second, and the variance.
    estimate: Option<(f64, f64)>,
}

impl Acknowledged {
    /// Bits a second, once known.
    pub(super) fn rate(&self) -> Option<f64> {
        self.estimate.map(|(kilobits, _)| kilobits * 1000.0)
    }

    /// What is sent leaps: what was known says little of the next samples.
    pub(super) fn leap(&mut self) {
        self.estimate = self
            .estimate
            .map(|(kilobits, variance)| (kilobits, variance + LEAP));
        (self.bytes, self.elapsed, self.last) = (0, 0, None);
    }

    /// A packet arrived; packets come in the order of arrival.
    pub(super) fn arrived(&mut self, at: i64, bytes: usize) {
        let window = if self.estimate.is_some() { WINDOW } else { FIRST };
        if let Some(last) = self.last {
            let pause = at - last;
            if pause < 0 {
                self.bytes = 0;
                self.elapsed = 0;
            } else {
                self.elapsed += pause;
                // A silence longer than a window is no sample of anything.
                if pause > window {
                    self.bytes = 0;
                    self.elapsed %= window;
                }
            }
        }
        self.last = Some(at);
        if self.elapsed >= window {
            self.sample(self.bytes as f64 * 8000.0 / window as f64);
            self.elapsed -= window;
            self.bytes = 0;
        }
        self.bytes += bytes;
    }

    fn sample(&mut self, sample: f64) {
        let Some((estimate, variance)) = self.estimate else {
            self.estimate = Some((sample, 50.0));
            return;
        };
        let uncertain = (UNCERTAINTY * (estimate - sample).abs() / estimate.max(1.0)).powi(2);
        let expected = variance + DRIFT;
        let sum = uncertain + expected;
        self.estimate = Some((
            (uncertain * estimate + expected * sample) / sum,
            uncertain * expected / sum,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_follows_what_arrives_and_forgives_a_hole() {
        let mut acknowledged = Acknowledged::default();
        let mut run = |from: i64, to: i64, bytes: usize| {
            for at in from..to {
                acknowledged.arrived(at * 10_000, bytes);
            }
            acknowledged.rate().unwrap_or(0.0)
        };
        let near = |rate: f64, expected: f64| (rate - expected).abs() < 0.1 * expected;
        assert!(near(run(0, 200, 1250), 1_000_000.0));
        // 100 ms of which nothing was said.
        assert!(near(run(210, 215, 1250), 1_000_000.0));
        assert!(near(run(215, 400, 250), 200_000.0));
    }
}
