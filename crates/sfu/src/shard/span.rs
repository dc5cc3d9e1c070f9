//! A room on several shards: who else has legs of it, and the sources that are there.

mod taking;
#[cfg(test)]
mod tests;
mod voices;

use std::time::Instant;

use super::Shard;
use super::command::each_slot;
use crate::across::{Described, Letter, Name, Parcel, home};
use crate::api::{self, LegKey, RoomKey};
use crate::output::Output;
use crate::source::{Publisher, Source, is_picture};

impl Shard {
    /// Takes what another shard sent.
    pub fn across(&mut self, from: usize, parcel: &Parcel, now: Instant, out: &mut Output) {
        for letter in &parcel.letters {
            self.read(from, letter, &parcel.bytes, now, out);
        }
    }

    /// A parcel was not taken and is to be offered again: what need not wait is taken out. Gives the number of packets
    /// that are lost.
    pub fn lighten(&mut self, parcel: &mut Parcel) -> u64 {
        let is_picture = |name| find(&self.sources, name).is_some_and(Source::is_picture);
        let mut lost = Vec::new();
        let dropped = parcel.lighten(is_picture, |name, layer| lost.push((name, layer)));
        lost.dedup();
        for (name, layer) in lost {
            self.want_keyframe(name, layer);
        }
        dropped
    }

    fn read(&mut self, from: usize, letter: &Letter, bytes: &[u8], now: Instant, out: &mut Output) {
        match letter {
            Letter::Here(room, sources) => self.peer_is_here(from, *room, sources, now, out),
            Letter::Bye(room) => self.peer_left(from, *room, out),
            Letter::Left(room, leg) => self.far_leg_left(*room, *leg),
            Letter::Added(room, source) => self.far_source_began(from, *room, source, now, out),
            Letter::Gone(name) => {
                if let Some(at) = self.by_far.get(&(from, *name)).copied() {
                    self.forget_far(&[at], out);
                }
            }
            Letter::Muted(name, muted) => {
                if let Some(at) = self.by_far.get(&(from, *name)).copied() {
                    self.set_muted(at, *muted);
                }
            }
            Letter::Started(name) => self.far_voice_started(from, *name, out),
            Letter::Anew(name, number) => self.far_layer_began_anew(from, *name, *number),
            Letter::Facts(name, facts) => self.learn(from, *name, facts, now),
            Letter::Packet(crossing) => {
                if let Some(payload) = bytes.get(crossing.payload.clone()) {
                    self.take_across(from, crossing, payload, now);
                }
            }
            Letter::Group(name, number) => self.group_crossed(from, *name, *number, now),
            Letter::Voice(name, voice, told) => self.hear_of(from, *name, *voice, *told, now),
            Letter::Voices(room, front, dominant) => self.follow(*room, front, *dominant, out),
            Letter::Takes(name, interest) => self.give(from, *name, *interest, now, out),
            Letter::Keyframe(name, number) => self.want_keyframe(*name, *number),
        }
    }

    /// Tells all other shards of a room.
    pub(super) fn tell_room(&self, room: RoomKey, letter: &Letter, out: &mut Output) {
        for peer in self.rooms.get(&room).into_iter().flat_map(|room| &room.peers) {
            out.tell(*peer, letter.clone());
        }
    }

    /// The first leg of a room is here. The home knows where the others are; every other shard lets all know.
    pub(super) fn arrive(&mut self, room: RoomKey, out: &mut Output) {
        if home(room, self.place.count) == self.place.number {
            let peers = self.away.remove(&room).unwrap_or_default();
            for peer in &peers {
                out.tell(*peer, Letter::Here(room, Vec::new()));
            }
            if let Some(state) = self.rooms.get_mut(&room) {
                state.known_elsewhere = !peers.is_empty();
                state.peers = peers;
            }
        } else {
            for peer in self.place.others() {
                out.tell(peer, Letter::Here(room, Vec::new()));
            }
            if let Some(state) = self.rooms.get_mut(&room) {
                state.known_elsewhere = true;
            }
        }
    }

    /// The last leg of a room is gone from here, and with it all that is known of the room.
    pub(super) fn depart(&mut self, room: RoomKey, out: &mut Output) {
        let Some(state) = self.rooms.remove(&room) else {
            return;
        };
        if !state.known_elsewhere {
            return;
        }
        let far = |(at, source): (usize, &Source)| (source.room == room).then_some(at);
        let far: Vec<usize> = self.sources.iter().filter_map(far).collect();
        self.forget_far(&far, out);
        // Also to those who may be about to read that there were legs here.
        for peer in self.place.others() {
            out.tell(peer, Letter::Bye(room));
        }
        let home = home(room, self.place.count);
        if home == self.place.number && !state.peers.is_empty() {
            self.away.insert(room, state.peers);
        }
    }

    /// Another shard has legs of a room, with these sources and no others.
    fn peer_is_here(
        &mut self,
        from: usize,
        room: RoomKey,
        described: &[Described],
        now: Instant,
        out: &mut Output,
    ) {
        let Some(state) = self.rooms.get_mut(&room) else {
            if home(room, self.place.count) == self.place.number {
                let away = self.away.entry(room).or_default();
                if !away.contains(&from) {
                    away.push(from);
                }
            }
            return;
        };
        if !state.peers.contains(&from) {
            state.peers.push(from);
            state.known_elsewhere = true;
            state.told = None;
            let own = self.sources.iter().map(|(_, source)| source);
            let own = own.filter(|source| source.room == room && source.leg().is_some());
            let own = own.map(|source| source.described(state.order.all().contains(&source.name.at)));
            out.tell(from, Letter::Here(room, own.collect()));
        }
        let gone: Vec<usize> = self
            .far_sources(from, room)
            .filter(|(_, source)| described.iter().all(|other| other.name != source.name))
            .map(|(at, _)| at)
            .collect();
        self.forget_far(&gone, out);
        for source in described {
            self.far_source_began(from, room, source, now, out);
        }
        self.assign_voices(room, out);
    }

    /// Another shard has no legs of a room any more.
    fn peer_left(&mut self, from: usize, room: RoomKey, out: &mut Output) {
        if let Some(away) = self.away.get_mut(&room) {
            away.retain(|peer| *peer != from);
            if away.is_empty() {
                self.away.remove(&room);
            }
        }
        let Some(state) = self.rooms.get_mut(&room) else {
            return;
        };
        state.peers.retain(|peer| *peer != from);
        for (_, source) in self.sources.iter_mut().filter(|(_, source)| source.room == room) {
            source.taken_by(from, crate::source::Interest::default());
        }
        let gone: Vec<usize> = self.far_sources(from, room).map(|(at, _)| at).collect();
        for at in &gone {
            let leg = self.sources[*at].key.leg;
            self.far_leg_left(room, leg);
        }
        self.forget_far(&gone, out);
        self.assign_voices(room, out);
    }

    fn far_leg_left(&mut self, room: RoomKey, leg: LegKey) {
        if let Some(state) = self.rooms.get_mut(&room) {
            state.dominant.take_if(|dominant| *dominant == leg);
        }
    }

    fn far_sources(&self, shard: usize, room: RoomKey) -> impl Iterator<Item = (usize, &Source)> {
        let there = move |publisher: &Publisher| match publisher {
            Publisher::There(far) => far.shard == shard,
            Publisher::Here(_) => false,
        };
        let all = self.sources.iter();
        all.filter(move |(_, source)| source.room == room && there(&source.publisher))
    }

    fn far_source_began(
        &mut self,
        from: usize,
        room: RoomKey,
        described: &Described,
        now: Instant,
        out: &mut Output,
    ) {
        let name = (from, described.name);
        let state = self.rooms.get(&room);
        if !state.is_some_and(|state| state.peers.contains(&from)) {
            return;
        }
        if let Some(at) = self.by_far.get(&name).copied() {
            // Known from before, but not what became of it since.
            if described.voice {
                self.add_voice(room, at, out);
            }
            self.set_muted(at, described.muted);
            return;
        }
        let at = self.sources.insert(Source::far(described, room, from));
        self.by_far.insert(name, at);
        // A leg that has just moved here is still described by the shard it came from.
        let known = self.by_source.get(&described.key);
        let known = known.and_then(|at| self.sources.get(*at));
        if known.is_none_or(|known| known.leg().is_none()) {
            self.by_source.insert(described.key, at);
            self.attach_all(room, described.key, now);
            self.tell_interest_in(at, now, out);
        }
        if described.voice && !is_picture(described.key.kind) {
            self.add_voice(room, at, out);
        }
    }

    /// Everybody who wants a source gets it.
    fn attach_all(&mut self, room: RoomKey, key: api::Source, now: Instant) {
        let legs = self
            .rooms
            .get(&room)
            .map_or_else(Vec::new, |room| room.legs.clone());
        for leg in legs {
            for slot in 0..self.legs[leg].video_slots.len() {
                if self.legs[leg].video_slots[slot].wanted == Some(key) {
                    self.attach(leg, slot);
                    self.allocate_for(leg, now);
                }
            }
        }
    }

    /// Sources of other shards among these end.
    fn forget_far(&mut self, indices: &[usize], out: &mut Output) {
        for at in indices.iter().copied() {
            let Some(Publisher::There(far)) = self.sources.get(at).map(|source| &source.publisher) else {
                continue;
            };
            let shard = far.shard;
            let Some(source) = self.remove_source(at) else {
                continue;
            };
            self.by_far.remove(&(shard, source.name));
            // Of a leg that moved from shard to shard another source with its name may be known by now.
            if !self.by_source.contains_key(&source.key)
                && let Some((other, _)) = self.sources.iter().find(|(_, other)| other.key == source.key)
            {
                self.by_source.insert(source.key, other);
            }
            if !source.is_picture() {
                self.assign_voices(source.room, out);
            }
        }
    }

    fn far_layer_began_anew(&mut self, from: usize, name: Name, number: usize) {
        let at = self.by_far.get(&(from, name));
        let Some(source) = at.and_then(|at| self.sources.get_mut(*at)) else {
            return;
        };
        if let Some(layer) = source.layers.get_mut(number) {
            layer.begin_anew(None);
            each_slot(&mut self.legs, source, |slot| slot.forget(number));
        }
    }
}

/// A source of this shard by its name.
fn find(sources: &slab::Slab<Source>, name: Name) -> Option<&Source> {
    sources
        .get(name.at)
        .filter(|source| source.leg().is_some() && source.name == name)
}
