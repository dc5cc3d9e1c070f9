//! A published source: its packets, what is known about them, and who takes them.

mod keyframe;
mod missing;
mod reception;

use std::time::{Duration, Instant};

pub(crate) use keyframe::KeyframeRequests;
pub(crate) use missing::Missing;
pub(crate) use reception::ReceptionStats;

use crate::api::{self, SourceKind};
use crate::ring::{AUDIO_PACKETS, Packet, Ring, VIDEO_PACKETS};
use crate::rtcp::SenderInfo;
use crate::rtp::{Header, Vp8};
use crate::speakers::Voice;

/// After this silence a packet announces the source again.
const SILENCE: Duration = Duration::from_secs(2);
/// A source may change its SSRC after this silence.
const PAUSE: Duration = Duration::from_millis(300);
/// A gap longer than this is not asked for packet by packet; a keyframe is.
const MAX_GAP: i64 = 250;

/// A slot that carries a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subscriber {
    /// Index of the subscriber's leg.
    pub leg: usize,
    /// Index of the slot among his slots for this kind of media.
    pub slot: usize,
}

/// One encoding of a source. There is one today; simulcast will give a source several, by `rid`.
#[derive(Debug)]
pub(crate) struct Layer {
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
    /// The publisher's last sender report, and when it came.
    pub report: Option<(SenderInfo, Instant)>,
}

/// A published source.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name.
    pub key: api::Source,
    /// Index of the publisher's leg.
    pub leg: usize,
    /// Its encoding.
    pub layer: Layer,
    /// Not forwarded while muted.
    pub muted: bool,
    /// Who takes it.
    pub subscribers: Vec<Subscriber>,
    /// Packets that wait for the flush, in the order they came.
    pub pending: Vec<i64>,
    /// When the first of them came.
    pub pending_since: Option<Instant>,
    /// How loud it is.
    pub voice: Voice,
    /// Last packet.
    pub heard: Option<Instant>,
}

impl Layer {
    fn new(kind: SourceKind, ssrc: Option<u32>) -> Self {
        Self {
            ssrc,
            ring: Ring::new(if is_picture(kind) {
                VIDEO_PACKETS
            } else {
                AUDIO_PACKETS
            }),
            stats: ReceptionStats::default(),
            missing: Missing::default(),
            keyframes: KeyframeRequests::default(),
            report: None,
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

impl Source {
    /// A source that has not sent yet.
    pub(crate) fn new(key: api::Source, leg: usize, ssrc: Option<u32>) -> Self {
        Self {
            key,
            leg,
            layer: Layer::new(key.kind, ssrc),
            muted: false,
            subscribers: Vec::new(),
            pending: Vec::new(),
            pending_since: None,
            voice: Voice::default(),
            heard: None,
        }
    }

    /// Whether packets of this SSRC are taken. Another SSRC than before is a new stream, which may begin
    /// once the old one has been silent for a while; gives whether it does.
    pub(crate) fn begins(&mut self, ssrc: u32, now: Instant) -> Option<bool> {
        match self.layer.ssrc {
            Some(known) if known == ssrc => Some(false),
            None => {
                self.layer.ssrc = Some(ssrc);
                Some(false)
            }
            Some(_) if self.heard.is_some_and(|at| now.duration_since(at) < PAUSE) => None,
            Some(_) => {
                self.layer = Layer::new(self.key.kind, Some(ssrc));
                self.layer.keyframes.want();
                self.pending.clear();
                self.pending_since = None;
                Some(true)
            }
        }
    }

    /// Pictures, not sound.
    pub(crate) fn is_picture(&self) -> bool {
        is_picture(self.key.kind)
    }

    /// Media ticks a second: VP8 (RFC 7741 §6.1) or Opus (RFC 7587 §4.1).
    pub(crate) fn clock_rate(&self) -> u32 {
        if self.is_picture() { 90_000 } else { 48_000 }
    }

    /// Takes a packet whose payload (without padding) is given; `sequence` and `repaired` differ from
    /// the header's when it came as a retransmission.
    pub(crate) fn take(
        &mut self,
        header: &Header,
        sequence: u16,
        repaired: bool,
        payload: &[u8],
        now: Instant,
    ) -> Taken {
        let rate = self.clock_rate();
        let picture = self.is_picture();
        let layer = &mut self.layer;
        let full = layer.ring.extend(sequence);
        if !repaired {
            layer.stats.received(full, header.timestamp, rate, now);
        }
        let ahead = layer
            .ring
            .highest()
            .is_none_or(|highest| full > highest + MAX_GAP);
        if !layer.ring.wants(full) || (repaired && ahead) {
            return Taken::Ignored;
        }
        if picture {
            layer.missing.received(full);
            if let Some(highest) = layer.ring.highest().filter(|highest| full > highest + 1) {
                if full - highest > MAX_GAP {
                    layer.missing.clear();
                    layer.keyframes.want();
                } else {
                    layer.missing.gap(highest + 1..full, now);
                }
            }
        }
        // A packet of padding keeps its place in the sequence but carries nothing; so does a picture
        // packet whose descriptor is cut.
        let vp8 = if picture { Vp8::parse(payload) } else { None };
        let payload = if picture && vp8.is_none() {
            &[][..]
        } else {
            payload
        };
        if vp8.is_some_and(|facts| facts.keyframe_start) {
            layer.keyframes.arrived();
        }
        let packet = Packet {
            sequence: full,
            timestamp: header.timestamp,
            marker: header.marker,
            audio_level: header.audio_level,
            vp8,
            arrived: now,
            payload: Vec::new(),
        };
        layer.ring.store(packet, payload);
        let started = self.heard.is_none_or(|last| now.duration_since(last) > SILENCE);
        self.heard = Some(now);
        if !self.muted {
            self.voice.hear(header.audio_level, now);
            self.pending.push(full);
            self.pending_since.get_or_insert(now);
        }
        Taken::Stored { started }
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
        let whole = self.layer.ring.get(*last).is_none_or(|packet| packet.marker);
        !self.is_picture() || whole || waited || self.pending.len() >= burst
    }
}

/// Pictures, not sound.
pub(crate) fn is_picture(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Camera | SourceKind::Screen)
}
