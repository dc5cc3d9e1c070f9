//! What the meetings ask.

use std::time::Instant;

use slab::Slab;

use super::Shard;
use super::room::unsubscribe;
use crate::across::{Letter, Name};
use crate::api::{self, Command, LegFacts, LegKey, LegTransport, RoomKey};
use crate::handshake::Job;
use crate::leg::{Leg, State, Stream};
use crate::output::Output;
use crate::rtcp::Arrivals;
use crate::slot::Slot;
use crate::source::{Source, Subscriber};

impl Shard {
    /// Does what a meeting asks.
    pub fn command(&mut self, command: Command, now: Instant, out: &mut Output) {
        self.counters.commands += 1;
        match command {
            Command::Add {
                room,
                leg,
                transport,
                facts,
            } => {
                self.add(room, leg, transport, facts, now, out);
            }
            Command::Remove { leg } => self.remove(leg, out),
            Command::Show {
                leg,
                slot,
                source,
                height,
                on_stage,
            } => self.show((leg, slot), source, (height, on_stage), now, out),
            Command::Mute { source, muted } => self.mute(source, muted, out),
        }
    }

    fn add(
        &mut self,
        room: RoomKey,
        key: LegKey,
        transport: LegTransport,
        facts: LegFacts,
        now: Instant,
        out: &mut Output,
    ) {
        let same = self
            .by_key
            .get(&key)
            .copied()
            .filter(|at| self.legs[*at].room == room);
        if let Some(index) = same {
            self.change(index, facts, now, out);
            return;
        }
        self.remove(key, out);
        // An empty shard looks up seldom; a page's first probes want an answer at once.
        self.due.wake(now);
        let fingerprint = facts.remote_fingerprint;
        let mut leg = Leg::new(room, key, transport, facts, now);
        self.generation += 1;
        leg.generation = self.generation;
        out.jobs.push(Job::Begin(leg.association(), fingerprint));
        let ufrag = leg.ufrag.clone();
        let index = self.legs.insert(leg);
        self.by_key.insert(key, index);
        self.by_ufrag.insert(ufrag, index);
        let state = self.rooms.entry(room).or_default();
        state.legs.push(index);
        if state.legs.len() == 1 {
            self.arrive(room, out);
        }
        self.add_sources(index, out);
        self.assign_voices(room, out);
        self.attach_wishes(room, key, now);
    }

    /// The same page with new facts: an ICE restart, or an offer with other lines.
    fn change(&mut self, index: usize, facts: LegFacts, now: Instant, out: &mut Output) {
        let leg = &mut self.legs[index];
        let (room, key, fingerprint) = (leg.room, leg.key, facts.remote_fingerprint);
        let other_page = leg.facts.remote_fingerprint != fingerprint;
        let renewed = other_page || leg.state == State::Gone;
        if renewed {
            out.jobs.push(Job::End(leg.association()));
            self.generation += 1;
            leg.generation = self.generation;
            leg.keys = None;
            leg.state = State::Connecting;
            // The other page has shown none of these to be its own.
            for route in std::mem::take(&mut leg.pairs).all() {
                self.by_route.remove(route);
            }
            out.jobs.push(Job::Begin(leg.association(), fingerprint));
        } else if leg.state == State::Silent {
            // Media goes on as soon as a check says where the page is.
            leg.state = State::Connecting;
            leg.arrivals = Arrivals::default();
        }
        (leg.added, leg.heard) = (now, now);
        let same_lines = leg.facts.sends == facts.sends;
        let before = subscriptions(leg, index);
        leg.change(facts, renewed);
        // Slots that were replaced or fell away no longer take what they took.
        for (subscriber, picture, source) in before {
            let leg = &mut self.legs[index];
            let now = leg
                .slots(picture)
                .get(subscriber.slot)
                .and_then(|slot| slot.source);
            if now != Some(source) {
                unsubscribe(self.sources.get_mut(source), subscriber);
            }
        }
        if renewed || !same_lines {
            let sources = self.legs[index]
                .sources
                .iter()
                .filter_map(|at| self.sources.get(*at));
            let muted: Vec<_> = sources.filter(|source| source.muted).map(|s| s.key).collect();
            self.remove_sources(index, out);
            self.add_sources(index, out);
            muted.into_iter().for_each(|source| self.mute(source, true, out));
        }
        self.assign_voices(room, out);
        self.attach_wishes(room, key, now);
    }

    fn add_sources(&mut self, index: usize, out: &mut Output) {
        let Self {
            legs, sources, rooms, ..
        } = self;
        let leg = &mut legs[index];
        leg.sources.clear();
        leg.streams.clear();
        for line in &leg.facts.sends {
            let key = api::Source {
                leg: leg.key,
                kind: line.kind,
            };
            self.born += 1;
            let name = Name {
                at: sources.vacant_key(),
                born: self.born,
            };
            let source = sources.insert(Source::new(key, leg.room, index, name, line));
            leg.sources.push(source);
            self.by_source.insert(key, source);
            for peer in rooms.get(&leg.room).into_iter().flat_map(|room| &room.peers) {
                out.tell(*peer, Letter::Added(leg.room, sources[source].described(false)));
            }
            // Simulcast encodings are told apart by their rid alone (RFC 8853 §5.5).
            let announced = [line.ssrc, line.rtx_ssrc].into_iter().flatten();
            let announced = announced.filter(|_| line.rids.is_empty());
            leg.streams.extend(announced.map(|ssrc| Stream {
                ssrc,
                source,
                layer: 0,
            }));
        }
    }

    fn remove_sources(&mut self, index: usize, out: &mut Output) {
        let leg = &mut self.legs[index];
        leg.streams.clear();
        for at in std::mem::take(&mut leg.sources) {
            if let Some(source) = self.remove_source(at) {
                self.tell_room(source.room, &Letter::Gone(source.name), out);
            }
        }
    }

    /// A source ends, wherever its publisher is; slots that carried it carry nothing.
    pub(super) fn remove_source(&mut self, at: usize) -> Option<Source> {
        let source = self.sources.try_remove(at)?;
        if self.by_source.get(&source.key) == Some(&at) {
            self.by_source.remove(&source.key);
        }
        self.ready.retain(|(ready, _)| *ready != at);
        if let Some(room) = self.rooms.get_mut(&source.room) {
            room.order.remove(at);
        }
        for subscriber in &source.subscribers {
            let Some(leg) = self.legs.get_mut(subscriber.leg) else {
                continue;
            };
            if let Some(slot) = leg.slots(source.is_picture()).get_mut(subscriber.slot) {
                slot.carry(None);
            }
        }
        Some(source)
    }

    fn remove(&mut self, key: LegKey, out: &mut Output) {
        let Some(index) = self.by_key.remove(&key) else {
            return;
        };
        self.remove_sources(index, out);
        let leg = self.legs.remove(index);
        out.jobs.push(Job::End(leg.association()));
        for (subscriber, _, source) in subscriptions(&leg, index) {
            unsubscribe(self.sources.get_mut(source), subscriber);
        }
        self.by_ufrag.remove(&leg.ufrag);
        for route in leg.pairs.all() {
            if self.by_route.get(route) == Some(&index) {
                self.by_route.remove(route);
            }
        }
        self.tell_room(leg.room, &Letter::Left(leg.room, key), out);
        if let Some(room) = self.rooms.get_mut(&leg.room) {
            room.forget(index, key);
            if room.legs.is_empty() {
                self.depart(leg.room, out);
            }
        }
        self.assign_voices(leg.room, out);
    }

    fn show(
        &mut self,
        (key, slot): (LegKey, usize),
        source: Option<api::Source>,
        (height, on_stage): (u32, bool),
        now: Instant,
        out: &mut Output,
    ) {
        let Some(index) = self.by_key.get(&key).copied() else {
            return;
        };
        // Nobody is shown himself.
        let source = source.filter(|source| source.leg != key);
        if let Some(line) = self.legs[index].video_slots.get_mut(slot) {
            line.wanted = source;
            line.height = height;
            line.on_stage = on_stage;
            self.attach(index, slot);
            self.allocate_for(index, now);
            if let Some(at) = self.legs[index].video_slots[slot].source {
                self.tell_interest_in(at, now, out);
            }
        }
    }

    /// Wishes for sources of a leg that has just come, and the wishes of that leg.
    fn attach_wishes(&mut self, room: RoomKey, key: LegKey, now: Instant) {
        let legs = self
            .rooms
            .get(&room)
            .map_or_else(Vec::new, |room| room.legs.clone());
        for leg in legs {
            let mut concerned = self.legs[leg].key == key;
            for slot in 0..self.legs[leg].video_slots.len() {
                let wanted = self.legs[leg].video_slots[slot].wanted;
                if wanted.is_some_and(|wanted| wanted.leg == key || self.legs[leg].key == key) {
                    self.attach(leg, slot);
                    concerned = true;
                }
            }
            if concerned {
                self.allocate_for(leg, now);
            }
        }
    }

    /// Makes a video slot carry what is wanted there, if that is in the room.
    pub(super) fn attach(&mut self, index: usize, slot: usize) {
        let wanted = self.legs[index].video_slots[slot].wanted;
        let target = wanted.and_then(|wanted| self.by_source.get(&wanted).copied());
        let target = target.filter(|at| {
            let source = self.sources.get(*at).filter(|source| source.is_picture());
            source.is_some_and(|source| source.room == self.legs[index].room)
        });
        let line = &mut self.legs[index].video_slots[slot];
        if line.source == target {
            return;
        }
        let subscriber = Subscriber { leg: index, slot };
        let old = std::mem::replace(&mut line.source, target);
        line.carry(target);
        self.legs[index].note_used();
        if let Some(old) = old {
            unsubscribe(self.sources.get_mut(old), subscriber);
        }
        if let Some(source) = target.and_then(|at| self.sources.get_mut(at)) {
            source.subscribers.push(subscriber);
        }
    }

    fn mute(&mut self, key: api::Source, muted: bool, out: &mut Output) {
        let at = self.by_source.get(&key).copied();
        let own = at.and_then(|at| self.sources.get(at)?.leg().and(Some(at)));
        if let Some((room, name)) = own.and_then(|at| self.set_muted(at, muted)) {
            self.tell_room(room, &Letter::Muted(name, muted), out);
        }
    }

    /// Mutes or unmutes a source, wherever its publisher is. Gives its room and its name if that is news.
    pub(super) fn set_muted(&mut self, at: usize, muted: bool) -> Option<(RoomKey, Name)> {
        let source = self.sources.get_mut(at)?;
        // Said again with every offer: what flows goes on.
        if source.muted == muted {
            return None;
        }
        source.set_muted(muted);
        // The next packet follows the last one of every slot without a gap.
        each_slot(&mut self.legs, source, Slot::pause);
        Some((source.room, source.name))
    }
}

/// Does something to every slot that shows a source.
pub(super) fn each_slot(legs: &mut Slab<Leg>, source: &Source, mut act: impl FnMut(&mut Slot)) {
    for subscriber in &source.subscribers {
        let slots = legs
            .get_mut(subscriber.leg)
            .map(|leg| leg.slots(source.is_picture()));
        if let Some(slot) = slots.and_then(|slots| slots.get_mut(subscriber.slot)) {
            act(slot);
        }
    }
}

/// Which of a leg's slots take which sources.
fn subscriptions(leg: &Leg, index: usize) -> Vec<(Subscriber, bool, usize)> {
    let of = |picture: bool| {
        let slots = if picture {
            &leg.video_slots
        } else {
            &leg.audio_slots
        };
        slots
            .iter()
            .enumerate()
            .filter_map(move |(slot, line)| Some((Subscriber { leg: index, slot }, picture, line.source?)))
    };
    of(true).chain(of(false)).collect()
}
