//! Who hears whom in a room.

use std::time::Instant;

use super::Shard;
use crate::api::{Event, LegKey, RoomKey, SourceKind};
use crate::output::Output;
use crate::source::{Source, Subscriber};
use crate::speakers::{Announced, Candidate, Order};

/// The loudest are announced, not everybody.
const ANNOUNCED: usize = 5;

/// A room.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Its legs by index.
    pub(super) legs: Vec<usize>,
    /// Its voices.
    pub(super) order: Order,
    announced: Announced<LegKey>,
}

impl Room {
    /// A leg is gone.
    pub(super) fn forget(&mut self, index: usize, key: LegKey) {
        self.legs.retain(|leg| *leg != index);
        self.announced.forget(key);
    }
}

impl Shard {
    /// Lets the loudest come to the front and gives everybody the voices to hear.
    pub(super) fn arrange_voices(&mut self, room: RoomKey, now: Instant, out: &mut Output) {
        let Self {
            rooms, legs, sources, ..
        } = self;
        let Some(state) = rooms.get_mut(&room) else { return };
        let counts = state
            .legs
            .iter()
            .filter_map(|at| Some(legs.get(*at)?.audio_slots.len()));
        let front = counts.max().unwrap_or(0);
        let changed = state.order.arrange(front, |at| {
            sources.get(at).map_or(
                Candidate {
                    speaks: false,
                    first: false,
                    loudness: 0,
                    spoke: None,
                },
                |source| {
                    let screen = source.key.kind == SourceKind::ScreenAudio;
                    Candidate::new(&source.voice, screen, now)
                },
            )
        });
        if changed {
            self.assign_voices(room, out);
        }
    }

    /// Fills everybody's audio slots with the front of the order, leaving voices where they are.
    pub(super) fn assign_voices(&mut self, room: RoomKey, out: &mut Output) {
        let Self {
            rooms, legs, sources, ..
        } = self;
        let Some(state) = rooms.get(&room) else { return };
        for at in &state.legs {
            let Some(leg) = legs.get_mut(*at) else { continue };
            let others = state.order.voices().iter().copied();
            let others = others.filter(|voice| sources.get(*voice).is_some_and(|s| s.leg != *at));
            let count = leg.audio_slots.len();
            let wanted: Vec<usize> = others.take(count).collect();
            for (slot, line) in leg.audio_slots.iter_mut().enumerate() {
                if let Some(old) = line.source.filter(|old| !wanted.contains(old)) {
                    line.carry(None);
                    unsubscribe(sources.get_mut(old), Subscriber { leg: *at, slot });
                }
            }
            for voice in wanted {
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

    /// Announces who speaks if it changed.
    pub(super) fn announce_speakers(&mut self, room: RoomKey, now: Instant, out: &mut Output) {
        let Self { rooms, sources, .. } = self;
        let Some(state) = rooms.get_mut(&room) else { return };
        let mut levels: Vec<(LegKey, u8)> = Vec::new();
        for source in state.order.voices().iter().filter_map(|at| sources.get(*at)) {
            if source.key.kind == SourceKind::Microphone && source.voice.speaks(now) {
                levels.push((source.key.leg, source.voice.loudness(now)));
            }
        }
        levels.sort_by_key(|(_, level)| std::cmp::Reverse(*level));
        levels.truncate(ANNOUNCED);
        if let Some((dominant, levels)) = state.announced.update(levels) {
            out.events.push(Event::Speakers {
                room,
                dominant,
                levels,
            });
        }
    }
}

/// Takes a slot off a source's list.
pub(super) fn unsubscribe(source: Option<&mut Source>, subscriber: Subscriber) {
    if let Some(source) = source {
        source.leave(subscriber);
    }
}
