//! How active a voice was in the last frame, the last tenth of a second and the last second, and how
//! likely that makes it speech (Volfin and Cohen, "Dominant speaker identification for multipoint
//! videoconferencing", 2012).
//!
//! The paper looks at sub-bands of a spectrum; like Jitsi's and mediasoup's implementations this one has
//! only levels and counts their units instead. The constants are those of these implementations.

use std::f64::consts::LN_2;

use super::frames::Step;
use super::{SPEECH, UNIT};

/// Units of loudness in a frame.
const N1: u8 = 13;
/// Frames in a block.
const N2: u8 = 5;
/// Blocks in the long time.
const N3: u8 = 10;
/// Rates of the exponential distribution of activity without speech, for the three time scales.
const LAMBDA: [f64; 3] = [0.78, 24.0, 47.0];
/// No score is below this, so that scores can be compared by their ratio.
const LEAST: f64 = 1e-10;

/// The last frames of a voice.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct History {
    /// One bit a frame, the newest lowest: loud enough for speech.
    frames: u64,
    /// Level of the newest frame above its floor.
    newest: u8,
}

impl History {
    /// A packet whose level above the floor is given.
    pub(super) fn push(&mut self, step: Step, level: u8) {
        let bit = u64::from(level >= SPEECH);
        self.frames = shifted(self.frames, step.silent);
        for _ in 0..step.sound {
            self.frames = shifted(self.frames, 1) | bit;
        }
        self.newest = if step.sound > 0 {
            level
        } else {
            self.newest.max(level)
        };
        self.frames |= bit;
    }

    /// As it stands when so many frames are missing.
    pub(super) fn activity(&self, missing: u32) -> Activity {
        let frames = shifted(self.frames, missing);
        let block = |n: u8| (frames >> (n * N2)) & ((1 << N2) - 1);
        Activity {
            immediate: if missing == 0 { self.newest / UNIT } else { 0 },
            medium: block(0).count_ones() as u8,
            long: (0..N3)
                .map(|n| u8::from(block(n).count_ones() == u32::from(N2)))
                .sum(),
            loud: (frames & ((1 << (N2 * N3)) - 1)).count_ones() as u8,
        }
    }
}

fn shifted(frames: u64, by: u32) -> u64 {
    frames.checked_shl(by).unwrap_or(0)
}

/// Counts of what was active.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Activity {
    /// Units of loudness of the newest frame, 0 to 12.
    pub immediate: u8,
    /// Loud frames of the newest block, 0 to 5.
    pub medium: u8,
    /// Blocks without a quiet frame in the last second, 0 to 10.
    pub long: u8,
    /// Loud frames of the last second, 0 to 50.
    pub loud: u8,
}

impl Activity {
    /// How much likelier the counts are with speech than without, at the three time scales.
    pub(super) fn scores(&self) -> [f64; 3] {
        [
            score(self.immediate, N1, LAMBDA[0]),
            score(self.medium, N2, LAMBDA[1]),
            score(self.long, N3, LAMBDA[2]),
        ]
    }
}

/// The logarithm of the ratio of two likelihoods: `count` of `of` by chance one in two when there is
/// speech, exponentially distributed when there is none.
fn score(count: u8, of: u8, lambda: f64) -> f64 {
    let speech = ln_choose(of, count) - f64::from(of) * LN_2;
    let none = lambda.ln() - lambda * f64::from(count);
    (speech - none).max(LEAST)
}

/// The logarithm of the number of ways to choose `count` of `of`.
fn ln_choose(of: u8, count: u8) -> f64 {
    let ways = (0..count).fold(1.0, |ways, n| ways * f64::from(of - n) / f64::from(n + 1));
    ways.ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(levels: &[u8]) -> History {
        let mut history = History::default();
        for level in levels {
            history.push(Step { silent: 0, sound: 1 }, *level);
        }
        history
    }

    fn activity(immediate: u8, medium: u8, long: u8, loud: u8) -> Activity {
        Activity {
            immediate,
            medium,
            long,
            loud,
        }
    }

    #[test]
    fn a_second_of_speech_fills_all_counts_and_fades_with_what_is_missing() {
        let speech = after(&[100; 60]);
        assert_eq!(speech.activity(0), activity(10, 5, 10, 50));
        assert_eq!(speech.activity(2), activity(0, 3, 9, 48));
        assert_eq!(speech.activity(25), activity(0, 0, 5, 25));
        assert_eq!(speech.activity(1000), activity(0, 0, 0, 0));
    }

    #[test]
    fn a_block_counts_only_if_every_frame_of_it_is_loud() {
        assert_eq!(
            after(&[100, 100, 70, 100, 100, 100]).activity(0),
            activity(10, 4, 0, 5)
        );
    }

    #[test]
    fn scores_are_those_of_the_published_constants() {
        let close = |a: f64, b: f64| (a - b).abs() < 0.005;
        assert!(close(score(9, N1, LAMBDA[0]), 4.83));
        assert!(close(score(1, N2, LAMBDA[1]), 18.97));
        assert!(close(score(10, N3, LAMBDA[2]), 459.22));
        assert!(activity(3, 0, 0, 0).scores().iter().all(|score| *score <= LEAST));
    }

    proptest! {
        #[test]
        fn counts_stay_within_their_bounds_and_scores_are_finite(
            packets in prop::collection::vec((0u32..80, 0u32..7, 0u8..=127), 0..200),
            missing in 0u32..100,
        ) {
            let mut history = History::default();
            for (silent, sound, level) in packets {
                history.push(Step { silent, sound }, level);
            }
            let activity = history.activity(missing);
            prop_assert!(activity.immediate < N1 && activity.medium <= N2 && activity.long <= N3);
            prop_assert!(activity.loud <= N2 * N3 && activity.long * N2 <= activity.loud);
            prop_assert!(activity.scores().iter().all(|score| score.is_finite() && *score >= LEAST));
        }
    }
}
