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
    /// When packets came, and their bytes.
    bytes: Vec<(Instant, usize)>,
}

impl Voice {
    /// A packet came, which carries one piece of sound or, if it is `redundant`, some earlier ones as well.
    pub(crate) fn packet(&mut self, payload: &[u8], redundant: bool, now: Instant) {
        self.bytes.push((now, payload.len()));
        let (mut sizes, mut at) = (Vec::new(), 0);
        while redundant && payload[at] & 0x80 != 0 {
            sizes.push(usize::from(
                u16::from_be_bytes([payload[at + 2], payload[at + 3]]) & 0x3FF,
            ));
            at += 4;
        }
        let mut blocks = &payload[at + usize::from(redundant)..];
        for size in sizes {
            let block;
            (block, blocks) = blocks.split_at(size);
            self.take(Mark::read(block, false).expect("marked sound"), now);
        }
        self.take(Mark::read(blocks, false).expect("marked sound"), now);
    }

    /// A piece of sound came.
    fn take(&mut self, mark: Mark, now: Instant) {
        self.packets.entry(mark.number).or_insert((mark.made, now));
    }

    /// Bytes a second that came between two moments.
    pub(crate) fn rate(&self, from: Instant, to: Instant) -> usize {
        let within = self.bytes.iter().filter(|(at, _)| (from..to).contains(at));
        (within.map(|(_, bytes)| *bytes).sum::<usize>() as f64 / (to - from).as_secs_f64()) as usize
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
