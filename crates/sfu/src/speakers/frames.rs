//! Packets as frames of 20 ms: however long a page's packets are, and whatever it leaves out when it is
//! silent, a second is fifty frames.

use std::time::{Duration, Instant};

/// Length of a frame.
const FRAME: Duration = Duration::from_millis(20);
/// The same in media time at 48 kHz (RFC 7587 §4.1).
const TICKS: i32 = 960;
/// The longest Opus packet (RFC 6716 §2.1.4); a longer step of media time was silence.
const LONGEST: i32 = 6 * TICKS;
/// A packet may be late by this much media time; a larger step backward is a new beginning.
const LATE: i32 = 50 * TICKS;
/// A packet may come this much late before the voice counts as silent. With frames of 20 ms that are the
/// 40 ms of Jitsi's and mediasoup's implementations.
const SLACK: Duration = FRAME;

/// What a packet adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Silent frames before it.
    pub silent: u32,
    /// Frames it stands for; none if it lies within the frame before.
    pub sound: u32,
}

/// Counts the frames of a voice.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FrameClock {
    /// Media time of the last frame.
    media: u32,
    /// When the last packet came.
    heard: Option<Instant>,
    /// How many frames it stood for.
    sound: u32,
}

impl FrameClock {
    /// A packet came. `None` if it is late: its level is of no use any more.
    pub(super) fn packet(&mut self, timestamp: u32, now: Instant) -> Option<Step> {
        let ahead = timestamp.wrapping_sub(self.media) as i32;
        let step = match self.heard {
            None => Step { silent: 0, sound: 1 },
            Some(_) if (-LATE..=0).contains(&ahead) => return None,
            Some(_) if (1..TICKS).contains(&ahead) => Step { silent: 0, sound: 0 },
            Some(_) if (TICKS..=LONGEST).contains(&ahead) => Step {
                silent: 0,
                sound: (ahead / TICKS) as u32,
            },
            Some(_) => Step {
                silent: self.missing(now),
                sound: 1,
            },
        };
        if step.sound > 0 {
            self.media = timestamp;
            self.sound = step.sound;
        }
        self.heard = Some(now);
        Some(step)
    }

    /// Frames that should have come since the last packet.
    pub(super) fn missing(&self, now: Instant) -> u32 {
        let Some(heard) = self.heard else { return 0 };
        let due = FRAME * self.sound.max(1) + SLACK;
        let idle = now.saturating_duration_since(heard);
        match idle.checked_sub(due) {
            Some(late) if !late.is_zero() => (late.as_millis() / FRAME.as_millis() + 1) as u32,
            _ => 0,
        }
    }

    /// When the last packet came.
    pub(super) fn heard(&self) -> Option<Instant> {
        self.heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u32 = u32::MAX - 500;

    fn steps(packets: &[(u32, u64)]) -> Vec<Option<(u32, u32)>> {
        let begun = Instant::now();
        let mut clock = FrameClock::default();
        let mut step = |(media, at): &(u32, u64)| {
            let now = begun + Duration::from_millis(*at);
            clock.packet(START.wrapping_add(*media), now)
        };
        packets
            .iter()
            .map(|packet| step(packet).map(|step| (step.silent, step.sound)))
            .collect()
    }

    #[test]
    fn a_packet_stands_for_the_media_time_since_the_one_before() {
        assert_eq!(
            steps(&[(0, 0), (960, 20), (3840, 80), (4320, 90), (4800, 100)]),
            [
                Some((0, 1)),
                Some((0, 1)),
                Some((0, 3)),
                Some((0, 0)),
                Some((0, 1))
            ]
        );
    }

    #[test]
    fn what_was_left_out_was_silent_and_late_packets_do_not_count() {
        assert_eq!(
            steps(&[(0, 0), (19_200, 400), (18_240, 401), (20_160, 420)]),
            [Some((0, 1)), Some((19, 1)), None, Some((0, 1))]
        );
    }

    #[test]
    fn a_jump_of_media_time_counts_in_real_time() {
        assert_eq!(
            steps(&[(0, 0), (2_000_000_000, 20), (960, 40)]),
            [Some((0, 1)), Some((0, 1)), Some((0, 1))]
        );
    }

    #[test]
    fn frames_are_missing_once_the_next_packet_is_more_than_a_frame_late() {
        let begun = Instant::now();
        let mut clock = FrameClock::default();
        clock.packet(0, begun);
        let missing = |ms| clock.missing(begun + Duration::from_millis(ms));
        assert_eq!([40, 41, 60, 61, 1040].map(missing), [0, 1, 2, 2, 51]);
    }
}
