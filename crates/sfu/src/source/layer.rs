//! One encoding of a source: its packets, and what is known about them.

use std::ops::Range;
use std::time::{Duration, Instant};

use super::group::Group;
use super::{KeyframeRequests, Missing, Rate, ReceptionStats, Subscriber, is_picture};
use crate::api::{PictureTypes, SourceKind, VideoCodec};
use crate::ring::{AUDIO_PACKETS, Packet, Ring, VIDEO_PACKETS};
use crate::rtcp::SenderInfo;
use crate::rtp::dependency::{self, Structure};
use crate::rtp::red::MAX_EARLIER;
use crate::rtp::{Header, Picture, Redundant, SPATIAL_LAYERS};

/// After this silence a packet announces the source again.
const SILENCE: Duration = Duration::from_secs(2);
/// An encoding may change its SSRC after this silence.
const PAUSE: Duration = Duration::from_millis(300);
/// An encoding that was silent for longer is not sent any more.
const ALIVE: Duration = Duration::from_millis(1500);
/// A gap longer than this is not asked for packet by packet; a keyframe is.
const MAX_GAP: i64 = 250;

/// An encoding.
#[derive(Debug)]
pub(crate) struct Layer {
    kind: SourceKind,
    /// Its SSRC once known.
    pub ssrc: Option<u32>,
    /// Its packets.
    pub ring: Ring,
    /// What receiver reports say.
    pub stats: ReceptionStats,
    /// What is asked for again.
    pub missing: Missing,
    /// Picture requests.
    pub keyframes: KeyframeRequests,
    /// The newest group of pictures.
    pub(super) group: Option<Group>,
    /// The publisher's last sender report, and when it came.
    pub report: Option<(SenderInfo, Instant)>,
    /// Slots that carry it or are to carry it.
    pub subscribers: Vec<Subscriber>,
    /// Packets that wait for the flush, in the order they came.
    pub pending: Vec<i64>,
    /// When the first of them came.
    pub pending_since: Option<Instant>,
    /// Bits a second.
    pub rate: Rate,
    /// The codec of its newest picture.
    pub codec: Option<VideoCodec>,
    /// Heights of its spatial layers in pixels, once a keyframe told.
    pub(super) heights: [u16; SPATIAL_LAYERS],
    /// What its dependency descriptors refer to.
    structure: Option<Box<Structure>>,
    /// Last packet of each spatial layer.
    pub(super) spatial_heard: [Option<Instant>; SPATIAL_LAYERS],
    /// Last packet.
    pub heard: Option<Instant>,
}

/// What a packet carries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Content<'a> {
    /// The payload without padding.
    pub payload: &'a [u8],
    /// The dependency descriptor; empty without one.
    pub dependency: &'a [u8],
}

impl<'a> Content<'a> {
    /// A payload alone.
    pub(crate) const fn of(payload: &'a [u8]) -> Self {
        Self {
            payload,
            dependency: &[],
        }
    }
}

/// What came of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Seen already or too old.
    Ignored,
    /// Stored; `started` if it is the first after silence.
    Stored {
        /// The source (re)starts with it.
        started: bool,
    },
}

/// What an SSRC means to an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// It is the one that is known, or the first.
    Known,
    /// It takes the place of one that fell silent.
    Anew,
    /// Another one is heard at the moment.
    Not,
}

impl Layer {
    pub(super) fn new(kind: SourceKind, ssrc: Option<u32>) -> Self {
        Self {
            kind,
            ssrc,
            ring: Ring::new(if is_picture(kind) {
                VIDEO_PACKETS
            } else {
                AUDIO_PACKETS
            }),
            stats: ReceptionStats::default(),
            missing: Missing::default(),
            keyframes: KeyframeRequests::default(),
            group: None,
            report: None,
            subscribers: Vec::new(),
            pending: Vec::new(),
            pending_since: None,
            rate: Rate::default(),
            codec: None,
            heights: [0; SPATIAL_LAYERS],
            structure: None,
            spatial_heard: [None; SPATIAL_LAYERS],
            heard: None,
        }
    }

    /// Whether packets of this SSRC are taken. Another SSRC than before is a new stream, which may begin
    /// once the old one has been silent for a while.
    pub(crate) fn begins(&mut self, ssrc: u32, now: Instant) -> Begins {
        match self.ssrc {
            Some(known) if known == ssrc => Begins::Known,
            None => {
                self.ssrc = Some(ssrc);
                Begins::Known
            }
            Some(_) if self.heard.is_some_and(|at| now.duration_since(at) < PAUSE) => Begins::Not,
            Some(_) => {
                self.begin_anew(Some(ssrc));
                Begins::Anew
            }
        }
    }

    /// Begins anew as another stream with the same subscribers, who need a keyframe.
    pub(crate) fn begin_anew(&mut self, ssrc: Option<u32>) {
        let subscribers = std::mem::take(&mut self.subscribers);
        *self = Self {
            subscribers,
            ..Self::new(self.kind, ssrc)
        };
        self.keyframes.want();
    }

    /// Whether the publisher sends it at present.
    pub(crate) fn is_alive(&self, now: Instant) -> bool {
        self.heard
            .is_some_and(|at| now.saturating_duration_since(at) < ALIVE)
    }

    /// Its spatial layers that the publisher sends at present, the smallest first.
    pub(crate) fn spatial_alive(&self, now: Instant) -> impl DoubleEndedIterator<Item = u8> {
        let heard = self.spatial_heard;
        let alive = move |layer: &u8| {
            let heard = heard[usize::from(*layer)];
            heard.is_some_and(|at| now.saturating_duration_since(at) < ALIVE)
        };
        (0..SPATIAL_LAYERS as u8).filter(alive)
    }

    /// The heights of its spatial layers in pixels, as far as they are known, the smallest first.
    pub(crate) fn heights(&self) -> impl Iterator<Item = (u8, u16)> {
        (0..).zip(self.heights).filter(|(_, height)| *height > 0)
    }

    /// Whether a page that takes these codecs can show it, as far as is known.
    pub(crate) fn suits(&self, types: &PictureTypes) -> bool {
        self.codec.is_none_or(|codec| types.receives(codec))
    }

    /// The packets from the newest keyframe on that have left already, for a slot that comes to it now: if they
    /// are fresh, whole, and of no more than `bytes` in all.
    pub(crate) fn last_group(&self, bytes: usize, now: Instant) -> Option<Range<i64>> {
        let next = self.ring.highest()? + 1;
        let end = self.pending.iter().copied().min().unwrap_or(next);
        // What came out of order would leave a hole between what left and what is to leave.
        let follows = (end..next).all(|sequence| self.pending.contains(&sequence));
        self.group
            .filter(|_| follows)?
            .packets(&self.ring, end, bytes, now)
    }

    /// Whether a keyframe waits for the flush, with all that followed it.
    pub(crate) fn has_pending_keyframe(&self) -> bool {
        let begins = |sequence: &i64| {
            let picture = self.ring.get(*sequence).and_then(|packet| packet.picture);
            picture.is_some_and(|picture| picture.keyframe_start)
        };
        let first = self.pending.iter().copied().filter(begins).max();
        let range = first.zip(self.ring.highest());
        range.is_some_and(|(first, last)| (first..=last).all(|sequence| self.pending.contains(&sequence)))
    }

    /// Nobody is given what came before.
    pub(crate) fn forget_group(&mut self) {
        self.group = None;
    }

    /// Nothing that came is to be forwarded any more.
    pub(crate) fn drop_pending(&mut self) {
        self.pending.clear();
        self.pending_since = None;
    }

    /// Takes a packet of a picture of this codec, or of sound. `sequence` and `repaired` differ from the header's
    /// when it came as a retransmission. Of a `muted` source nothing is to be forwarded.
    pub(crate) fn take(
        &mut self,
        header: &Header,
        (sequence, repaired): (u16, bool),
        (codec, content): (Option<VideoCodec>, Content<'_>),
        muted: bool,
        now: Instant,
    ) -> Taken {
        let full = self.ring.extend(sequence);
        if !repaired {
            self.stats
                .received(full, header.timestamp, super::clock_rate(self.kind), now);
        }
        let ahead = self.ring.highest().is_none_or(|highest| full > highest + MAX_GAP);
        if !self.ring.wants(full) || (repaired && ahead) {
            return Taken::Ignored;
        }
        if codec.is_some() {
            self.note_gap(full, repaired, now);
        }
        let picture = codec.and_then(|codec| self.note_picture(codec, full, content, now));
        // A packet of padding keeps its place in the sequence but carries nothing; so does a picture
        // packet whose descriptor is cut.
        let cut = codec.is_some() && picture.is_none();
        let payload = if cut { &[][..] } else { content.payload };
        let (spatial, temporal) = picture.map_or((0, 0), |facts| (facts.spatial, facts.temporal));
        self.rate.add(payload.len(), (spatial, temporal), now);
        let packet = Packet {
            sequence: full,
            timestamp: header.timestamp,
            marker: header.marker,
            audio_level: header.audio_level,
            picture,
            arrived: now,
            payload: Vec::new(),
        };
        self.ring.store(packet, payload);
        let started = self.heard.is_none_or(|last| now.duration_since(last) > SILENCE);
        self.heard = Some(now);
        self.wait(full, muted, now);
        Taken::Stored { started }
    }

    /// Lets a packet that was stored wait for the flush, unless it is only to be `kept`; gives whether any does.
    pub(super) fn wait(&mut self, full: i64, kept: bool, since: Instant) -> bool {
        if !kept {
            self.pending.push(full);
            self.pending_since.get_or_insert(since);
        }
        !self.pending.is_empty()
    }

    /// Reads a packet of a picture and notes what it tells of the encoding; `None` when it tells nothing.
    fn note_picture(
        &mut self,
        codec: VideoCodec,
        full: i64,
        content: Content<'_>,
        now: Instant,
    ) -> Option<Picture> {
        let mut facts = Picture::parse(codec, content.payload)?;
        let newest = self.ring.highest().is_none_or(|highest| full > highest);
        if newest && self.codec != Some(codec) {
            self.structure = None;
        }
        if newest || self.codec == Some(codec) {
            // Without a descriptor it is a picture of one layer.
            let _ = dependency::read(content.dependency, &mut self.structure, &mut facts);
            if codec == VideoCodec::Av1 {
                // Larger pictures in one stream of AV1 are told apart by descriptors that are not passed on.
                facts.heights = [facts.heights[0], 0, 0];
                facts.spatial = if facts.spatial > 0 { u8::MAX } else { 0 };
            }
        }
        self.note_facts(full, &facts, now);
        Some(facts)
    }

    /// Notes what a packet of a picture tells of the encoding.
    pub(super) fn note_facts(&mut self, full: i64, facts: &Picture, now: Instant) {
        let newest = self.ring.highest().is_none_or(|highest| full > highest);
        if newest && self.codec != Some(facts.codec) {
            // What was known is of other pictures.
            self.codec = Some(facts.codec);
            self.group = None;
            self.heights = [0; SPATIAL_LAYERS];
            self.spatial_heard = [None; SPATIAL_LAYERS];
            self.rate = Rate::default();
        }
        if self.codec != Some(facts.codec) {
            return;
        }
        if facts.keyframe_start {
            self.keyframes.arrived();
            Group::note(&mut self.group, full, now);
            if facts.heights != [0; SPATIAL_LAYERS] {
                self.heights = facts.heights;
            }
        }
        if let Some(heard) = self.spatial_heard.get_mut(usize::from(facts.spatial)) {
            *heard = Some(now);
        }
    }

    /// Takes what packets before this one carried, as far as they did not come: with continuous sequence
    /// numbers, as senders of redundant sound give them, the nearest one was in the packet before.
    pub(crate) fn recover(&mut self, header: &Header, redundant: &Redundant<'_>, muted: bool, now: Instant) {
        // Of what was sent before the first packet came nothing is needed.
        if self.ring.highest().is_none() {
            return;
        }
        let mut lost = [None; MAX_EARLIER];
        for (back, earlier) in (1..).zip(redundant.earlier()) {
            let sequence = header.sequence.wrapping_sub(back);
            if !earlier.payload.is_empty() && self.ring.wants(self.ring.extend(sequence)) {
                lost[MAX_EARLIER - usize::from(back)] = Some((sequence, earlier));
            }
        }
        for (sequence, earlier) in lost.into_iter().flatten() {
            let header = Header {
                timestamp: header.timestamp.wrapping_sub(earlier.offset),
                marker: false,
                audio_level: None,
                ..header.clone()
            };
            let content = Content::of(earlier.payload);
            self.take(&header, (sequence, true), (None, content), muted, now);
        }
    }

    /// What was jumped over is asked for, or a keyframe is where that is cheaper.
    fn note_gap(&mut self, full: i64, repaired: bool, now: Instant) {
        self.missing.received(full, repaired, now);
        let Some(highest) = self.ring.highest().filter(|highest| full > highest + 1) else {
            return;
        };
        if self.jumps_to(full) {
            self.missing.clear();
            self.keyframes.want();
        } else {
            self.missing.gap(highest + 1..full, now);
        }
    }

    /// Whether more is missing before a packet than is asked for.
    pub(super) fn jumps_to(&self, full: i64) -> bool {
        self.ring
            .highest()
            .is_some_and(|highest| full - highest > MAX_GAP)
    }

    /// Whether the pending packets should leave now: a whole frame is there, the burst is long enough,
    /// or the first has waited for `patience`.
    pub(crate) fn is_ripe(&self, burst: usize, patience: Duration, now: Instant) -> bool {
        let Some(last) = self.pending.last() else {
            return false;
        };
        let waited = self
            .pending_since
            .is_none_or(|since| now.duration_since(since) >= patience);
        let whole = self.ring.get(*last).is_none_or(|packet| packet.marker);
        !is_picture(self.kind) || whole || waited || self.pending.len() >= burst
    }
}
