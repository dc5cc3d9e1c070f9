//! Who speaks in a room, and who is dominant.

use std::time::Instant;

use super::Shard;
use crate::api::{self, Event, LegKey, RoomKey, SourceKind};
use crate::output::Output;
use crate::speakers::{Activity, Announced, successor};

/// The loudest are announced, not everybody.
const ANNOUNCED: usize = 5;

/// A participant's microphone.
pub(super) fn microphone(leg: LegKey) -> api::Source {
    api::Source {
        leg,
        kind: SourceKind::Microphone,
    }
}

impl Shard {
    /// Whether it is this shard that arranges the voices of a room.
    pub(super) fn arranges(&self, room: RoomKey) -> bool {
        let state = self.rooms.get(&room);
        state.is_some_and(|state| self.place.arranger(room, &state.peers) == self.place.number)
    }

    /// Chooses the dominant speaker anew. A muted one stays until somebody else talks, like one who is
    /// silent; one who left does not.
    pub(super) fn choose_dominant(&mut self, room: RoomKey, now: Instant) {
        if !self.arranges(room) {
            return;
        }
        let Self {
            rooms,
            sources,
            by_source,
            ..
        } = self;
        let Some(state) = rooms.get_mut(&room) else { return };
        let present = state.dominant.and_then(|leg| by_source.get(&microphone(leg)));
        let present = present.and_then(|at| sources.get(*at));
        let present = present.map_or(Activity::default(), |source| source.voice.activity(now));
        let challengers = state.order.lately().iter().filter_map(|at| {
            let source = sources.get(*at)?;
            let leg = source.key.leg;
            let challenges = source.key == microphone(leg) && state.dominant != Some(leg);
            challenges.then(|| (leg, source.voice.activity(now)))
        });
        state.dominant = successor(present, challengers).or(state.dominant);
    }

    /// Announces who speaks if it changed.
    pub(super) fn announce_speakers(&mut self, room: RoomKey, now: Instant, out: &mut Output) {
        let arranges = self.arranges(room);
        let Self { rooms, sources, .. } = self;
        let Some(state) = rooms.get_mut(&room) else { return };
        if !arranges {
            // Another shard tells; whatever was told from here is out of date when it is this shard's turn again.
            state.announced = Announced::default();
            return;
        }
        let mut levels: Vec<(LegKey, u8)> = Vec::new();
        for source in state.order.lately().iter().filter_map(|at| sources.get(*at)) {
            if source.key.kind == SourceKind::Microphone && source.voice.speaks(now) {
                levels.push((source.key.leg, source.voice.loudness(now)));
            }
        }
        levels.sort_by_key(|(_, level)| std::cmp::Reverse(*level));
        levels.truncate(ANNOUNCED);
        let dominant = state.dominant;
        if state.announced.update(dominant, &levels) {
            out.events.push(Event::Speakers {
                room,
                dominant,
                levels,
            });
        }
    }
}
