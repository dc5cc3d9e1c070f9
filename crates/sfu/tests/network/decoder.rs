//! What a viewer sees of a picture stream: frames that are complete and follow the last one, or begin anew.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::camera::{FRAME, Mark};

/// A frame is waited for so long while later ones are complete; then a keyframe is asked for.
const PATIENCE: Duration = Duration::from_millis(500);
/// A picture that stands longer than three frames and this is frozen.
const FROZEN: Duration = Duration::from_millis(200);

/// Frames that are complete so long after they were made show as a picture that stands, where a buffer is short.
pub(crate) const LATE: Duration = Duration::from_millis(150);

/// Frames are shown as late as the latest lately; that delay shrinks by this part of the time that passes.
const RELAXATION: f64 = 0.02;

/// A frame of which something came.
#[derive(Debug)]
struct Frame {
    parts: Vec<bool>,
    keyframe: bool,
    made: Instant,
}

impl Frame {
    fn is_complete(&self) -> bool {
        self.parts.iter().all(|part| *part)
    }
}

/// The decoder of one video slot.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// By picture id with its cycles.
    frames: BTreeMap<i64, Frame>,
    /// The last frame shown, and the newest id.
    last: Option<i64>,
    newest: Option<i64>,
    stuck: Option<Instant>,
    /// Time from the making to the showing of a frame, and when it was counted.
    delay: Duration,
    delayed: Option<Instant>,
    /// When frames were shown and how late, when they were complete and how late, and when packets came and how long
    /// they were.
    shown: Vec<(Instant, Duration)>,
    complete: Vec<(Instant, Duration)>,
    packets: Vec<(Instant, usize)>,
    pub(crate) keyframes_asked: usize,
    /// Packets of frames that were given up.
    pub(crate) missing: usize,
}

/// What was seen in a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seen {
    /// Frames a second.
    pub(crate) frames: f64,
    /// Pictures that stood too long, and for how long in all.
    pub(crate) freezes: usize,
    pub(crate) frozen: Duration,
    /// From the making to the showing of a frame, on average.
    pub(crate) delay: Duration,
    /// Share of the frames that were complete only [`LATE`] after they were made, or later.
    pub(crate) late: f64,
    /// Bits a second that came.
    pub(crate) rate: u64,
}

impl Decoder {
    /// A packet came; `start` is the zero of the times at which packets were made.
    pub(crate) fn take(&mut self, mark: Mark, bytes: usize, start: Instant, now: Instant) {
        self.packets.push((now, bytes));
        let newest = self.newest.unwrap_or(i64::from(mark.picture));
        let ahead = (mark.picture.wrapping_sub(newest as u16) << 1) as i16 >> 1;
        let number = newest + i64::from(ahead);
        self.newest = Some(newest.max(number));
        if self.last.is_some_and(|last| number <= last) {
            return;
        }
        let frame = self.frames.entry(number).or_insert_with(|| Frame {
            parts: vec![false; usize::from(mark.parts)],
            keyframe: mark.keyframe,
            made: start + mark.made,
        });
        if let Some(part) = frame.parts.get_mut(usize::from(mark.part)) {
            *part = true;
        }
        self.show(now);
    }

    fn show(&mut self, now: Instant) {
        loop {
            let follows = |number: i64, frame: &Frame| {
                frame.is_complete() && (frame.keyframe || self.last.is_some_and(|last| number == last + 1))
            };
            let next = self
                .frames
                .iter()
                .find(|(number, frame)| follows(**number, frame));
            let Some((number, made)) = next.map(|(number, frame)| (*number, frame.made)) else {
                break;
            };
            self.missing += self
                .frames
                .range(..number)
                .map(|(_, frame)| frame.parts.iter().filter(|part| !**part).count())
                .sum::<usize>();
            self.frames = self.frames.split_off(&(number + 1));
            self.last = Some(number);
            self.play(made, now);
            self.stuck = None;
        }
        if self.frames.values().any(Frame::is_complete) {
            self.stuck.get_or_insert(now);
        }
    }

    /// A frame can be decoded: it is shown at once if it is late, else as late as those before it.
    fn play(&mut self, made: Instant, now: Instant) {
        self.complete.push((now, now - made));
        let passed = self.delayed.replace(now).map_or(Duration::ZERO, |at| now - at);
        let relaxed = self.delay.saturating_sub(passed.mul_f64(RELAXATION));
        self.delay = relaxed.max(now - made);
        self.shown.push((made + self.delay, self.delay));
    }

    /// Whether a keyframe is to be asked for.
    pub(crate) fn wants_keyframe(&mut self, now: Instant) -> bool {
        let wants = self.stuck.is_some_and(|since| now - since >= PATIENCE);
        if wants {
            self.stuck = Some(now);
            self.keyframes_asked += 1;
        }
        wants
    }

    /// What was seen between two moments.
    pub(crate) fn seen(&self, from: Instant, to: Instant) -> Seen {
        let shown = self
            .shown
            .iter()
            .copied()
            .filter(|(at, _)| (from..to).contains(at));
        let (shown, delays): (Vec<Instant>, Vec<Duration>) = shown.unzip();
        let begins = std::iter::once(from).chain(shown.iter().copied());
        let gaps = begins.zip(shown.iter().copied().chain([to])).map(|(a, b)| b - a);
        let long: Vec<Duration> = gaps.filter(|gap| *gap > FROZEN + 3 * FRAME).collect();
        let bytes = self.packets.iter().filter(|(at, _)| (from..to).contains(at));
        let bytes: usize = bytes.map(|(_, bytes)| bytes).sum();
        let complete = self.complete.iter().filter(|(at, _)| (from..to).contains(at));
        let (all, late) = complete.fold((0u32, 0u32), |(all, late), (_, delay)| {
            (all + 1, late + u32::from(*delay >= LATE))
        });
        let seconds = (to - from).as_secs_f64();
        Seen {
            frames: shown.len() as f64 / seconds,
            freezes: long.len(),
            frozen: long.iter().sum(),
            delay: delays.iter().sum::<Duration>() / delays.len().max(1) as u32,
            late: f64::from(late) / f64::from(all.max(1)),
            rate: (bytes as f64 * 8.0 / seconds) as u64,
        }
    }
}
