//! Packets that a publisher sent and we did not get: asked for again at most ten times, then given up
//! for a keyframe.

use std::ops::Range;
use std::time::{Duration, Instant};

/// A packet may come this much out of order before it counts as lost.
const REORDERING: Duration = Duration::from_millis(10);
/// Between two requests for the same packet while the round trip is not known, and at least.
const INTERVAL: Duration = Duration::from_millis(40);
/// And at most, so that a page that answers late does not lose its packets for good.
const LONGEST: Duration = Duration::from_millis(400);
/// A repeat may take this much longer than a round trip.
const SLACK: Duration = Duration::from_millis(15);
/// Requests for one packet.
const TRIES: u8 = 10;
/// Packets asked for at once; with more missing a keyframe is cheaper.
const MAX_MISSING: usize = 1000;

#[derive(Debug, Clone, Copy)]
struct Gap {
    sequence: i64,
    due: Instant,
    tries: u8,
}

/// The missing packets of one encoding, ascending.
#[derive(Debug, Default)]
pub(crate) struct Missing {
    gaps: Vec<Gap>,
}

impl Missing {
    /// These sequence numbers were jumped over.
    pub(crate) fn gap(&mut self, sequences: Range<i64>, now: Instant) {
        let due = now + REORDERING;
        self.gaps.extend(sequences.map(|sequence| Gap {
            sequence,
            due,
            tries: 0,
        }));
    }

    /// A packet came after all.
    pub(crate) fn received(&mut self, sequence: i64) {
        if let Ok(at) = self.gaps.binary_search_by_key(&sequence, |gap| gap.sequence) {
            self.gaps.remove(at);
        }
    }

    /// Nothing is asked for any more.
    pub(crate) fn clear(&mut self) {
        self.gaps.clear();
    }

    /// Collects what is to be asked for now, each again only when the repeat has had time to come; `true` if
    /// packets were given up, so that only a keyframe helps.
    pub(crate) fn due(&mut self, now: Instant, round_trip: Option<Duration>, ask: &mut Vec<u16>) -> bool {
        let interval = round_trip.map_or(INTERVAL, |trip| (trip + SLACK).clamp(INTERVAL, LONGEST));
        if self.gaps.len() > MAX_MISSING {
            self.gaps.clear();
            return true;
        }
        let before = self.gaps.len();
        self.gaps.retain(|gap| gap.tries < TRIES || gap.due > now);
        for gap in self.gaps.iter_mut().filter(|gap| gap.due <= now) {
            gap.due = now + interval;
            gap.tries += 1;
            ask.push(gap.sequence as u16);
        }
        self.gaps.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_is_asked_for_ten_times_and_then_given_up() {
        let mut missing = Missing::default();
        let mut now = Instant::now();
        missing.gap(65_535..65_538, now);
        missing.received(65_536);
        let (mut asked, mut rounds) = (Vec::new(), 0);
        assert!(!missing.due(now, None, &mut asked) && asked.is_empty());
        now += REORDERING;
        while !missing.due(now, None, &mut asked) {
            assert_eq!(asked, [65_535, 1]);
            asked.clear();
            rounds += 1;
            now += INTERVAL;
        }
        assert_eq!(rounds, 10);
        assert!(asked.is_empty());
    }

    #[test]
    fn a_packet_is_not_asked_for_again_before_its_repeat_can_have_come() {
        let mut missing = Missing::default();
        let start = Instant::now();
        missing.gap(7..8, start);
        let trip = Some(Duration::from_millis(300));
        let mut asked = Vec::new();
        for step in 0..=40 {
            missing.due(
                start + REORDERING + Duration::from_millis(step * 20),
                trip,
                &mut asked,
            );
        }
        assert_eq!(asked.len(), 3, "at 0, 320 and 640 ms");
    }
}
