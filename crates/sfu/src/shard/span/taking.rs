//! What one shard takes of the sources of another, and what it is given.

use std::time::Instant;

use super::{Shard, find};
use crate::across::{Facts, Letter, Name};
use crate::output::Output;
use crate::ring::Packet;
use crate::source::{Interest, Publisher, Source};

/// Bytes of the last group of pictures that cross to a shard that begins to take an encoding.
const LARGEST_GROUP: usize = 200_000;

impl Shard {
    /// Tells other shards what is taken of their sources, and which keyframes are needed, where that is news.
    pub(in crate::shard) fn tell_interest(&mut self, now: Instant, out: &mut Output) {
        if self.by_far.is_empty() {
            return;
        }
        let Self { sources, legs, .. } = self;
        for (_, source) in sources.iter_mut().filter(|(_, source)| source.is_picture()) {
            let interest = source.interest(|subscriber| {
                let leg = legs.get(subscriber.leg)?;
                Some(leg.video_slots.get(subscriber.slot)?.height)
            });
            let (name, Publisher::There(far)) = (source.name, &mut source.publisher) else {
                continue;
            };
            if interest != far.told {
                far.told = interest;
                out.tell(far.shard, Letter::Takes(name, interest));
            }
            for (number, layer) in source.layers.iter_mut().enumerate() {
                if layer.keyframes.due(now) {
                    out.tell(far.shard, Letter::Keyframe(name, number));
                }
            }
        }
    }

    /// Tells other shards what is known of the sources that they show.
    pub(in crate::shard) fn tell_facts(&self, out: &mut Output) {
        if self.rooms.values().all(|room| room.peers.is_empty()) {
            return;
        }
        for (_, source) in self.sources.iter().filter(|(_, source)| source.is_picture()) {
            for taker in source
                .takers
                .iter()
                .filter(|taker| taker.interest.height.is_some())
            {
                out.tell(taker.shard, self.facts_of(source));
            }
        }
    }

    fn facts_of(&self, source: &Source) -> Letter {
        let leg = source.leg().and_then(|leg| self.legs.get(leg));
        let facts = Facts {
            layers: source.layers.iter().map(|layer| layer.known()).collect(),
            ntp_offset: leg.and_then(|leg| leg.ntp_offset),
        };
        Letter::Facts(source.name, Box::new(facts))
    }

    /// A source of another shard has these encodings.
    pub(super) fn learn(&mut self, from: usize, name: Name, facts: &Facts, now: Instant) {
        let at = self.by_far.get(&(from, name));
        let Some(source) = at.and_then(|at| self.sources.get_mut(*at)) else {
            return;
        };
        if let Publisher::There(far) = &mut source.publisher {
            far.ntp_offset = facts.ntp_offset;
        }
        let mut began = false;
        for (layer, known) in source.layers.iter_mut().zip(&facts.layers) {
            began |= layer.learn(*known, now);
        }
        if began {
            let legs: Vec<usize> = source.subscribers.iter().map(|s| s.leg).collect();
            for leg in legs {
                self.allocate_for(leg, now);
            }
        }
    }

    /// Another shard takes this of a source of ours from now on.
    pub(super) fn give(&mut self, to: usize, name: Name, interest: Interest, now: Instant, out: &mut Output) {
        if find(&self.sources, name).is_none() {
            return;
        }
        let source = &mut self.sources[name.at];
        let before = source.taken_by(to, interest);
        let source = &self.sources[name.at];
        if before.height.is_none() && interest.height.is_some() {
            out.tell(to, self.facts_of(source));
        }
        let added = |number: &usize| interest.takes(*number) && !before.takes(*number);
        for number in (0..source.layers.len()).filter(added) {
            let layer = &source.layers[number];
            let group = layer.last_group(LARGEST_GROUP, now).into_iter().flatten();
            for packet in group.filter_map(|sequence| layer.ring.get(sequence)) {
                out.cross(to, (name, number), packet);
                self.counters.packets_crossed += 1;
            }
        }
    }

    /// Somebody elsewhere needs a keyframe of a source of ours.
    pub(super) fn want_keyframe(&mut self, name: Name, number: usize) {
        if find(&self.sources, name).is_some_and(|source| source.is_picture() && !source.muted)
            && let Some(layer) = self.sources[name.at].layers.get_mut(number)
        {
            layer.keyframes.want();
        }
    }

    /// A packet of another shard's source.
    pub(super) fn take_across(
        &mut self,
        from: usize,
        name: Name,
        number: usize,
        (packet, payload): (&Packet, &[u8]),
        now: Instant,
    ) {
        let Some(at) = self.by_far.get(&(from, name)).copied() else {
            return;
        };
        let Some(source) = self.sources.get_mut(at) else {
            return;
        };
        let muted = source.muted;
        let Some(layer) = source.layers.get_mut(number) else {
            return;
        };
        let packet = Packet {
            payload: Vec::new(),
            ..*packet
        };
        if layer.cross(packet, payload, muted, now) && !self.ready.contains(&(at, number)) {
            self.ready.push((at, number));
        }
    }
}
