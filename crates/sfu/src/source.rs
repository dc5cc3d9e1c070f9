//! A published source: its packets, what is known about them, and who takes them.

mod far;
mod group;
mod keyframe;
mod layer;
mod missing;
mod rate;
mod reception;

use std::time::Instant;

pub(crate) use far::{Far, Interest, Known, Publisher, Taker};
pub(crate) use keyframe::KeyframeRequests;
pub(crate) use layer::{Begins, Content, Layer, Taken};
pub(crate) use missing::Missing;
pub(crate) use rate::Rate;
pub(crate) use reception::ReceptionStats;

use crate::across::{Described, Name};
use crate::api::{self, RoomKey, SourceKind};
use crate::speakers::Voice;

/// A slot that carries a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subscriber {
    /// Index of the subscriber's leg.
    pub leg: usize,
    /// Index of the slot among his slots for this kind of media.
    pub slot: usize,
}

/// A published source.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name.
    pub key: api::Source,
    /// Its room.
    pub room: RoomKey,
    /// Where its publisher is.
    pub publisher: Publisher,
    /// Its name on the publisher's shard.
    pub name: Name,
    /// Its encodings, the smallest picture first; one unless it is simulcast.
    pub layers: Vec<Layer>,
    /// Not forwarded while muted.
    pub muted: bool,
    /// Who takes it, whatever encoding.
    pub subscribers: Vec<Subscriber>,
    /// Other shards that take it.
    pub takers: Vec<Taker>,
    /// How loud it is.
    pub voice: Voice,
    /// How many encodings its publisher was last told to send, and since when not fewer were shown.
    pub demand: Option<(usize, Instant)>,
}

impl Source {
    /// A source that has not sent yet.
    pub(crate) fn new(key: api::Source, room: RoomKey, leg: usize, name: Name, line: &api::SendLine) -> Self {
        let ssrc = line.ssrc.filter(|_| line.rids.is_empty());
        let described = Described {
            name,
            key,
            layers: line.rids.len(),
            muted: false,
            voice: false,
        };
        Self::of(&described, room, Publisher::Here(leg), ssrc)
    }

    /// A source of another shard, as that describes it.
    pub(crate) fn far(described: &Described, room: RoomKey, shard: usize) -> Self {
        let source = Self::of(described, room, Publisher::There(Far::new(shard)), None);
        Self {
            muted: described.muted,
            ..source
        }
    }

    fn of(described: &Described, room: RoomKey, publisher: Publisher, ssrc: Option<u32>) -> Self {
        let key = described.key;
        let count = described.layers.clamp(1, api::MAX_LAYERS);
        Self {
            key,
            room,
            publisher,
            name: described.name,
            layers: (0..count).map(|_| Layer::new(key.kind, ssrc)).collect(),
            muted: false,
            subscribers: Vec::new(),
            takers: Vec::new(),
            voice: Voice::default(),
            demand: None,
        }
    }

    /// As other shards need to know it; `voice` if it is among the voices of its room.
    pub(crate) fn described(&self, voice: bool) -> Described {
        Described {
            name: self.name,
            key: self.key,
            layers: self.layers.len(),
            muted: self.muted,
            voice,
        }
    }

    /// Index of the publisher's leg, if that is here.
    pub(crate) fn leg(&self) -> Option<usize> {
        match self.publisher {
            Publisher::Here(leg) => Some(leg),
            Publisher::There(_) => None,
        }
    }

    /// Pictures, not sound.
    pub(crate) fn is_picture(&self) -> bool {
        is_picture(self.key.kind)
    }

    /// Media ticks a second.
    pub(crate) fn clock_rate(&self) -> u32 {
        clock_rate(self.key.kind)
    }

    /// Lets a slot get packets of the encodings it takes, and of no others.
    pub(crate) fn list(&mut self, subscriber: Subscriber, takes: impl Fn(usize) -> bool) {
        for (at, layer) in self.layers.iter_mut().enumerate() {
            let listed = layer.subscribers.contains(&subscriber);
            match (listed, takes(at)) {
                (false, true) => layer.subscribers.push(subscriber),
                (true, false) => layer.subscribers.retain(|other| *other != subscriber),
                _ => {}
            }
        }
    }

    /// A slot takes nothing of it any more.
    pub(crate) fn leave(&mut self, subscriber: Subscriber) {
        self.subscribers.retain(|other| *other != subscriber);
        self.list(subscriber, |_| false);
    }

    /// Encodings that are not sent any more, while others of it are, are not waited for: what is missing would never
    /// come, and browsers answer a wish for any encoding with keyframes of all.
    pub(crate) fn forget_stopped(&mut self, now: Instant) {
        if !self.layers.iter().any(|layer| layer.is_alive(now)) {
            return;
        }
        for layer in self.layers.iter_mut().filter(|layer| !layer.is_alive(now)) {
            layer.missing.clear();
            layer.keyframes.forget();
        }
    }

    /// Mutes or unmutes it.
    pub(crate) fn set_muted(&mut self, muted: bool) {
        self.muted = muted;
        self.voice.silence();
        for layer in &mut self.layers {
            layer.drop_pending();
            layer.forget_group();
            if !muted && is_picture(self.key.kind) && !layer.subscribers.is_empty() {
                layer.keyframes.want();
            }
        }
    }
}

/// Pictures, not sound.
pub(crate) fn is_picture(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Camera | SourceKind::Screen)
}

/// Media ticks a second: any picture (RFC 7741 §6.1 and its like) or Opus (RFC 7587 §4.1).
fn clock_rate(kind: SourceKind) -> u32 {
    if is_picture(kind) { 90_000 } else { 48_000 }
}
