//! What a page sends: pictures like an encoder's, and sound like a microphone's. Every packet says when it
//! was made and which part of what it is, so that a receiver can tell what it misses. If it adapts it sends no more
//! than its own estimate of the way allows, from the feedback that it gets, and no encodings that nobody takes, like a
//! browser; else always the same, so that what is seen is the media plane's doing alone.

use std::time::{Duration, Instant};

use str0m::Rtc;
use str0m::bwe::Bitrate;
use str0m::media::{Pt, Rid};
use str0m::rtp::{ExtensionValues, RtpWrite, Ssrc};

use crate::page::Sends;

/// Between two pictures of the usual camera.
pub(crate) const FRAME: Duration = Duration::from_micros(33_333);
/// Between two packets of sound.
pub(crate) const SOUND: Duration = Duration::from_millis(20);
/// Payload bytes of a packet of a picture.
const PACKET: usize = 1100;
/// A keyframe is this much larger than another picture.
const KEYFRAME: usize = 4;
/// Bits a second of sound with its repeats and headers.
const VOICE: usize = 90_000;
/// Of a packet besides its payload, in percent of it.
const HEADERS: usize = 6;
/// An encoding begins when so much more than it needs is there, in percent, and goes on with what it needs.
const MARGIN: usize = 10;
/// The smallest encoding may shrink to one part in so many.
const SMALLEST: usize = 5;
/// Bytes before the mark: a VP8 descriptor with a picture id of 15 bits, and what a keyframe begins with, its size.
const DESCRIPTOR: usize = 14;
/// Heights of the encodings, from the largest down.
const HEIGHTS: [u16; 3] = [720, 360, 180];
const MARK: usize = 14;

/// What a packet says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The how-manieth picture or packet of sound.
    pub(crate) number: u32,
    /// Which packet of how many.
    pub(crate) part: u8,
    pub(crate) parts: u8,
    /// When it was made, since the start.
    pub(crate) made: Duration,
    pub(crate) keyframe: bool,
    /// The picture's id, which the media plane keeps continuous whatever the viewer is switched to.
    pub(crate) picture: u16,
}

impl Mark {
    fn write(self, payload: &mut Vec<u8>) {
        payload.extend_from_slice(&self.number.to_be_bytes());
        payload.extend_from_slice(&[self.part, self.parts]);
        payload.extend_from_slice(&(self.made.as_micros() as u64).to_be_bytes());
    }

    /// Reads the mark of a packet of sound or of a picture.
    pub(crate) fn read(payload: &[u8], picture: bool) -> Option<Self> {
        let at = if picture { DESCRIPTOR } else { 0 };
        let mark = payload.get(at..at + MARK)?;
        let made = mark[6..].try_into().ok()?;
        Some(Self {
            number: u32::from_be_bytes(mark[..4].try_into().ok()?),
            part: mark[4],
            parts: mark[5],
            made: Duration::from_micros(u64::from_be_bytes(made)),
            keyframe: picture && payload[4] & 1 == 0,
            picture: u16::from_be_bytes([payload[2], payload[3]]) & 0x7FFF,
        })
    }
}

/// One encoding of a camera.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) rid: Option<Rid>,
    pub(crate) ssrc: u32,
    /// Bits a second.
    pub(crate) rate: usize,
    sequence: u64,
    pub(crate) keyframe_asked: bool,
}

impl Layer {
    pub(crate) fn new(rid: Option<&str>, ssrc: u32, rate: usize) -> Self {
        Self {
            rid: rid.map(Rid::from),
            ssrc,
            rate,
            sequence: 1000,
            keyframe_asked: true,
        }
    }
}

/// A camera and a microphone that are on.
#[derive(Debug)]
pub(crate) struct Camera {
    start: Instant,
    pub(crate) layers: Vec<Layer>,
    /// Between two pictures.
    frame: Duration,
    microphone: u32,
    /// Of Opus, of Opus with redundancy, and of VP8.
    types: ((Pt, Pt), Pt),
    /// What the last packet of sound carried; browsers repeat it in the next.
    last_sound: Vec<u8>,
    next_frame: Instant,
    next_sound: Instant,
    frames: u32,
    sounds: u32,
    adapts: bool,
    /// Bits a second that the way is believed to carry.
    pub(crate) estimate: Option<usize>,
    /// So many encodings are taken by somebody, as far as was told.
    pub(crate) demand: usize,
    /// So many are sent.
    pub(crate) active: usize,
    /// The last two as str0m was told.
    settled: Option<(usize, usize)>,
}

impl Camera {
    /// Begins at `now`; packets are marked with the time since `start`. `types` are those of
    /// Opus, of Opus with redundancy, and of VP8.
    pub(crate) fn new(
        layers: Vec<Layer>,
        sends: Sends,
        microphone: u32,
        types: ((Pt, Pt), Pt),
        (start, now): (Instant, Instant),
    ) -> Self {
        Self {
            start,
            adapts: sends.adapts,
            estimate: None,
            settled: None,
            demand: layers.len(),
            active: if sends.adapts { 0 } else { layers.len() },
            layers,
            frame: sends.frame,
            microphone,
            types,
            last_sound: Vec::new(),
            next_frame: now,
            next_sound: now,
            frames: 0,
            sounds: 0,
        }
    }

    /// Writes what is due; gives whether something was.
    pub(crate) fn turn(&mut self, rtc: &mut Rtc, now: Instant) -> bool {
        let (frame, sound) = (now >= self.next_frame, now >= self.next_sound);
        if frame {
            self.next_frame = (self.next_frame + self.frame).max(now);
            if self.adapts {
                self.adapt(rtc);
            }
            for at in 0..self.active {
                self.picture(at, rtc, now);
            }
            self.frames += 1;
        }
        if sound {
            self.next_sound = (self.next_sound + SOUND).max(now);
            self.speak(rtc, now);
        }
        frame || sound
    }

    /// What a number of encodings and sound need, with headers, in bits a second.
    fn needs(&self, encodings: usize) -> usize {
        let rates = self.layers.iter().take(encodings).map(|layer| layer.rate);
        VOICE + rates.sum::<usize>() * (100 + HEADERS) / 100
    }

    /// Sends as many encodings as are taken and fit; the smallest always, if anybody takes one.
    fn adapt(&mut self, rtc: &mut Rtc) {
        let fits = |encodings: usize| {
            let margin = if encodings > self.active { MARGIN } else { 0 };
            self.estimate
                .is_some_and(|estimate| estimate >= self.needs(encodings) * (100 + margin) / 100)
        };
        let most = (2..=self.demand).take_while(|encodings| fits(*encodings)).last();
        let active = most.unwrap_or(self.demand.min(1));
        let settled = Some((active, self.demand));
        if std::mem::replace(&mut self.settled, settled) == settled {
            return;
        }
        for layer in self.layers.iter_mut().take(active).skip(self.active) {
            layer.keyframe_asked = true;
        }
        self.active = active;
        let next = self.needs((active + 1).min(self.demand));
        let desired = self.needs(self.demand) * (100 + 2 * MARGIN) / 100;
        let [next, desired] = [next, desired].map(|bits| Bitrate::bps(bits as u64));
        rtc.bwe().set_bitrate(next, desired);
    }

    /// Bits a second of an encoding: the smallest one shrinks where even that does not fit.
    fn rate(&self, at: usize) -> usize {
        let rate = self.layers[at].rate;
        match self.estimate {
            Some(estimate) if self.active == 1 => {
                let left = estimate.saturating_sub(VOICE) * 100 / (100 + HEADERS);
                left.clamp(rate / SMALLEST, rate)
            }
            _ => rate,
        }
    }

    fn mark(&self, number: u32, now: Instant) -> Mark {
        Mark {
            number,
            part: 0,
            parts: 1,
            made: now - self.start,
            keyframe: false,
            picture: 0,
        }
    }

    fn picture(&mut self, at: usize, rtc: &mut Rtc, now: Instant) {
        let mut mark = self.mark(self.frames, now);
        let rate = self.rate(at);
        let height = HEIGHTS[self.layers.len() - 1 - at].to_le_bytes();
        let layer = &mut self.layers[at];
        mark.keyframe = std::mem::take(&mut layer.keyframe_asked);
        let usual = (rate as f64 / 8.0 * self.frame.as_secs_f64()) as usize;
        let bytes = if mark.keyframe { KEYFRAME * usual } else { usual };
        mark.parts = bytes.div_ceil(PACKET).clamp(1, 255) as u8;
        let time = self.frames * (self.frame.as_secs_f64() * 90_000.0).round() as u32;
        for part in 0..mark.parts {
            mark.part = part;
            let begins = if part == 0 { 0x90 } else { 0x80 };
            let id = (self.frames as u16 | 0x8000).to_be_bytes();
            let mut payload = vec![begins, 0x80, id[0], id[1], u8::from(!mark.keyframe), 0, 0];
            payload.extend_from_slice(&[0x9D, 0x01, 0x2A, 0, 0, height[0], height[1]]);
            mark.write(&mut payload);
            payload.resize((bytes / usize::from(mark.parts)).max(payload.len()), 0);
            layer.sequence += 1;
            let packet = RtpWrite::new(self.types.1, layer.sequence.into(), time, now, payload)
                .marker(part + 1 == mark.parts)
                .nackable(true);
            let mut api = rtc.direct_api();
            let stream = api.stream_tx(&Ssrc::from(layer.ssrc)).expect("declared");
            stream.write_rtp(packet);
        }
    }

    fn speak(&mut self, rtc: &mut Rtc, now: Instant) {
        let number = self.sounds;
        self.sounds += 1;
        let mut payload = Vec::new();
        self.mark(number, now).write(&mut payload);
        payload.resize(80, 0);
        let levels = ExtensionValues {
            audio_level: Some(-30),
            voice_activity: Some(true),
            ..ExtensionValues::default()
        };
        let sequence = u64::from(number) + 100;
        let ((opus, red), _) = self.types;
        let last = std::mem::replace(&mut self.last_sound, payload.clone());
        let mut redundant = Vec::new();
        if !last.is_empty() {
            let block = (960 << 10) | last.len() as u32;
            redundant.extend_from_slice(&(u32::from(0x80 | *opus) << 24 | block).to_be_bytes());
        }
        redundant.push(*opus);
        redundant.extend_from_slice(&last);
        redundant.extend_from_slice(&payload);
        let packet = RtpWrite::new(red, sequence.into(), number * 960, now, redundant);
        let mut api = rtc.direct_api();
        let stream = api.stream_tx(&Ssrc::from(self.microphone)).expect("declared");
        stream.write_rtp(packet.ext_vals(levels));
    }
}
