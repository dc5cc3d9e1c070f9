//! A published source: its packets, what is known about them, and who takes them.

mod group;
mod keyframe;
mod layer;
mod missing;
mod rate;
mod reception;

use std::time::Instant;

pub(crate) use keyframe::KeyframeRequests;
pub(crate) use layer::{Begins, Content, Layer, Taken};
pub(crate) use missing::Missing;
pub(crate) use rate::Rate;
pub(crate) use reception::ReceptionStats;

use crate::api::{self, SourceKind};
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
    /// Index of the publisher's leg.
    pub leg: usize,
    /// Its encodings, the smallest picture first; one unless it is simulcast.
    pub layers: Vec<Layer>,
    /// Not forwarded while muted.
    pub muted: bool,
    /// Who takes it, whatever encoding.
    pub subscribers: Vec<Subscriber>,
    /// How loud it is.
    pub voice: Voice,
    /// How many encodings its publisher was last told to send, and since when not fewer were shown.
    pub demand: Option<(usize, Instant)>,
}

impl Source {
    /// A source that has not sent yet.
    pub(crate) fn new(key: api::Source, leg: usize, line: &api::SendLine) -> Self {
        let count = line.rids.len().clamp(1, api::MAX_LAYERS);
        let ssrc = line.ssrc.filter(|_| line.rids.is_empty());
        Self {
            key,
            leg,
            layers: (0..count).map(|_| Layer::new(key.kind, ssrc)).collect(),
            muted: false,
            subscribers: Vec::new(),
            voice: Voice::default(),
            demand: None,
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
