//! The loss-based limit. Loss says that too much is sent only if sending less makes it go away: where
//! radio loses a tenth of everything, halving the rate loses a tenth of half. So when loss rises, what gets
//! through is tried for a moment, and what is then still lost is taken for a property of the way.
//!
//! The bounds of 2 and 10 % are those of draft-ietf-rmcat-gcc-02 §6, counted from that property.

/// Loss is judged over this time at least (microseconds), and this many packets.
const WINDOW: i64 = 250_000;
const PACKETS: u32 = 20;
/// With fewer packets it is judged after this time.
const LONGEST: i64 = 1_000_000;
/// Weight of a window in the smoothed loss, and in what the way loses by itself.
const SMOOTHING: f64 = 0.3;
const FLOOR_SMOOTHING: f64 = 0.1;
/// Below the first the limit rises, above the second it falls; between, after a while.
const FEW: f64 = 0.02;
const MANY: f64 = 0.10;
const WHILE: i64 = 2_000_000;
/// Growth of the limit a second.
const GROWTH: f64 = 1.08;
/// Part of what gets through that is tried.
const TRIED: f64 = 0.85;
/// What was sent before a trial must have got out of the way first.
const SETTLING: i64 = 200_000;
const TRIAL: i64 = 1_000_000;
/// Loss went away if less than this part of it is left.
const LEFT: f64 = 0.6;
/// So little (bits a second) does not make a way lose: what is lost then is a property of it.
const LITTLE: f64 = 100_000.0;
/// A way that loses more than this by itself is not believed.
const MOST: f64 = 0.35;

/// The way at the moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// What the delay allows.
    pub(super) rate: f64,
    /// What gets through.
    pub(super) acknowledged: Option<f64>,
    /// Microseconds.
    pub(super) round_trip: i64,
    /// Microseconds.
    pub(super) now: i64,
}

/// Less is sent to see whether less is lost.
#[derive(Debug)]
struct Trial {
    excess: f64,
    limit: Option<f64>,
    from: i64,
    total: u32,
    lost: u32,
}

/// Loss and the limit that follows from it.
#[derive(Debug, Default)]
pub(super) struct Loss {
    total: u32,
    lost: u32,
    began: Option<i64>,
    smoothed: Option<f64>,
    /// What the way loses however little is sent.
    floor: f64,
    raised_since: Option<i64>,
    limit: Option<f64>,
    trial: Option<Trial>,
}

impl Loss {
    /// Bits a second.
    pub(super) fn limit(&self) -> Option<f64> {
        self.limit
    }

    /// Share of packets lost lately.
    pub(super) fn share(&self) -> f64 {
        self.smoothed.unwrap_or(0.0)
    }

    /// A probe got through at this rate.
    pub(super) fn probed(&mut self, rate: f64) {
        if self.trial.is_none() && self.limit.is_some_and(|limit| limit < rate) {
            self.limit = None;
        }
    }

    /// A packet that counted as lost was only late.
    pub(super) fn found(&mut self) {
        self.lost = self.lost.saturating_sub(1);
    }

    /// News of packets.
    pub(super) fn heard(&mut self, total: u32, lost: u32, way: Way) {
        self.total += total;
        self.lost += lost;
        if let Some(trial) = self.trial.as_mut().filter(|trial| way.now >= trial.from) {
            trial.total += total;
            trial.lost += lost;
        }
        let elapsed = way.now - *self.began.get_or_insert(way.now);
        if self.total == 0 || elapsed < WINDOW || elapsed < LONGEST && self.total < PACKETS {
            return;
        }
        let packets = f64::from(self.total);
        let share = f64::from(self.lost) / packets;
        (self.total, self.lost, self.began) = (0, 0, Some(way.now));
        let smoothed = self.smoothed.map_or(share, |old| old + SMOOTHING * (share - old));
        if self.smoothed.replace(smoothed).is_none() {
            self.floor = smoothed.min(MOST);
        }
        if smoothed < self.floor {
            self.floor += FLOOR_SMOOTHING * (smoothed - self.floor);
        }
        if self.trial.is_some() {
            self.judge_trial(way);
        } else {
            // Two standard deviations of the smoothed loss happen by chance.
            let chance = (self.floor.max(0.01) * (1.0 - self.floor) / (5.0 * packets)).sqrt();
            self.judge(smoothed - self.floor - 2.0 * chance, elapsed, way);
        }
    }

    fn judge(&mut self, excess: f64, elapsed: i64, way: Way) {
        if excess < FEW {
            self.raised_since = None;
            let growth = GROWTH.powf(elapsed as f64 / 1e6);
            // Once it is well above what the delay allows it does not limit anything.
            self.limit = self.limit.map(|l| l * growth).filter(|l| *l < 1.2 * way.rate);
            return;
        }
        let since = *self.raised_since.get_or_insert(way.now);
        let present = self.limit.unwrap_or(way.rate).min(way.rate);
        if present <= LITTLE {
            self.floor = self.share().min(MOST);
            return;
        }
        if excess < MANY && way.now - since < WHILE {
            self.limit = Some(present);
            return;
        }
        self.raised_since = None;
        self.trial = Some(Trial {
            excess: self.share() - self.floor,
            limit: self.limit,
            from: way.now + way.round_trip + SETTLING,
            total: 0,
            lost: 0,
        });
        self.limit = Some(
            way.acknowledged
                .map_or(present, |through| (TRIED * through).clamp(LITTLE, present)),
        );
    }

    fn judge_trial(&mut self, way: Way) {
        let enough = |trial: &mut Trial| {
            let elapsed = way.now - trial.from;
            elapsed >= TRIAL && (trial.total >= PACKETS || elapsed >= 3 * TRIAL)
        };
        let Some(trial) = self.trial.take_if(enough) else {
            return;
        };
        let share = f64::from(trial.lost) / f64::from(trial.total.max(1));
        self.smoothed = Some(share);
        if share - self.floor < LEFT * trial.excess {
            return;
        }
        if share <= MOST {
            self.floor = share;
            self.limit = trial.limit;
        } else {
            self.limit = self.limit.map(|limit| (limit * (1.0 - 0.5 * share)).max(LITTLE));
        }
    }
}
