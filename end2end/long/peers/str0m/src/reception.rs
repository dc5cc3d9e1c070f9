//! What came so far.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::arrivals::Arrivals;

/// Sound in a packet, as browsers send it.
const PACKET: Duration = Duration::from_millis(20);

/// The level of silence (RFC 6464 §3), in decibels below the loudest.
const SILENCE: i8 = -127;

/// What is told each second; the same figures for every client of the long run (`end2end/support/call.ts`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Reading {
    /// Every state of the connection so far, in the words of `RTCPeerConnectionState`.
    pub(crate) states: Vec<&'static str>,
    /// Whole pictures that a decoder could have shown.
    pub(crate) frames: u64,
    /// The longest time without one since it was told last, in milliseconds.
    pub(crate) gap: u64,
    /// Energy of the sound as its packets declare it, 1 being a second as loud as can be; silence has none.
    pub(crate) energy: f64,
    /// Packets of media.
    pub(crate) received: u64,
    /// Those that did not come.
    pub(crate) lost: u64,
}

/// Counts it.
#[derive(Debug, Default)]
pub(crate) struct Reception {
    states: Vec<&'static str>,
    frames: u64,
    last: Option<Instant>,
    longest: Duration,
    energy: f64,
    /// Packets of media.
    pub(crate) packets: Arrivals,
}

impl Reception {
    /// The connection is in this state; it may be said more than once.
    pub(crate) fn state(&mut self, state: &'static str) {
        if self.states.last() != Some(&state) {
            self.states.push(state);
        }
    }

    /// A picture that can be shown is whole.
    pub(crate) fn picture(&mut self, now: Instant) {
        self.pause(now);
        self.frames += 1;
        self.last = Some(now);
    }

    /// A packet of sound came that says it is so loud, in decibels below the loudest (RFC 6464). A client without a
    /// decoder has to take that word for it; a packet without one counts as silence.
    pub(crate) fn sound(&mut self, level: Option<i8>) {
        if let Some(level) = level.filter(|level| *level > SILENCE) {
            self.energy += 10_f64.powf(f64::from(level) / 10.0) * PACKET.as_secs_f64();
        }
    }

    /// Keeps the longest time between two pictures; it counts from the first one on.
    fn pause(&mut self, now: Instant) {
        if let Some(last) = self.last {
            self.longest = self.longest.max(now.saturating_duration_since(last));
        }
    }

    /// What is told now.
    pub(crate) fn read(&mut self, now: Instant) -> Reading {
        self.pause(now);
        Reading {
            states: self.states.clone(),
            frames: self.frames,
            gap: u64::try_from(std::mem::take(&mut self.longest).as_millis()).unwrap_or(u64::MAX),
            energy: self.energy,
            received: self.packets.received(),
            lost: self.packets.lost(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reception;
    use std::time::{Duration, Instant};

    #[test]
    fn only_what_can_be_heard_has_energy() {
        let mut reception = Reception::default();
        reception.sound(None);
        reception.sound(Some(-127));
        assert_eq!(reception.read(Instant::now()).energy, 0.0);
        reception.sound(Some(0));
        reception.sound(Some(-10));
        assert!((reception.read(Instant::now()).energy - 0.022).abs() < 1e-9);
    }

    #[test]
    fn the_longest_pause_is_told_once_even_while_it_lasts() {
        let begin = Instant::now();
        let at = |millis| begin + Duration::from_millis(millis);
        let mut reception = Reception::default();
        assert_eq!(reception.read(at(500)).gap, 0, "before the first picture");
        reception.picture(at(1_000));
        reception.picture(at(1_300));
        reception.picture(at(1_400));
        assert_eq!(reception.read(at(1_500)).gap, 300);
        assert_eq!(reception.read(at(3_000)).gap, 1_600);
        reception.picture(at(3_100));
        assert_eq!(reception.read(at(3_100)).gap, 1_700);
        assert_eq!(reception.read(at(3_150)).frames, 4);
    }

    #[test]
    fn a_state_is_told_when_it_changes() {
        let mut reception = Reception::default();
        let states = [
            "connecting",
            "connected",
            "connected",
            "disconnected",
            "connected",
        ];
        states.into_iter().for_each(|state| reception.state(state));
        let told = reception.read(Instant::now()).states;
        assert_eq!(told, ["connecting", "connected", "disconnected", "connected"]);
    }
}
