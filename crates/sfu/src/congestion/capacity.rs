//! The capacity of the way as the last overuses showed it: near it the rate grows carefully
//! (draft-ietf-rmcat-gcc-02 §5.5).

/// Weight of an overuse and of a probe.
const OVERUSE: f64 = 0.05;
const PROBE: f64 = 0.5;
/// Beside other flows what gets through differs by this part without the capacity having changed.
const USUAL: f64 = 0.2;

/// Mean and spread of the capacity, in kbit/s.
#[derive(Debug, Default)]
pub(super) struct Capacity {
    mean: Option<f64>,
    /// Variance over mean.
    spread: f64,
    /// The mean before a probe showed much more.
    doubted: Option<f64>,
}

impl Capacity {
    /// Bits a second, if known.
    pub(super) fn estimate(&self) -> Option<f64> {
        self.mean.map(|mean| mean * 1000.0)
    }

    /// The queue grew while this got through. A rate far from the mean begins a new one.
    pub(super) fn overused(&mut self, through: f64) {
        if self
            .mean
            .is_some_and(|mean| through / 1000.0 < mean - self.deviations(mean))
        {
            *self = Self::default();
        }
        self.learn(through / 1000.0, OVERUSE);
    }

    /// A probe got through at this rate. If that is much more than was known, what is left is what a
    /// [mistake](Self::mistaken) would bring back.
    pub(super) fn probed(&mut self, rate: f64) {
        if self.is_exceeded_by(rate) {
            self.doubted = self.mean.take();
        } else if self.mean.is_some() {
            self.learn(rate / 1000.0, PROBE);
        }
    }

    /// The queue grew right after a probe while this got through: if that is not much more than was known
    /// before, the probe was wrong.
    pub(super) fn mistaken(&mut self, through: f64) {
        match self.doubted.take() {
            Some(mean) => {
                self.mean = Some(mean);
                if self.is_exceeded_by(through) {
                    *self = Self::default();
                }
            }
            None => self.overused(through),
        }
    }

    /// More gets through than the way was thought to carry.
    pub(super) fn is_exceeded_by(&self, through: f64) -> bool {
        self.mean
            .is_some_and(|mean| through / 1000.0 > mean + self.deviations(mean))
    }

    fn learn(&mut self, sample: f64, weight: f64) {
        let mean = self.mean.map_or(sample, |mean| mean + weight * (sample - mean));
        let error = (mean - sample).powi(2) / mean.max(1.0);
        self.spread = (self.spread + weight * (error - self.spread)).clamp(0.4, 2.5);
        self.mean = Some(mean);
    }

    /// Three standard deviations, but not less than what is usual.
    fn deviations(&self, mean: f64) -> f64 {
        (3.0 * (self.spread * mean).sqrt()).max(USUAL * mean)
    }
}
