//! Who hears whom in a room.

use std::time::Instant;

use super::Shard;
use super::speech::microphone;
use crate::api::{self, Event, LegKey, RoomKey, SourceKind};
use crate::output::Output;
use crate::source::{Source, Subscriber};
use crate::speakers::{Announced, Candidate, Front, Order};

/// A room.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Its legs by index.
    pub(super) legs: Vec<usize>,
    /// Its voices.
    pub(super) order: Order,
    /// The dominant speaker.
    pub(super) dominant: Option<LegKey>,
    /// What was told of them.
    pub(super) announced: Announced<LegKey>,
    /// Other shards with legs of it.
    pub(super) peers: Vec<usize>,
    /// Other shards were told that it has legs here.
    pub(super) known_elsewhere: bool,
    /// The voices in front, as another shard has arranged them.
    pub(super) arranged: Option<Front<api::Source>>,
    /// What these were told of its voices and the dominant speaker.
    pub(super) told: Option<(Front<usize>, Option<LegKey>)>,
}

impl Room {
    /// A leg is gone.
    pub(super) fn forget(&mut self, index: usize, key: LegKey) {
        self.legs.retain(|leg| *leg != index);
        self.dominant.take_if(|dominant| *dominant == key);
    }
}

impl Shard {
    /// Looks after the voices of a room: arranges them, or leaves that to another shard.
    pub(super) fn look_after_voices(&mut self, room: RoomKey, now: Instant, out: &mut Output) {
        let Self { rooms, sources, .. } = self;
        let Some(state) = rooms.get_mut(&room) else { return };
        state.order.forget(|at| {
            sources.get_mut(*at).is_some_and(|source| {
                let screen = source.key.kind == SourceKind::ScreenAudio;
                source.voice.keep_listed(screen, now)
            })
        });
        if self.arranges(room) {
            if let Some(state) = self.rooms.get_mut(&room) {
                state.arranged = None;
            }
            self.arrange_voices(room, now, out);
            self.tell_voices(room, out);
        } else {
            self.report_voices(room, now, out);
        }
    }

    /// Gives places to those who speak and everybody the voices to hear.
    fn arrange_voices(&mut self, room: RoomKey, now: Instant, out: &mut Output) {
        let Self {
            rooms,
            sources,
            by_source,
            ..
        } = self;
        let Some(state) = rooms.get_mut(&room) else { return };
        let dominant = state.dominant.and_then(|leg| by_source.get(&microphone(leg)));
        let changed = state.order.arrange(|at| {
            sources.get(at).map_or(Candidate::SILENT, |source| {
                let screen = source.key.kind == SourceKind::ScreenAudio;
                Candidate::new(&source.voice, screen, dominant == Some(&at), now)
            })
        });
        if changed {
            self.assign_voices(room, out);
        }
    }

    /// A voice comes in. Its place may have been decided elsewhere before it was known here.
    pub(super) fn add_voice(&mut self, room: RoomKey, at: usize, out: &mut Output) {
        let Self { rooms, by_source, .. } = self;
        let Some(state) = rooms.get_mut(&room) else { return };
        state.order.add(at);
        if let Some(front) = &state.arranged {
            state
                .order
                .follow(&front.named(|key| by_source.get(key).copied()));
        }
        self.assign_voices(room, out);
    }

    /// Fills everybody's audio slots with the voices he is to hear, leaving them where they are.
    pub(super) fn assign_voices(&mut self, room: RoomKey, out: &mut Output) {
        let Self {
            rooms, legs, sources, ..
        } = self;
        let Some(state) = rooms.get(&room) else { return };
        let spans = !state.peers.is_empty();
        for voice in state.order.all().iter().filter(|_| spans) {
            let heard = state.order.within_reach().contains(voice);
            if let Some(source) = sources.get_mut(*voice) {
                source.is_heard_by(&state.peers, heard);
            }
        }
        let mut wanted: Vec<usize> = Vec::new();
        for at in &state.legs {
            let Some(leg) = legs.get_mut(*at) else { continue };
            let own = |voice| sources.get(voice).is_none_or(|source| source.leg() == Some(*at));
            wanted.clear();
            wanted.extend(state.order.heard_by(leg.audio_slots.len(), own));
            for (slot, line) in leg.audio_slots.iter_mut().enumerate() {
                if let Some(old) = line.source.filter(|old| !wanted.contains(old)) {
                    line.carry(None);
                    unsubscribe(sources.get_mut(old), Subscriber { leg: *at, slot });
                }
            }
            for voice in wanted.iter().copied() {
                if leg.audio_slots.iter().any(|slot| slot.source == Some(voice)) {
                    continue;
                }
                let free = leg.audio_slots.iter().position(|slot| slot.source.is_none());
                let (Some(slot), Some(source)) = (free, sources.get_mut(voice)) else {
                    break;
                };
                leg.audio_slots[slot].carry(Some(voice));
                let subscriber = Subscriber { leg: *at, slot };
                source.subscribers.push(subscriber);
                source.list(subscriber, |_| true);
            }
            for (slot, line) in leg.audio_slots.iter_mut().enumerate() {
                let source = line
                    .source
                    .and_then(|at| sources.get(at))
                    .map(|source| source.key);
                if line.wanted != source {
                    line.wanted = source;
                    out.events.push(Event::AudioSlot {
                        leg: leg.key,
                        slot,
                        source,
                    });
                }
            }
        }
    }
}

/// Takes a slot off a source's list.
pub(super) fn unsubscribe(source: Option<&mut Source>, subscriber: Subscriber) {
    if let Some(source) = source {
        source.leave(subscriber);
    }
}
