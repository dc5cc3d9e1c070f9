//! Who is heard: the loudest voices by RFC 6464 levels, with hysteresis.

use std::time::{Duration, Instant};

/// Louder than this counts as speech (0 silence to 127 loudest), that is −50 dBov.
const SPEECH: u8 = 77;
/// A voice speaks on for this long after its last loud packet: pauses between words are not an end.
const HANGOVER: Duration = Duration::from_millis(800);
/// A voice without packets for this long is silent.
const EXPIRY: Duration = Duration::from_millis(500);
/// How much louder somebody must be to become the dominant speaker while the present one speaks.
const MARGIN: u8 = 6;
/// Levels of a `Speakers` event move by at least this much before it is worth another.
const STEP: u8 = 6;

/// How loud one source is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Voice {
    /// Smoothed loudness times 256.
    smooth: u16,
    heard: Option<Instant>,
    spoke: Option<Instant>,
}

impl Voice {
    /// A packet with this RFC 6464 level (0 loudest, 127 silence).
    pub(crate) fn hear(&mut self, level: Option<u8>, now: Instant) {
        let loud = u16::from(127 - level.unwrap_or(127).min(127)) << 8;
        // Rises in three packets, falls in about twenty.
        self.smooth = if loud > self.smooth {
            self.smooth + (loud - self.smooth) / 2
        } else {
            self.smooth - (self.smooth - loud) / 16
        };
        self.heard = Some(now);
        if self.loudness(now) >= SPEECH && loud >> 8 >= u16::from(SPEECH) {
            self.spoke = Some(now);
        }
    }

    /// 0 silence to 127 loudest.
    pub(crate) fn loudness(&self, now: Instant) -> u8 {
        let fresh = self.heard.is_some_and(|at| now.duration_since(at) < EXPIRY);
        if fresh { (self.smooth >> 8) as u8 } else { 0 }
    }

    /// Speaks, or spoke a moment ago.
    pub(crate) fn speaks(&self, now: Instant) -> bool {
        self.spoke.is_some_and(|at| now.duration_since(at) < HANGOVER)
    }

    /// Sends packets at all.
    pub(crate) fn sends(&self, now: Instant) -> bool {
        self.heard.is_some_and(|at| now.duration_since(at) < 2 * EXPIRY)
    }

    /// Silent from now on.
    pub(crate) fn silence(&mut self) {
        *self = Self::default();
    }
}

/// What the order needs to know of a voice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    /// Speaks now.
    pub speaks: bool,
    /// Sound of a screen that plays: heard before any voice.
    pub first: bool,
    /// 0 to 127.
    pub loudness: u8,
    /// When it last spoke.
    pub spoke: Option<Instant>,
}

impl Candidate {
    /// Of a source's voice; sound of a screen counts as speaking while it plays.
    pub(crate) fn new(voice: &Voice, screen: bool, now: Instant) -> Self {
        let first = screen && voice.sends(now);
        Self {
            speaks: first || voice.speaks(now),
            first,
            loudness: voice.loudness(now),
            spoke: voice.spoke,
        }
    }
}

/// The voices of a room. The first `front` are heard by everybody; one more is heard by those of the
/// front, who do not hear themselves.
#[derive(Debug, Default)]
pub(crate) struct Order {
    voices: Vec<usize>,
}

impl Order {
    /// A voice comes in, behind the others.
    pub(crate) fn add(&mut self, source: usize) {
        if !self.voices.contains(&source) {
            self.voices.push(source);
        }
    }

    /// A voice is gone.
    pub(crate) fn remove(&mut self, source: usize) {
        self.voices.retain(|voice| *voice != source);
    }

    /// The voices, those to be heard first.
    pub(crate) fn voices(&self) -> &[usize] {
        &self.voices
    }

    /// Brings speaking voices into the first `front` places and then into the one after. Whoever speaks
    /// keeps his place; the voice silent for longest gives way; only a screen's sound displaces a
    /// speaking voice, the quietest.
    pub(crate) fn arrange(&mut self, front: usize, facts: impl Fn(usize) -> Candidate) -> bool {
        let mut changed = false;
        for edge in [front, front + 1] {
            for at in edge..self.voices.len() {
                let newcomer = facts(self.voices[at]);
                if !newcomer.speaks {
                    continue;
                }
                let from = if edge == front { 0 } else { front };
                let places = from..edge.min(self.voices.len());
                let silent = places
                    .clone()
                    .filter(|place| !facts(self.voices[*place]).speaks)
                    .min_by_key(|place| facts(self.voices[*place]).spoke);
                let weaker = places
                    .filter(|place| newcomer.first && !facts(self.voices[*place]).first)
                    .min_by_key(|place| facts(self.voices[*place]).loudness);
                if let Some(place) = silent.or(weaker) {
                    self.voices.swap(place, at);
                    changed = true;
                }
            }
        }
        changed
    }
}

/// The dominant speaker and the levels of those who speak, the loudest first.
pub(crate) type Spoken<K> = (Option<K>, Vec<(K, u8)>);

/// What the last `Speakers` event of a room said.
#[derive(Debug)]
pub(crate) struct Announced<K> {
    dominant: Option<K>,
    levels: Vec<(K, u8)>,
}

impl<K> Default for Announced<K> {
    fn default() -> Self {
        Self {
            dominant: None,
            levels: Vec::new(),
        }
    }
}

impl<K: Copy + Eq> Announced<K> {
    /// Compares with the present levels (loudest first); gives what to announce if it changed.
    pub(crate) fn update(&mut self, levels: Vec<(K, u8)>) -> Option<Spoken<K>> {
        let present = levels
            .iter()
            .find(|(key, _)| Some(*key) == self.dominant)
            .map(|(_, l)| *l);
        let dominant = match (levels.first(), present) {
            (Some((key, loudest)), Some(level)) if *loudest >= level.saturating_add(MARGIN) => Some(*key),
            (Some((key, _)), None) => Some(*key),
            _ => self.dominant,
        };
        let same = self.dominant == dominant
            && self.levels.len() == levels.len()
            && levels.iter().all(|(key, level)| {
                self.levels
                    .iter()
                    .any(|(k, l)| k == key && l.abs_diff(*level) < STEP)
            });
        if same {
            return None;
        }
        self.dominant = dominant;
        self.levels.clone_from(&levels);
        Some((dominant, levels))
    }

    /// A participant is gone.
    pub(crate) fn forget(&mut self, key: K) {
        self.dominant = self.dominant.filter(|dominant| *dominant != key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(speaks: bool, spoke: Option<Instant>) -> Candidate {
        Candidate {
            speaks,
            first: false,
            loudness: 100,
            spoke,
        }
    }

    #[test]
    fn a_speaker_takes_the_place_of_the_longest_silent_and_nobody_speaking_is_displaced() {
        let start = Instant::now();
        let mut order = Order::default();
        (0..5).for_each(|voice| order.add(voice));
        let spoke = |s| Some(start + Duration::from_secs(s));
        let facts = |voice| match voice {
            0 => candidate(true, spoke(9)),
            1 => candidate(false, spoke(5)),
            2 => candidate(false, spoke(1)),
            4 => candidate(true, spoke(9)),
            _ => candidate(false, None),
        };
        assert!(order.arrange(3, facts));
        assert_eq!(order.voices()[..3], [0, 1, 4]);
        assert!(!order.arrange(3, facts));
        assert!(!order.arrange(3, |_| candidate(true, spoke(9))));
    }

    #[test]
    fn the_sound_of_a_screen_displaces_the_quietest_voice() {
        let mut order = Order::default();
        (0..4).for_each(|voice| order.add(voice));
        let facts = |voice| Candidate {
            first: voice == 3,
            loudness: [110, 90, 100, 0][voice],
            ..candidate(true, None)
        };
        assert!(order.arrange(3, facts));
        assert_eq!(order.voices(), [0, 3, 2, 1]);
        assert!(!order.arrange(3, facts));
    }

    #[test]
    fn the_dominant_speaker_changes_only_for_a_clearly_louder_one() {
        let mut announced = Announced::default();
        assert_eq!(announced.update(vec![]), None);
        assert_eq!(announced.update(vec![(1, 90)]).map(|a| a.0), Some(Some(1)));
        assert_eq!(
            announced.update(vec![(2, 93), (1, 90)]).map(|a| a.0),
            Some(Some(1))
        );
        assert_eq!(
            announced.update(vec![(2, 110), (1, 90)]).map(|a| a.0),
            Some(Some(2))
        );
        assert_eq!(announced.update(vec![]).map(|a| a.0), Some(Some(2)));
    }
}
