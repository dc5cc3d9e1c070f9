//! Whole meetings, a frame at a time: who becomes dominant, as rules that read like a meeting.

use std::time::{Duration, Instant};

use super::{LOUDEST_LEVEL, Voice, successor};

const FRAME: Duration = Duration::from_millis(20);
/// Frames between two decisions: 300 ms.
const DECISION: u32 = 15;

/// Pseudo-random numbers that are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Somebody in a meeting.
struct Person {
    voice: Voice,
    /// Level of his room when he is silent.
    noise: u8,
    /// Level of his syllables.
    loud: u8,
    /// Frames left of the present syllable, or of the gap after it.
    syllable: u64,
    gap: u64,
}

struct Meeting {
    dice: Dice,
    now: Instant,
    frame: u32,
    people: Vec<Person>,
    dominant: Option<usize>,
}

impl Meeting {
    fn of(people: usize, seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let people = (0..people)
            .map(|_| Person {
                voice: Voice::default(),
                noise: 35 + dice.below(25) as u8,
                loud: 95 + dice.below(15) as u8,
                syllable: 0,
                gap: 0,
            })
            .collect();
        Self {
            dice,
            now: Instant::now(),
            frame: 0,
            people,
            dominant: None,
        }
    }

    /// Level of a person this frame: syllables of 100 to 400 ms with gaps of 20 to 120 ms between, or noise.
    fn level(&mut self, at: usize, talks: bool) -> u8 {
        let dice = &mut self.dice;
        let person = &mut self.people[at];
        let noise = person.noise + dice.below(4) as u8;
        if !talks {
            return noise;
        }
        if person.syllable == 0 && person.gap == 0 {
            person.syllable = 5 + dice.below(16);
            person.gap = 1 + dice.below(6);
        }
        if person.syllable > 0 {
            person.syllable -= 1;
            person.loud - 4 + dice.below(9) as u8
        } else {
            person.gap -= 1;
            noise + 10
        }
    }

    /// So much time passes while these talk.
    fn pass(&mut self, milliseconds: u64, talkers: &[usize]) {
        for _ in 0..milliseconds / 20 {
            for at in 0..self.people.len() {
                let level = self.level(at, talkers.contains(&at));
                self.hear(at, level);
            }
            self.decide();
        }
    }

    /// One person makes another sound than speech while these talk.
    fn sound(&mut self, milliseconds: u64, source: usize, level: u8, talkers: &[usize]) {
        for _ in 0..milliseconds / 20 {
            for at in 0..self.people.len() {
                let talk = self.level(at, talkers.contains(&at));
                self.hear(at, if at == source { level } else { talk });
            }
            self.decide();
        }
    }

    fn hear(&mut self, at: usize, level: u8) {
        let level = LOUDEST_LEVEL - level.min(LOUDEST_LEVEL);
        self.people[at]
            .voice
            .hear(Some(level), self.frame.wrapping_mul(960), self.now);
    }

    fn decide(&mut self) {
        self.now += FRAME;
        self.frame += 1;
        if self.frame.is_multiple_of(DECISION) {
            let activity = |at: usize| self.people[at].voice.activity(self.now);
            let present = self.dominant.map_or_else(Default::default, activity);
            let others = (0..self.people.len()).filter(|at| Some(*at) != self.dominant);
            let next = successor(present, others.map(|at| (at, activity(at))));
            self.dominant = next.or(self.dominant);
        }
    }
}

#[test]
fn nobody_is_dominant_before_anybody_spoke_and_silence_keeps_the_last_speaker() {
    let mut meeting = Meeting::of(5, 1);
    meeting.pass(3000, &[]);
    assert_eq!(meeting.dominant, None);
    meeting.pass(2000, &[3]);
    meeting.pass(60_000, &[]);
    assert_eq!(meeting.dominant, Some(3));
}

#[test]
fn a_cough_or_a_click_does_not_win_neither_against_a_talker_nor_in_silence() {
    let mut meeting = Meeting::of(4, 2);
    meeting.pass(3000, &[0]);
    for _ in 0..10 {
        meeting.sound(260, 1, 120, &[0]);
        meeting.pass(500, &[0]);
        meeting.sound(20, 2, 127, &[0]);
        meeting.pass(1000, &[]);
        meeting.sound(260, 1, 120, &[]);
        meeting.pass(1500, &[]);
        assert_eq!(meeting.dominant, Some(0));
    }
}

#[test]
fn a_talker_beats_a_steady_background_noise() {
    let mut meeting = Meeting::of(3, 3);
    for _ in 0..10 {
        meeting.sound(1000, 1, 88, &[]);
    }
    for _ in 0..3 {
        meeting.sound(1000, 1, 88, &[2]);
    }
    assert_eq!(meeting.dominant, Some(2));
    meeting.sound(5000, 1, 88, &[]);
    assert_eq!(meeting.dominant, Some(2), "noise does not win in his silence");
}

#[test]
fn in_a_dialogue_dominance_is_handed_over_within_about_a_second() {
    let mut meeting = Meeting::of(2, 4);
    meeting.pass(3000, &[0]);
    let mut waits = Vec::new();
    for turn in 1..=40 {
        let talker = turn % 2;
        let mut waited = 0;
        while meeting.dominant != Some(talker) && waited < 4000 {
            meeting.pass(20, &[talker]);
            waited += 20;
        }
        waits.push(waited);
        meeting.pass(4000 - waited, &[talker]);
    }
    waits.sort_unstable();
    assert!(waits[20] <= 1000 && waits[39] <= 1600, "{waits:?}");
}

#[test]
fn short_interjections_do_not_switch() {
    let mut meeting = Meeting::of(3, 5);
    meeting.pass(3000, &[0]);
    for _ in 0..20 {
        meeting.pass(360, &[0, 1]);
        assert_eq!(meeting.dominant, Some(0), "while he talks");
        meeting.pass(2000, &[0]);
        meeting.pass(300, &[2]);
        meeting.pass(2000, &[0]);
        assert_eq!(meeting.dominant, Some(0), "in a pause of his");
    }
}

#[test]
fn mute_ends_dominance_as_soon_as_somebody_else_talks() {
    let mut meeting = Meeting::of(2, 6);
    meeting.pass(5000, &[0]);
    meeting.pass(2000, &[0, 1]);
    assert_eq!(meeting.dominant, Some(0));
    meeting.people[0].voice.silence();
    meeting.pass(600, &[1]);
    assert_eq!(meeting.dominant, Some(1));
}

#[test]
fn a_speaker_whose_packets_stop_loses_to_the_next() {
    let mut meeting = Meeting::of(2, 7);
    meeting.pass(3000, &[0]);
    let gone = meeting.people[0].voice;
    meeting.pass(2000, &[1]);
    assert_eq!(meeting.dominant, Some(1));
    assert_eq!(gone.activity(meeting.now), Default::default());
}

#[test]
fn whoever_talks_alone_for_two_seconds_is_dominant() {
    for seed in 1..=10 {
        let mut meeting = Meeting::of(8, seed);
        let mut turns = 0;
        while turns < 50 {
            match meeting.dice.below(4) {
                0 => meeting.pass(1500, &[]),
                1 => {
                    let (one, other) = (meeting.dice.below(8) as usize, meeting.dice.below(8) as usize);
                    meeting.pass(1000, &[one, other]);
                }
                _ => {
                    let talker = meeting.dice.below(8) as usize;
                    meeting.pass(2000, &[talker]);
                    assert_eq!(meeting.dominant, Some(talker), "meeting {seed}, turn {turns}");
                    let more = meeting.dice.below(5);
                    for _ in 0..more {
                        meeting.pass(500, &[talker]);
                        assert_eq!(meeting.dominant, Some(talker), "meeting {seed}, turn {turns}");
                    }
                    turns += 1;
                }
            }
        }
    }
}
