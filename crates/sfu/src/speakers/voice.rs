//! What is known of one voice.

use std::time::{Duration, Instant};

use super::activity::{Activity, History};
use super::floor::Floor;
use super::frames::{FrameClock, Step};
use super::{LOUDEST_LEVEL, SPEECH};

/// A voice speaks on for this long after its last loud packet: pauses between words are not an end.
const HANGOVER: Duration = Duration::from_millis(800);
/// A voice without packets for this long is silent. Jitsi's bridge lets a level expire after 150 ms; that
/// is less than a page on a bad radio link makes wait, and the place would be another's.
const EXPIRY: Duration = Duration::from_millis(500);
/// A voice that was not loud for this long does not matter: longer than the hangover and than the second
/// that the dominant speaker is chosen by.
const LATELY: Duration = Duration::from_millis(1200);
/// What another shard told of a voice counts as present for this long; newer comes every 20 ms.
const TOLD: Duration = Duration::from_millis(100);
/// Frames in which strength follows a change: two and a half seconds.
const PATIENCE: u16 = 128;
/// After so many silent frames nothing of any strength is left.
const FADED: u32 = 1000;

/// How loud one source is and was.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Voice {
    /// Smoothed loudness times 256.
    smooth: u16,
    /// Loudness above the floor over the last seconds, times 256.
    strength: u16,
    floor: Floor,
    history: History,
    clock: FrameClock,
    spoke: Option<Instant>,
    /// Its room knows that it matters.
    listed: bool,
    /// The moment of which its own shard told all this, if that is another one.
    told: Option<Instant>,
}

impl Voice {
    /// A packet with this RFC 6464 level (0 loudest, 127 silence) and media time at 48 kHz.
    pub(crate) fn hear(&mut self, level: Option<u8>, timestamp: u32, now: Instant) {
        let Some(step) = self.clock.packet(timestamp, now) else {
            return;
        };
        let level = LOUDEST_LEVEL - level.unwrap_or(LOUDEST_LEVEL).min(LOUDEST_LEVEL);
        self.floor.hear(level);
        let above = self.floor.above(level);
        self.history.push(step, above);
        self.strength = strengthened(self.strength, step, above);
        let loud = u16::from(level) << 8;
        // Rises in three packets, falls in about twenty.
        self.smooth = if loud > self.smooth {
            self.smooth + (loud - self.smooth) / 2
        } else {
            self.smooth - (self.smooth - loud) / 16
        };
        if self.loudness(now) >= SPEECH && above >= SPEECH {
            self.spoke = Some(now);
        }
    }

    /// Takes over what its own shard told of it, as of a moment.
    pub(crate) fn learn(&mut self, voice: Self, told: Instant) {
        *self = Self {
            listed: self.listed,
            told: Some(told),
            ..voice
        };
    }

    /// The moment it is looked at: of a voice that is told of, the last it was told of, or else it would seem to fall
    /// silent between two letters.
    fn moment(&self, now: Instant) -> Instant {
        let fresh = |told: &Instant| now.saturating_duration_since(*told) < TOLD;
        self.told.filter(fresh).unwrap_or(now)
    }

    /// 0 silence to 127 loudest, now.
    pub(crate) fn loudness(&self, now: Instant) -> u8 {
        let heard = self.clock.heard();
        let now = self.moment(now);
        let fresh = heard.is_some_and(|at| now.saturating_duration_since(at) < EXPIRY);
        if fresh { (self.smooth >> 8) as u8 } else { 0 }
    }

    /// 0 silence to 127 loudest, over the last seconds: a cough makes nobody strong.
    pub(crate) fn strength(&self, now: Instant) -> u8 {
        let silent = self.clock.missing(self.moment(now));
        let step = Step { silent, sound: 0 };
        (strengthened(self.strength, step, 0) >> 8) as u8
    }

    /// What the dominant speaker is chosen by.
    pub(crate) fn activity(&self, now: Instant) -> Activity {
        self.history.activity(self.clock.missing(self.moment(now)))
    }

    /// Speaks, or spoke a moment ago.
    pub(crate) fn speaks(&self, now: Instant) -> bool {
        let now = self.moment(now);
        self.spoke
            .is_some_and(|at| now.saturating_duration_since(at) < HANGOVER)
    }

    /// When it last spoke.
    pub(crate) fn spoke(&self) -> Option<Instant> {
        self.spoke
    }

    /// Sends packets at all.
    pub(crate) fn sends(&self, now: Instant) -> bool {
        let (heard, now) = (self.clock.heard(), self.moment(now));
        heard.is_some_and(|at| now.saturating_duration_since(at) < 2 * EXPIRY)
    }

    /// Whether it is to be put on its room's list of voices heard lately; then it counts as put there.
    pub(crate) fn list(&mut self, screen: bool, now: Instant) -> bool {
        !self.listed && {
            self.listed = self.matters(screen, now);
            self.listed
        }
    }

    /// Whether it may stay on that list; else it counts as taken off.
    pub(crate) fn keep_listed(&mut self, screen: bool, now: Instant) -> bool {
        self.listed = self.matters(screen, now);
        self.listed
    }

    /// Was heard lately; sound of a `screen` need not be loud.
    fn matters(&self, screen: bool, now: Instant) -> bool {
        let since = |at| self.moment(now).saturating_duration_since(at);
        let spoke = self.spoke.is_some_and(|at| since(at) < LATELY);
        spoke || (screen && self.sends(now))
    }

    /// Silent from now on, as if it had never spoken; what is known of its noise stays true.
    pub(crate) fn silence(&mut self) {
        *self = Self {
            floor: self.floor,
            listed: self.listed,
            ..Self::default()
        };
    }
}

/// The strength after a step.
fn strengthened(mut strength: u16, step: Step, level: u8) -> u16 {
    if step.silent >= FADED {
        strength = 0;
    }
    for _ in 0..step.silent.min(FADED) {
        strength -= strength.div_ceil(PATIENCE);
    }
    let goal = u16::from(level) << 8;
    for _ in 0..step.sound {
        if goal > strength {
            strength += (goal - strength) / PATIENCE;
        } else {
            strength -= (strength - goal).div_ceil(PATIENCE);
        }
    }
    strength
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Duration = Duration::from_millis(20);

    /// A voice, and the time after these levels (0 silence to 127 loudest), a frame each.
    fn after(levels: &[u8]) -> (Voice, Instant) {
        let (mut voice, mut now) = (Voice::default(), Instant::now());
        for (n, level) in levels.iter().enumerate() {
            now += FRAME;
            voice.hear(Some(LOUDEST_LEVEL - level), 960 * n as u32, now);
        }
        (voice, now)
    }

    #[test]
    fn a_voice_speaks_from_its_second_loud_packet_until_the_hangover_is_over() {
        let (voice, now) = after(&[50, 110]);
        assert!(!voice.speaks(now), "a click");
        let (voice, now) = after(&[50, 110, 110]);
        assert!(voice.speaks(now));
        assert!(voice.speaks(now + HANGOVER - FRAME));
        assert!(!voice.speaks(now + HANGOVER));
    }

    #[test]
    fn noise_is_not_speech_however_loud() {
        let (voice, now) = after(&[95; 300]);
        assert!(!voice.speaks(now) && voice.strength(now) < 50);
    }

    #[test]
    fn strength_takes_seconds_to_come_and_seconds_to_go() {
        let words = [[50; 5], [110; 5], [110; 5], [110; 5]].concat();
        let talk: Vec<u8> = words.repeat(20);
        let (cough, now) = after(&talk[..20]);
        assert!(cough.strength(now) < 20, "{}", cough.strength(now));
        let (talker, now) = after(&talk);
        assert!(talker.strength(now) > 70, "{}", talker.strength(now));
        assert!(talker.strength(now + HANGOVER) > 45);
        assert_eq!(talker.strength(now + 1000 * FRAME), 0);
    }

    #[test]
    fn a_muted_voice_is_silent_at_once() {
        let (mut voice, now) = after(&[50, 110, 110, 110]);
        voice.silence();
        assert!(!voice.speaks(now));
        assert_eq!(voice.activity(now), Activity::default());
        assert_eq!((voice.loudness(now), voice.strength(now)), (0, 0));
    }

    #[test]
    fn a_voice_is_listed_once_while_it_matters() {
        let (mut voice, now) = after(&[50, 110, 110]);
        assert!(voice.list(false, now));
        assert!(!voice.list(false, now));
        assert!(voice.keep_listed(false, now + HANGOVER));
        assert!(!voice.keep_listed(false, now + LATELY));
        assert!(voice.list(true, now), "sound of a screen");
    }
}
