//! What a client sends: pictures of equal size at equal distances, or sound.

use std::time::{Duration, Instant};

use str0m::Rtc;
use str0m::media::{Mid, Pt};
use str0m::rtp::{ExtensionValues, RtpWrite};

use super::clock::time_of_day;
use super::mark::{Mark, Part, UNMEASURED};
use super::tally::Tally;
use super::{FRAME, PAYLOAD};

/// Between two packets of sound.
const SOUND: Duration = Duration::from_millis(20);
/// Bytes of such a packet: Opus at 32 kbit/s.
const SOUND_BYTES: usize = 80;

/// What a client sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sends {
    /// One picture stream.
    Camera,
    /// The sound of somebody who speaks.
    Voice,
    /// The sound of a room in which nobody speaks. It is load only: its packets are not measured.
    Noise,
}

impl Sends {
    /// Whether it is pictures, not sound.
    pub(super) fn is_picture(self) -> bool {
        self == Self::Camera
    }

    /// The level of sound in dBov (RFC 6464).
    fn level(self) -> Option<i8> {
        match self {
            Self::Camera => None,
            Self::Voice => Some(-30),
            Self::Noise => Some(-70),
        }
    }

    /// When a packet that leaves now says it was made.
    fn made(self) -> u64 {
        match self {
            Self::Camera | Self::Voice => time_of_day(),
            Self::Noise => UNMEASURED,
        }
    }
}

/// A camera or a microphone that is on.
pub(super) struct Sender {
    mid: Mid,
    pt: Pt,
    sends: Sends,
    source: u32,
    number: u64,
    keyframe: bool,
    next: Instant,
}

impl Sender {
    /// Sends nothing yet; `source` is the number of the client.
    pub(super) fn new(mid: Mid, pt: Pt, sends: Sends, source: u32, now: Instant) -> Self {
        // Senders that are told to begin at once send at moments of their own, as cameras do.
        let next = now + Duration::from_micros(u64::from(source) * 1_300 % 60_000);
        Self {
            mid,
            pt,
            sends,
            source,
            number: 0,
            keyframe: true,
            next,
        }
    }

    /// A keyframe was asked for.
    pub(super) fn refresh(&mut self) {
        self.keyframe = true;
    }

    /// When the next picture or packet of sound is due.
    pub(super) fn due(&self) -> Instant {
        self.next
    }

    /// Writes what is due; `frame` is the time between two pictures. Gives whether something was.
    pub(super) fn turn(&mut self, rtc: &mut Rtc, frame: Duration, now: Instant, tally: &mut Tally) -> bool {
        if now < self.next {
            return false;
        }
        let is_picture = self.sends.is_picture();
        let interval = if is_picture { frame } else { SOUND };
        // What was missed is not sent later, and the moments stay where they were between those of others.
        let missed = now.saturating_duration_since(self.next).as_nanos() / interval.as_nanos().max(1);
        self.next += interval * (1 + u32::try_from(missed).unwrap_or(0));
        let count = if is_picture { FRAME } else { 1 };
        let picture = self.number / FRAME;
        let keyframe = std::mem::take(&mut self.keyframe);
        for at in 0..count {
            let mark = Mark {
                source: self.source,
                number: self.number,
                made: self.sends.made(),
            };
            let part = Part {
                picture,
                first: at == 0,
                keyframe,
            };
            let payload = match is_picture {
                true => mark.payload(Some(part), PAYLOAD),
                false => mark.payload(None, SOUND_BYTES),
            };
            let time = match is_picture {
                true => picture as u32 * 3000,
                false => self.number as u32 * 960,
            };
            let levels = ExtensionValues {
                audio_level: self.sends.level(),
                voice_activity: self.sends.level().map(|_| self.sends == Sends::Voice),
                ..ExtensionValues::default()
            };
            let packet = RtpWrite::new(self.pt, (self.number + 1).into(), time, now, payload)
                .marker(is_picture && at + 1 == count)
                .nackable(is_picture)
                .ext_vals(levels);
            let mut api = rtc.direct_api();
            if let Some(stream) = api.stream_tx_by_mid(self.mid, None) {
                stream.write_rtp(packet);
                self.number += 1;
                tally.sends(mark);
            }
        }
        true
    }
}
