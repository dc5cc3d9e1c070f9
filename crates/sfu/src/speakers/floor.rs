//! The level at which a voice is silent: every microphone and every room has its own noise.

use super::UNIT;

/// Packets of the first look at a voice: three seconds. A sound that has not dipped in that time is no
/// speech.
const FIRST: u16 = 150;
/// Packets after which the floor is looked at again: 15 seconds, as in Jitsi's implementation.
const WINDOW: u16 = 750;
/// As long as a voice is new its floor is not thought higher, because it may have begun amid a word.
const NEW: u8 = 82;

/// The noise of a voice. It falls at once and rises slowly.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Floor {
    /// 0 while only digital silence has been heard.
    level: u8,
    /// The quietest since the floor was set last.
    lowest: Option<u8>,
    /// Packets since then.
    packets: u16,
    /// The first look is over.
    settled: bool,
}

impl Floor {
    /// A packet with this level (0 silence to 127 loudest). Digital silence says nothing about the room.
    pub(super) fn hear(&mut self, level: u8) {
        if level == 0 {
            return;
        }
        if self.level == 0 {
            self.set(level.min(NEW));
        } else if level < self.level {
            self.settled = true;
            self.set(level);
        }
        self.lowest = Some(self.lowest.map_or(level, |lowest| lowest.min(level)));
        self.packets += 1;
        let window = if self.settled { WINDOW } else { FIRST };
        if self.packets >= window {
            let lowest = self.lowest.unwrap_or(self.level);
            // The geometric mean stays nearer to the old floor than the arithmetic.
            let middle = (u16::from(self.level) * u16::from(lowest)).isqrt() as u8;
            let level = if self.settled { middle } else { lowest };
            self.settled = true;
            self.set(level);
        }
    }

    fn set(&mut self, level: u8) {
        self.level = level;
        self.lowest = None;
        self.packets = 0;
    }

    /// The level if it is clearly above the noise, else 0.
    pub(super) fn above(&self, level: u8) -> u8 {
        if level >= self.level.saturating_add(UNIT) {
            level
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(levels: impl IntoIterator<Item = u8>) -> Floor {
        let mut floor = Floor::default();
        levels.into_iter().for_each(|level| floor.hear(level));
        floor
    }

    #[test]
    fn steady_noise_is_silence_from_its_first_packet_on() {
        assert_eq!(after([75]).above(76), 0);
        assert_eq!(after([75]).above(85), 85);
    }

    #[test]
    fn a_voice_that_begins_amid_a_word_is_heard_and_its_first_pause_sets_the_floor() {
        assert_eq!(after([110; 20]).above(100), 100);
        assert_eq!(after([110, 105, 60, 100]).above(71), 71);
    }

    #[test]
    fn loud_noise_that_never_dips_is_known_after_three_seconds() {
        assert_eq!(after([100; 149]).above(101), 101);
        assert_eq!(after([100; 150]).above(101), 0);
    }

    #[test]
    fn the_floor_rises_when_the_room_gets_louder() {
        let minutes = std::iter::repeat_n(80, 8 * usize::from(WINDOW));
        let floor = after([40].into_iter().chain(minutes));
        assert_eq!(floor.above(83), 0);
    }

    #[test]
    fn digital_silence_is_no_floor() {
        assert_eq!(after([0, 0, 70, 0, 0]).above(75), 0);
    }
}
