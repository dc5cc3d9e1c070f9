//! Spreads what leaves over time: a leaky bucket a subscriber, so that a picture does not hit a short queue
//! in one go.

use std::time::{Duration, Instant};

/// Packets leave this much faster than the rate, so that the pacer never holds back for long.
const FACTOR: f64 = 2.5;
/// A burst lasts this long at that speed.
const BURST: Duration = Duration::from_millis(5);
/// Packets of one frame that leave in one go save system calls, as long as they last no longer than this.
const TOGETHER: usize = 8 * 1200;
const LONGEST: Duration = Duration::from_millis(20);
/// A packet always may leave.
const PACKET: usize = 1200;
/// What of the rate is left over can be saved up for so long, and what was too much is remembered as long.
const SAVED: Duration = Duration::from_millis(500);
/// Sound is not held back but counted; it does not hold back pictures for longer than this.
const DEBT: Duration = Duration::from_millis(50);

/// When bytes may leave.
#[derive(Debug, Default)]
pub struct Pacer {
    /// Bytes that may leave; less than nothing after a packet was larger than the rest.
    level: f64,
    /// Bytes a second, and when the level was counted.
    speed: f64,
    counted: Option<Instant>,
    /// Bytes that the rate left over lately; less than nothing where more than it was sent.
    spare: f64,
    spared: Option<Instant>,
}

impl Pacer {
    /// Bytes that may leave now at a target of `rate` bits a second. While this is not 0, a packet may be
    /// sent even if it is larger.
    pub fn budget(&mut self, now: Instant, rate: u64) -> usize {
        self.speed = FACTOR * rate.max(1) as f64 / 8.0;
        let burst = self.burst();
        let elapsed = self
            .counted
            .map(|at| now.saturating_duration_since(at).as_secs_f64());
        self.counted = Some(now);
        self.level = elapsed.map_or(burst, |elapsed| (self.level + elapsed * self.speed).min(burst));
        self.level.max(0.0) as usize
    }

    /// Whether all that was sent lately leaves something over at a target of `rate` bits a second: while it does not,
    /// what can be done without is not sent.
    pub fn has_spare(&mut self, now: Instant, rate: u64) -> bool {
        let second = rate as f64 / 8.0;
        let most = second * SAVED.as_secs_f64();
        let elapsed = self
            .spared
            .map(|at| now.saturating_duration_since(at).as_secs_f64());
        self.spared = Some(now);
        self.spare = elapsed.map_or(most, |elapsed| (self.spare + elapsed * second).clamp(-most, most));
        self.spare > 0.0
    }

    /// Bytes have left, asked for or not.
    pub fn spent(&mut self, bytes: usize) {
        self.spare -= bytes as f64;
        let debt = self.speed * DEBT.as_secs_f64();
        self.level = (self.level - bytes as f64).max(-debt.max(PACKET as f64));
    }

    /// When a whole burst may leave.
    pub fn next(&self, now: Instant) -> Instant {
        let Some(counted) = self.counted else { return now };
        let missing = self.burst() - self.level;
        if missing <= 0.0 || self.speed <= 0.0 {
            return now;
        }
        // A nanosecond more, so that rounding never wakes too early.
        let wait = Duration::from_secs_f64(missing / self.speed) + Duration::from_nanos(1);
        (counted + wait).max(now)
    }

    fn burst(&self) -> f64 {
        let together = (TOGETHER as f64).min(self.speed * LONGEST.as_secs_f64());
        let short = self.speed * BURST.as_secs_f64();
        short.max(together).max(PACKET as f64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_frame_leaves_in_bursts_of_about_eight_packets() {
        let now = Instant::now();
        let mut pacer = Pacer::default();
        assert_eq!(pacer.budget(now, 3_000_000), 9600);
        pacer.spent(9600);
        assert_eq!(pacer.budget(now, 3_000_000), 0);
        let next = pacer.next(now);
        assert_eq!((next - now).as_millis(), 10);
        assert!(pacer.budget(next, 3_000_000) >= 9599);
    }

    #[test]
    fn a_slow_way_gets_packet_by_packet_and_sound_is_never_held() {
        let now = Instant::now();
        let mut pacer = Pacer::default();
        assert_eq!(pacer.budget(now, 100_000), 1200);
        for _ in 0..50 {
            pacer.spent(1200);
        }
        assert!(pacer.next(now) - now < Duration::from_millis(150));
    }

    proptest! {
        #[test]
        fn no_second_carries_more_than_its_share(
            rate in 30_000..10_000_000u64, pauses in prop::collection::vec(0..50_000u64, 1..300),
        ) {
            let begin = Instant::now();
            let (mut now, mut pacer, mut bytes) = (begin, Pacer::default(), 0);
            for pause in pauses {
                now += Duration::from_micros(pause);
                while pacer.budget(now, rate) > 0 {
                    pacer.spent(1200);
                    bytes += 1200;
                }
            }
            let share = FACTOR * rate as f64 / 8.0 * (now - begin).as_secs_f64();
            prop_assert!(bytes as f64 <= share + pacer.burst() + 1200.0);
        }
    }
}
