//! What a listener hears of a stream of sound: packets that are there when they are played.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::camera::{Mark, SOUND};

/// Sound is played so long after the fastest packet would have come.
const PLAY_OUT: Duration = Duration::from_millis(60);

/// The ear of one audio slot.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    /// By number: when it was made, since the start, and when it came.
    packets: BTreeMap<u32, (Duration, Instant)>,
}

impl Voice {
    /// A packet came.
    pub(crate) fn take(&mut self, mark: Mark, now: Instant) {
        self.packets.entry(mark.number).or_insert((mark.made, now));
    }

    /// Share of the sound made between two moments that had to be concealed; `start` is the zero of the
    /// times at which packets were made.
    pub(crate) fn concealed(&self, start: Instant, from: Duration, to: Duration) -> f64 {
        let delays = self.packets.values().map(|(made, came)| *came - (start + *made));
        let Some(fastest) = delays.min() else { return 1.0 };
        let in_time = |(made, came): &&(Duration, Instant)| {
            (from..to).contains(made) && *came <= start + *made + fastest + PLAY_OUT
        };
        let played = self.packets.values().filter(in_time).count();
        let made = (to - from).as_secs_f64() / SOUND.as_secs_f64();
        1.0 - (played as f64 / made).min(1.0)
    }
}
