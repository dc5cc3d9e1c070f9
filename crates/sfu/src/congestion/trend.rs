//! Whether the queue on the way grows: the slope of the smoothed delay against a threshold that adapts, so
//! that we neither starve beside traffic that fills queues nor take noise for a queue
//! (draft-ietf-rmcat-gcc-02 §5.3, §5.4, with the line fitted by least squares as libwebrtc does).

use std::collections::VecDeque;

use super::groups::Difference;

/// Points of the line.
const WINDOW: usize = 20;
/// Part of the old value in the smoothed delay.
const SMOOTHING: f64 = 0.9;
/// The slope is weighed by the number of groups seen, up to this many, and by the gain.
const MOST_GROUPS: u32 = 60;
const GAIN: f64 = 4.0;
/// The delay must have grown for this long, in milliseconds.
const PATIENCE: f64 = 10.0;
/// Bounds and beginning of the threshold.
const THRESHOLD: std::ops::RangeInclusive<f64> = 6.0..=600.0;
const THRESHOLD_BEGIN: f64 = 12.5;
/// The threshold follows up and down at these rates per millisecond, but no leap higher than `LEAP`.
const UP: f64 = 0.0087;
const DOWN: f64 = 0.039;
const LEAP: f64 = 15.0;

/// What the queue does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Usage {
    /// It stays.
    #[default]
    Normal,
    /// It grows.
    Over,
    /// It empties.
    Under,
}

/// The estimator of the slope and the detector.
#[derive(Debug)]
pub(super) struct Trend {
    groups: u32,
    begin: Option<i64>,
    delay: f64,
    smoothed: f64,
    /// Arrival and smoothed delay in milliseconds.
    points: VecDeque<(f64, f64)>,
    slope: f64,
    threshold: f64,
    adapted: Option<i64>,
    /// Since when the delay grows, in milliseconds of sending, and in how many groups.
    growing: Option<(f64, u32)>,
    usage: Usage,
}

impl Default for Trend {
    fn default() -> Self {
        Self {
            groups: 0,
            begin: None,
            delay: 0.0,
            smoothed: 0.0,
            points: VecDeque::with_capacity(WINDOW + 1),
            slope: 0.0,
            threshold: THRESHOLD_BEGIN,
            adapted: None,
            growing: None,
            usage: Usage::Normal,
        }
    }
}

impl Trend {
    /// What the queue does now.
    pub(super) fn usage(&self) -> Usage {
        self.usage
    }

    /// What is sent leaps: the line begins anew.
    pub(super) fn leap(&mut self) {
        let Self {
            groups,
            threshold,
            adapted,
            ..
        } = *self;
        *self = Self {
            groups,
            threshold,
            adapted,
            ..Self::default()
        };
    }

    /// Takes two groups compared.
    pub(super) fn update(&mut self, difference: Difference) {
        self.groups = (self.groups + 1).min(MOST_GROUPS);
        let begin = *self.begin.get_or_insert(difference.at);
        self.delay += (difference.arrived - difference.sent) as f64 / 1000.0;
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.delay;
        let point = ((difference.at - begin) as f64 / 1000.0, self.smoothed);
        self.points.push_back(point);
        if self.points.len() > WINDOW {
            self.points.pop_front();
        }
        let before = self.slope;
        if self.points.len() == WINDOW {
            self.slope = slope(&self.points).unwrap_or(self.slope);
        }
        self.detect(before, difference);
    }

    fn detect(&mut self, before: f64, difference: Difference) {
        if self.groups < 2 {
            return;
        }
        let weighed = f64::from(self.groups) * self.slope * GAIN;
        if weighed > self.threshold {
            let step = difference.sent as f64 / 1000.0;
            // Half of the first step, because nobody knows when in it the growth began.
            let (time, count) = self.growing.map_or((step / 2.0, 1), |(t, n)| (t + step, n + 1));
            self.growing = Some((time, count));
            if time > PATIENCE && count > 1 && self.slope >= before {
                self.growing = Some((0.0, 0));
                self.usage = Usage::Over;
            }
        } else {
            self.growing = None;
            self.usage = if weighed < -self.threshold {
                Usage::Under
            } else {
                Usage::Normal
            };
        }
        self.adapt(weighed.abs(), difference.at);
    }

    fn adapt(&mut self, weighed: f64, now: i64) {
        let last = self.adapted.replace(now).unwrap_or(now);
        if weighed > self.threshold + LEAP {
            return;
        }
        let rate = if weighed < self.threshold { DOWN } else { UP };
        let elapsed = ((now - last) as f64 / 1000.0).clamp(0.0, 100.0);
        self.threshold += rate * (weighed - self.threshold) * elapsed;
        self.threshold = self.threshold.clamp(*THRESHOLD.start(), *THRESHOLD.end());
    }
}

/// Slope of the line with the least squares.
fn slope(points: &VecDeque<(f64, f64)>) -> Option<f64> {
    let count = points.len() as f64;
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
    let (x, y) = (x / count, y / count);
    let (over, under) = points.iter().fold((0.0, 0.0), |(over, under), point| {
        (
            over + (point.0 - x) * (point.1 - y),
            under + (point.0 - x).powi(2),
        )
    });
    (under > 0.0).then(|| over / under)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups 10 ms apart that arrive `arrived` microseconds apart.
    fn after(trend: &mut Trend, groups: i64, arrived: i64) -> Usage {
        let begin = trend.begin.map_or(0, |at| {
            at + trend.points.back().map_or(0, |p| (p.0 * 1000.0) as i64)
        });
        for group in 1..=groups {
            trend.update(Difference {
                sent: 10_000,
                arrived,
                at: begin + group * arrived,
            });
        }
        trend.usage()
    }

    #[test]
    fn a_growing_and_an_emptying_queue_are_noticed() {
        let mut trend = Trend::default();
        assert_eq!(after(&mut trend, 60, 10_000), Usage::Normal);
        assert_eq!(after(&mut trend, 20, 11_500), Usage::Over);
        assert_eq!(after(&mut trend, 60, 8_500), Usage::Under);
        assert_eq!(after(&mut trend, 60, 10_000), Usage::Normal);
    }

    #[test]
    fn a_full_queue_is_not_a_growing_one() {
        let mut trend = Trend::default();
        after(&mut trend, 60, 10_000);
        after(&mut trend, 20, 13_000);
        assert_eq!(after(&mut trend, 60, 10_000), Usage::Normal);
    }
}
