//! Traffic of others that shares the bottleneck.

use std::time::{Duration, Instant};

use rand::Rng;
use rand::rngs::StdRng;

/// Other traffic: packets of one size at one rate, always or now and then. It does not yield.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cross {
    /// Its rate while it sends.
    pub bits_per_second: u64,
    /// Size of its packets.
    pub packet: usize,
    /// When it sends; without this always.
    pub on_off: Option<OnOff>,
}

/// Means of the times in which traffic sends and rests; each time is drawn between half and one and a half
/// of its mean. It begins with a rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnOff {
    /// Sends.
    pub on: Duration,
    /// Rests.
    pub off: Duration,
}

/// Other traffic at work.
#[derive(Debug)]
pub(crate) struct Source {
    cross: Cross,
    /// When the next packet comes.
    pub(crate) next: Instant,
    /// End of the present time of sending.
    until: Option<Instant>,
}

impl Source {
    pub(crate) fn new(cross: Cross, start: Instant, random: &mut StdRng) -> Self {
        let mut source = Self {
            cross,
            next: start,
            until: None,
        };
        source.rest(random);
        source
    }

    /// Takes the packet that is due and sets the time of the next.
    pub(crate) fn take(&mut self, random: &mut StdRng) -> usize {
        let bits = self.cross.packet as u64 * 8;
        self.next += Duration::from_nanos(bits * 1_000_000_000 / self.cross.bits_per_second.max(1));
        if self.until.is_some_and(|until| self.next >= until) {
            self.rest(random);
        }
        self.cross.packet
    }

    fn rest(&mut self, random: &mut StdRng) {
        if let Some(OnOff { on, off }) = self.cross.on_off {
            self.next += off.mul_f64(random.random_range(0.5..1.5));
            self.until = Some(self.next + on.mul_f64(random.random_range(0.5..1.5)));
        }
    }
}
