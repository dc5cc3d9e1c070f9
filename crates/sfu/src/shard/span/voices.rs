//! The voices of a room on several shards: one of them arranges them, the others tell it what it needs for that.

use std::time::Instant;

use super::Shard;
use crate::across::{Letter, Name};
use crate::api::{self, LegKey, RoomKey, SourceKind};
use crate::output::Output;
use crate::source::is_picture;
use crate::speakers::{Front, Voice};

impl Shard {
    /// Tells the shard that arranges the voices of a room about those heard here lately.
    pub(in crate::shard) fn report_voices(&self, room: RoomKey, now: Instant, out: &mut Output) {
        let Some(state) = self.rooms.get(&room) else {
            return;
        };
        let arranger = self.place.arranger(room, &state.peers);
        let lately = state.order.lately().iter();
        let own = lately.filter_map(|at| self.sources.get(*at));
        for source in own.filter(|source| source.leg().is_some()) {
            out.tell(arranger, Letter::Voice(source.name, source.voice, now));
        }
    }

    /// Tells the other shards of a room who is heard and who is dominant, where that is news.
    pub(in crate::shard) fn tell_voices(&mut self, room: RoomKey, out: &mut Output) {
        let Some(state) = self.rooms.get_mut(&room) else {
            return;
        };
        if state.peers.is_empty() {
            return;
        }
        let decided = Some((state.order.front_voices(), state.dominant));
        if state.told == decided {
            return;
        }
        state.told = decided;
        let key = |at: &usize| Some(self.sources.get(*at)?.key);
        let letter = Letter::Voices(room, state.order.front_voices().named(key), state.dominant);
        self.tell_room(room, &letter, out);
    }

    /// What the shard that arranges the voices decided.
    pub(super) fn follow(
        &mut self,
        room: RoomKey,
        front: &Front<api::Source>,
        dominant: Option<LegKey>,
        out: &mut Output,
    ) {
        let Self { rooms, by_source, .. } = self;
        let Some(state) = rooms.get_mut(&room) else {
            return;
        };
        state.arranged = Some(front.clone());
        let front = front.named(|key| by_source.get(key).copied());
        state.dominant = dominant;
        state.told = None;
        if state.order.follow(&front) {
            self.assign_voices(room, out);
        }
    }

    /// How loud a source of another shard is and was.
    pub(super) fn hear_of(&mut self, from: usize, name: Name, voice: Voice, told: Instant, now: Instant) {
        let Some(at) = self.by_far.get(&(from, name)).copied() else {
            return;
        };
        let Some(source) = self.sources.get_mut(at).filter(|source| !source.muted) else {
            return;
        };
        source.voice.learn(voice, told);
        let screen = source.key.kind == SourceKind::ScreenAudio;
        if source.voice.list(screen, now)
            && let Some(room) = self.rooms.get_mut(&source.room)
        {
            room.order.heard_now(at);
        }
    }

    /// A source of sound of another shard is among the voices.
    pub(super) fn far_voice_started(&mut self, from: usize, name: Name, out: &mut Output) {
        let Some(at) = self.by_far.get(&(from, name)).copied() else {
            return;
        };
        let Some(source) = self.sources.get(at).filter(|source| !is_picture(source.key.kind)) else {
            return;
        };
        self.add_voice(source.room, at, out);
    }
}
