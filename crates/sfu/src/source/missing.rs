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
/// With more missing a keyframe is cheaper.
const MAX_MISSING: usize = 1000;
/// For one request so many packets must have come, and requests for so many packets may be saved up: on a way that
/// carries hardly anything repeats would push out what is new.
const COST: u32 = 2;
const SAVED: u32 = 250 * COST;
/// A packet that cannot be asked for by then is given up, too.
const OLD: Duration = Duration::from_secs(4);
/// Weight of a new sample in the time that a repeat takes.
const SMOOTHING: u32 = 8;

#[derive(Debug, Clone, Copy)]
struct Gap {
    sequence: i64,
    since: Instant,
    due: Instant,
    /// When it was first asked for, and how often in all.
    asked: Option<Instant>,
    tries: u8,
}

/// The missing packets of one encoding, ascending.
#[derive(Debug)]
pub(crate) struct Missing {
    gaps: Vec<Gap>,
    /// From a request until the repeat.
    takes: Option<Duration>,
    /// What may be asked for, in packets that came.
    credit: u32,
}

impl Default for Missing {
    fn default() -> Self {
        Self {
            gaps: Vec::new(),
            takes: None,
            credit: SAVED,
        }
    }
}

impl Missing {
    /// These sequence numbers were jumped over.
    pub(crate) fn gap(&mut self, sequences: Range<i64>, now: Instant) {
        let due = now + REORDERING;
        self.gaps.extend(sequences.map(|sequence| Gap {
            sequence,
            since: now,
            due,
            asked: None,
            tries: 0,
        }));
    }

    /// A packet came; one that was missing came after all, `repaired` if as a repeat.
    pub(crate) fn received(&mut self, sequence: i64, repaired: bool, now: Instant) {
        self.credit = (self.credit + 1).min(SAVED);
        if self.gaps.is_empty() {
            return;
        }
        if let Ok(at) = self.gaps.binary_search_by_key(&sequence, |gap| gap.sequence) {
            let gap = self.gaps.remove(at);
            // Of one that was asked for several times nobody knows which request was answered: counted from the first it
            // is no less than the truth, so that what takes longer than before is noticed.
            if let Some(asked) = gap.asked.filter(|_| repaired) {
                let sample = now.saturating_duration_since(asked);
                self.takes = Some(match self.takes {
                    Some(takes) => (takes * (SMOOTHING - 1) + sample) / SMOOTHING,
                    None => sample,
                });
            }
        }
    }

    /// Nothing is asked for any more.
    pub(crate) fn clear(&mut self) {
        self.gaps.clear();
    }

    /// Collects what is to be asked for now, each again only when the repeat has had time to come; `true` if
    /// packets were given up, so that only a keyframe helps. `round_trip` counts until it is known how long repeats
    /// take.
    pub(crate) fn due(&mut self, now: Instant, round_trip: Option<Duration>, ask: &mut Vec<u16>) -> bool {
        let interval = self
            .takes
            .or(round_trip)
            .map_or(INTERVAL, |trip| (trip + SLACK).clamp(INTERVAL, LONGEST));
        if self.gaps.len() > MAX_MISSING {
            self.gaps.clear();
            return true;
        }
        let before = self.gaps.len();
        let old = |gap: &Gap| now.saturating_duration_since(gap.since) >= OLD;
        let in_vain = |gap: &Gap| gap.due <= now && (gap.tries == TRIES || old(gap));
        self.gaps.retain(|gap| !in_vain(gap));
        for gap in self.gaps.iter_mut().filter(|gap| gap.due <= now) {
            let Some(left) = self.credit.checked_sub(COST) else {
                break;
            };
            self.credit = left;
            gap.due = now + interval;
            gap.asked.get_or_insert(now);
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
        missing.received(65_536, true, now);
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

    #[test]
    fn how_long_repeats_take_is_learned_from_them() {
        let mut missing = Missing::default();
        let mut now = Instant::now();
        let mut asked = Vec::new();
        for sequence in 0..20 {
            missing.gap(sequence..sequence + 1, now);
            now += REORDERING;
            missing.due(now, None, &mut asked);
            now += Duration::from_millis(30);
            missing.received(sequence, true, now);
        }
        missing.gap(20..21, now);
        now += REORDERING;
        asked.clear();
        // Were it not known, the second request would come after 400 ms.
        for _ in 0..60 {
            missing.due(now, Some(LONGEST), &mut asked);
            now += Duration::from_millis(1);
        }
        assert_eq!(asked.len(), 2, "at 0 and 45 ms");
    }

    #[test]
    fn no_more_is_asked_for_than_half_of_what_comes() {
        let mut missing = Missing::default();
        let (mut now, mut asked) = (Instant::now(), Vec::new());
        // Nine of ten packets are lost, for a minute.
        let mut came = 0;
        for sequence in 0..6_000 {
            now += Duration::from_millis(10);
            if sequence % 10 == 0 {
                missing.received(sequence, false, now);
                came += COST;
            } else {
                missing.gap(sequence..sequence + 1, now);
            }
            missing.due(now, None, &mut asked);
        }
        let most = (SAVED + came / COST) / COST;
        assert!(
            (most - 10..=most).contains(&(asked.len() as u32)),
            "{} of {most}",
            asked.len()
        );
    }

    #[test]
    fn repeats_that_begin_to_take_longer_are_waited_for() {
        let mut missing = Missing::default();
        let mut now = Instant::now();
        let mut asked = Vec::new();
        // 20 ms in the beginning, 300 ms later.
        let mut tries = Vec::new();
        for sequence in 0..100 {
            let takes = if sequence < 50 { 20 } else { 300 };
            missing.gap(sequence..sequence + 1, now);
            now += REORDERING;
            asked.clear();
            for _ in 0..=takes {
                missing.due(now, None, &mut asked);
                now += Duration::from_millis(1);
            }
            missing.received(sequence, true, now);
            (0..4).for_each(|_| missing.received(-1, false, now));
            tries.push(asked.len());
        }
        assert_eq!((tries[49], tries[99]), (1, 1));
    }
}
