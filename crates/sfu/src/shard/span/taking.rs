//! What one shard takes of the sources of another, and what it is given.

use std::time::Instant;

use super::{Shard, find};
use crate::across::{Crossing, Facts, Letter, Name};
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
        for at in 0..self.sources.capacity() {
            self.tell_interest_in(at, now, out);
        }
    }

    /// The same of one source, if it is another shard's.
    pub(in crate::shard) fn tell_interest_in(&mut self, at: usize, now: Instant, out: &mut Output) {
        let Self { sources, legs, .. } = self;
        let Some(source) = sources.get_mut(at).filter(|source| source.is_picture()) else {
            return;
        };
        if source.leg().is_some() {
            return;
        }
        let interest = source.interest(|subscriber| {
            let leg = legs.get(subscriber.leg).filter(|leg| leg.is_here())?;
            Some(leg.video_slots.get(subscriber.slot)?.height)
        });
        let (name, Publisher::There(far)) = (source.name, &mut source.publisher) else {
            return;
        };
        let before = std::mem::replace(&mut far.told, interest);
        if interest != before {
            out.tell(far.shard, Letter::Takes(name, interest));
        }
        for (number, layer) in source.layers.iter_mut().enumerate() {
            // The last group of pictures may be on its way.
            if before.takes(number) && layer.keyframes.due(now) {
                out.tell(far.shard, Letter::Keyframe(name, number));
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
            let legs = source.subscribers.iter().map(|s| s.leg).collect();
            self.allocate_for_all(legs, now);
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
        for (number, layer) in source.layers.iter().enumerate() {
            if before.takes(number) || !interest.takes(number) {
                continue;
            }
            let Some(group) = layer.last_group(LARGEST_GROUP, now) else {
                continue;
            };
            for packet in group.filter_map(|sequence| layer.ring.get(sequence)) {
                out.cross(to, (name, number), packet, true);
                self.counters.packets_crossed += 1;
            }
            out.tell(to, Letter::Group(name, number));
        }
    }

    /// Whoever comes to an encoding of another shard may be given its last group of pictures.
    pub(super) fn group_crossed(&mut self, from: usize, name: Name, number: usize, now: Instant) {
        let at = self.by_far.get(&(from, name));
        let layer = at.and_then(|at| self.sources.get(*at)?.layers.get(number));
        let legs = layer.map(|layer| layer.subscribers.iter().map(|s| s.leg).collect());
        self.allocate_for_all(legs.unwrap_or_default(), now);
    }

    fn allocate_for_all(&mut self, legs: Vec<usize>, now: Instant) {
        for leg in legs {
            self.allocate_for(leg, now);
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
    pub(super) fn take_across(&mut self, from: usize, crossing: &Crossing, payload: &[u8], now: Instant) {
        let Some(at) = self.by_far.get(&(from, crossing.name)).copied() else {
            return;
        };
        let Some(source) = self.sources.get_mut(at) else {
            return;
        };
        let (number, past) = (crossing.layer, crossing.past || source.muted);
        let Some(layer) = source.layers.get_mut(number) else {
            return;
        };
        let began = !layer.is_alive(now);
        let packet = Packet {
            payload: Vec::new(),
            ..crossing.packet
        };
        if layer.cross(packet, payload, past, now) && !self.ready.contains(&(at, number)) {
            self.ready.push((at, number));
        }
        if began && source.is_picture() {
            let legs = source.subscribers.iter().map(|s| s.leg).collect();
            self.allocate_for_all(legs, now);
        }
    }
}
