//! The queue that stands on the way: lowering the rate a little below what gets through leaves a full queue
//! full for many seconds, so for a moment much less is sent.

/// The shortest delay is remembered for one to two of these times (microseconds).
const MEMORY: i64 = 10_000_000;
/// A queue longer than the first is emptied down to the second.
const LONG: i64 = 60_000;
const SHORT: i64 = 25_000;
/// What is sent meanwhile, as a part of what gets through.
const PART: f64 = 0.6;
/// A queue that does not empty in this time is not ours, and left alone for a while.
const PATIENCE: i64 = 2_000_000;
const PAUSE: i64 = 10_000_000;

/// Knows the queue and empties it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// The shortest delays of this time and of the one before it, on the receiver's clock.
    shortest: Option<(i64, i64)>,
    turned: i64,
    since: Option<i64>,
    rest: i64,
    long: bool,
}

impl Queue {
    /// Whether a queue stands, growing or not.
    pub(super) fn is_long(&self) -> bool {
        self.long
    }

    /// The shortest delay among the packets of a feedback, and whether the queue grows; gives the part of
    /// what gets through that may be sent, if that is limited.
    pub(super) fn update(&mut self, delay: i64, grows: bool, now: i64) -> Option<f64> {
        let (mut present, mut before) = self.shortest.unwrap_or((delay, delay));
        if now - self.turned > MEMORY {
            (present, before, self.turned) = (delay, present, now);
        }
        present = present.min(delay);
        self.shortest = Some((present, before));
        let queue = delay - present.min(before);
        self.long = queue > LONG;
        match self.since {
            None if grows && self.long && now >= self.rest => self.since = Some(now),
            Some(_) if queue < SHORT => self.since = None,
            Some(since) if now - since > PATIENCE => {
                self.since = None;
                self.rest = now + PAUSE;
            }
            _ => {}
        }
        self.since.map(|_| PART)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_queue_is_emptied_and_one_that_stays_is_left_alone() {
        let mut queue = Queue::default();
        let mut at = |second: i64, delay: i64, grows| queue.update(delay, grows, second * 1_000_000);
        assert_eq!(at(0, 5_000, false), None);
        assert_eq!(at(1, 90_000, false), None);
        assert_eq!(at(2, 90_000, true), Some(PART));
        assert_eq!(at(3, 50_000, false), Some(PART));
        assert_eq!(at(4, 20_000, false), None);
        assert_eq!(at(5, 90_000, true), Some(PART));
        assert_eq!(at(8, 90_000, true), None);
        assert_eq!(at(9, 90_000, true), None);
    }

    #[test]
    fn a_way_that_became_longer_is_no_queue_for_long() {
        let mut queue = Queue::default();
        let mut update = |second: i64| {
            let delay = if second < 5 { 5_000 } else { 90_000 };
            queue.update(delay, second >= 5, second * 1_000_000).is_some()
        };
        let limited = (0..60).filter(|second| update(*second)).count();
        assert!(limited <= 6, "{limited}");
    }
}
