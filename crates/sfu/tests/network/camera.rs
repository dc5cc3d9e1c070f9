//! What a page sends: pictures like an encoder's, and sound like a microphone's. Every packet says when it
//! was made and which part of what it is, so that a receiver can tell what it misses.

use std::time::{Duration, Instant};

use str0m::Rtc;
use str0m::media::{Pt, Rid};
use str0m::rtp::{ExtensionValues, RtpWrite, Ssrc};

/// Between two pictures of the usual camera.
pub(crate) const FRAME: Duration = Duration::from_micros(33_333);
/// Between two packets of sound.
pub(crate) const SOUND: Duration = Duration::from_millis(20);
/// Payload bytes of a packet of a picture.
const PACKET: usize = 1100;
/// A keyframe is this much larger than another picture.
const KEYFRAME: usize = 4;
/// Bytes before the mark: a VP8 descriptor with a picture id of 15 bits, and the first byte of the frame.
const DESCRIPTOR: usize = 5;
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
}

impl Camera {
    /// Begins at `now`; packets are marked with the time since `start`. `types` are those of
    /// Opus, of Opus with redundancy, and of VP8.
    pub(crate) fn new(
        (layers, frame): (Vec<Layer>, Duration),
        microphone: u32,
        types: ((Pt, Pt), Pt),
        (start, now): (Instant, Instant),
    ) -> Self {
        Self {
            start,
            layers,
            frame,
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
            for at in 0..self.layers.len() {
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
        let layer = &mut self.layers[at];
        mark.keyframe = std::mem::take(&mut layer.keyframe_asked);
        let usual = (layer.rate as f64 / 8.0 * self.frame.as_secs_f64()) as usize;
        let bytes = if mark.keyframe { KEYFRAME * usual } else { usual };
        mark.parts = bytes.div_ceil(PACKET).clamp(1, 255) as u8;
        let time = self.frames * (self.frame.as_secs_f64() * 90_000.0).round() as u32;
        for part in 0..mark.parts {
            mark.part = part;
            let begins = if part == 0 { 0x90 } else { 0x80 };
            let id = (self.frames as u16 | 0x8000).to_be_bytes();
            let mut payload = vec![begins, 0x80, id[0], id[1], u8::from(!mark.keyframe)];
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
