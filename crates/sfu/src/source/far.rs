//! Sources whose publisher is on another shard, and shards that take sources of ours.

use std::time::Instant;

use super::{Layer, Source};
use crate::api::VideoCodec;
use crate::ring::Packet;
use crate::rtcp::SenderInfo;
use crate::rtp::SPATIAL_LAYERS;
use crate::source::Rate;

/// Where the publisher of a source is.
#[derive(Debug)]
pub(crate) enum Publisher {
    /// On this shard: index of his leg.
    Here(usize),
    /// On another one.
    There(Far),
}

/// What is to be known of a publisher on another shard.
#[derive(Debug)]
pub(crate) struct Far {
    /// Which shard.
    pub shard: usize,
    /// What it was told last.
    pub told: Interest,
    /// How far the publisher's clock is behind ours, 32.32 fixed point.
    pub ntp_offset: Option<i64>,
}

impl Far {
    pub(super) fn new(shard: usize) -> Self {
        Self {
            shard,
            told: Interest::default(),
            ntp_offset: None,
        }
    }
}

/// What a shard takes of a source that is not its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Interest {
    /// Encodings whose packets it needs, one bit each.
    pub layers: u8,
    /// The greatest height in pixels at which somebody there shows it; none if nobody does.
    pub height: Option<u32>,
}

impl Interest {
    /// Whether packets of an encoding are needed.
    pub(crate) fn takes(self, layer: usize) -> bool {
        self.layers >> layer & 1 == 1
    }
}

/// Another shard that takes a source of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taker {
    /// Which.
    pub shard: usize,
    /// What it takes.
    pub interest: Interest,
}

impl Source {
    /// What this shard needs of it; `height` gives that of a subscriber's slot.
    pub(crate) fn interest(&self, height: impl Fn(&super::Subscriber) -> Option<u32>) -> Interest {
        let taken = self.layers.iter().enumerate();
        let taken = taken.filter(|(_, layer)| !layer.subscribers.is_empty());
        Interest {
            layers: taken.fold(0, |layers, (at, _)| layers | 1 << at),
            height: self.subscribers.iter().filter_map(height).max(),
        }
    }

    /// Sound of this shard crosses to all others that have legs of its room while it is among the voices that are
    /// `heard`.
    pub(crate) fn is_heard_by(&mut self, shards: &[usize], heard: bool) {
        if self.leg().is_none() {
            return;
        }
        self.takers.clear();
        let shards = shards.iter().filter(|_| heard);
        self.takers.extend(shards.map(|shard| Taker {
            shard: *shard,
            interest: Interest {
                layers: 1,
                height: None,
            },
        }));
    }

    /// Another shard takes something else than before; gives what it took.
    pub(crate) fn taken_by(&mut self, shard: usize, interest: Interest) -> Interest {
        let at = self.takers.iter().position(|taker| taker.shard == shard);
        let before = at.map_or_else(Interest::default, |at| self.takers.swap_remove(at).interest);
        if interest != Interest::default() {
            self.takers.push(Taker { shard, interest });
        }
        before
    }
}

/// What is known of an encoding without its packets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    heard: Option<Instant>,
    spatial_heard: [Option<Instant>; SPATIAL_LAYERS],
    heights: [u16; SPATIAL_LAYERS],
    codec: Option<VideoCodec>,
    rate: Rate,
    report: Option<(SenderInfo, Instant)>,
}

impl Layer {
    /// What other shards are told of it.
    pub(crate) fn known(&self) -> Known {
        Known {
            heard: self.heard,
            spatial_heard: self.spatial_heard,
            heights: self.heights,
            codec: self.codec,
            rate: self.rate,
            report: self.report,
        }
    }

    /// What its own shard tells of it. Gives whether it is news that it is sent.
    pub(crate) fn learn(&mut self, known: Known, now: Instant) -> bool {
        let alive = self.is_alive(now);
        if self.codec != known.codec {
            self.group = None;
        }
        self.heard = self.heard.max(known.heard);
        self.spatial_heard = known.spatial_heard;
        self.heights = known.heights;
        self.codec = known.codec;
        self.rate = known.rate;
        self.report = known.report;
        !alive && self.is_alive(now)
    }

    /// Takes a packet that its own shard took and passed on; forwarded it is to be unless it is `past`. Gives whether
    /// something waits for the flush.
    pub(crate) fn cross(&mut self, packet: Packet, payload: &[u8], past: bool, now: Instant) -> bool {
        let (full, arrived) = (packet.sequence, packet.arrived);
        if !self.ring.wants(full) {
            return false;
        }
        if packet.picture.is_some() && self.jumps_to(full) {
            self.keyframes.want();
        }
        self.heard = Some(now);
        if let Some(picture) = packet.picture {
            // What it tells is as old as the packet.
            self.note_facts(full, &picture, arrived);
        }
        self.ring.store(packet, payload);
        // Its own shard held it back for others of its frame already.
        self.wait(full, past, arrived)
    }
}
