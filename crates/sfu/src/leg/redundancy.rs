//! How much of the sound before it every packet of sound repeats (RFC 2198), so that a listener behind a lossy
//! way misses next to nothing: nobody pays for it who loses nothing.

use std::time::{Duration, Instant};

/// Repeats of one piece of sound at most; with more it would come too late to be played.
pub(crate) const MOST: usize = 2;
/// Loss from which on everything is repeated once, and twice. Of what is lost at random, the same share is
/// lost again: one repeat leaves a hundredth of 10 %, two leave a thousandth.
const LOSSES: [f64; MOST] = [0.01, 0.04];
/// Loss must last so long: a way that has just become narrow loses for a moment, and more sound would only
/// make it lose more.
const LASTING: Duration = Duration::from_secs(1);
/// Loss counts as gone below this part of what it began with, …
const GONE: f64 = 0.5;
/// … and after this time.
const CALM: Duration = Duration::from_secs(10);

/// How often sound is repeated.
#[derive(Debug, Default)]
pub(crate) struct Redundancy {
    repeats: usize,
    /// Since when more are needed.
    lossy: Option<Instant>,
    /// Since when fewer would do.
    calm: Option<Instant>,
}

impl Redundancy {
    /// Repeats of one piece of sound, 0 to [`MOST`].
    pub(crate) fn repeats(&self) -> usize {
        self.repeats
    }

    /// Chooses anew by the share of packets lost lately; no more than `affordable` are ever made, because
    /// where little gets through, more of it is lost.
    pub(crate) fn choose(&mut self, loss: f64, affordable: usize, now: Instant) {
        let needed = |part: f64| LOSSES.iter().filter(|least| loss >= **least * part).count();
        let (more, enough) = (needed(1.0), needed(GONE));
        if more <= self.repeats {
            self.lossy = None;
        } else if now.saturating_duration_since(*self.lossy.get_or_insert(now)) >= LASTING {
            (self.repeats, self.lossy) = (more, None);
        }
        if enough >= self.repeats {
            self.calm = None;
        } else if now.saturating_duration_since(*self.calm.get_or_insert(now)) >= CALM {
            (self.repeats, self.calm) = (enough, None);
        }
        self.repeats = self.repeats.min(affordable);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_that_lasts_is_answered_and_calm_after_a_while() {
        let mut redundancy = Redundancy::default();
        let start = Instant::now();
        for (second, loss, repeats) in [
            (0, 0.0, 0),
            (1, 0.005, 0),
            (2, 0.02, 0),
            (3, 0.02, 1),
            (4, 0.10, 1),
            (5, 0.10, 2),
            (6, 0.01, 2),
            (15, 0.01, 2),
            (16, 0.01, 1),
            (17, 0.004, 1),
            (20, 0.006, 1),
            (21, 0.0, 1),
            (31, 0.0, 0),
        ] {
            redundancy.choose(loss, MOST, start + Duration::from_secs(second));
            assert_eq!(redundancy.repeats(), repeats, "second {second}");
        }
    }

    #[test]
    fn what_cannot_be_afforded_is_not_repeated() {
        let mut redundancy = Redundancy::default();
        let now = Instant::now();
        let mut lossy = |affordable| {
            redundancy.choose(0.2, affordable, now);
            redundancy.choose(0.2, affordable, now + LASTING);
            redundancy.repeats()
        };
        assert_eq!([lossy(1), lossy(0), lossy(MOST)], [1, 0, MOST]);
    }
}
