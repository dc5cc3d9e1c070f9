//! What the shards of one process say to each other about the rooms that they share.

mod parcel;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::time::Instant;

use arrayvec::ArrayVec;

pub use parcel::Parcel;

use crate::api::{self, LegKey, MAX_LAYERS, RoomKey};
use crate::ring::Packet;
use crate::source::{Interest, Known};
use crate::speakers::{Front, Voice};

/// Which of the shards of a process one is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Its number.
    pub number: usize,
    /// How many there are.
    pub count: usize,
}

impl Place {
    /// All other shards.
    pub(crate) fn others(self) -> impl Iterator<Item = usize> {
        (0..self.count).filter(move |shard| *shard != self.number)
    }

    /// Of this shard and others, all with legs of a room, the one that arranges its voices: its home, or the next
    /// one after it.
    pub(crate) fn arranger(self, room: RoomKey, others: &[usize]) -> usize {
        let home = home(room, self.count);
        let after = |shard: &usize| (shard + self.count - home) % self.count.max(1);
        let shards = others.iter().copied().chain([self.number]);
        shards.min_by_key(after).unwrap_or(self.number)
    }
}

/// The shard where a room begins, of so many.
pub(crate) fn home(room: RoomKey, shards: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    room.hash(&mut hasher);
    (hasher.finish() % shards.max(1) as u64) as usize
}

/// A source of a shard: where it lies there, and which one it is of those that lay there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    /// Its index there.
    pub at: usize,
    /// How many sources were there before.
    pub born: u64,
}

/// A source as other shards need to know it.
#[derive(Debug, Clone)]
pub(crate) struct Described {
    /// Its name on its own shard.
    pub name: Name,
    /// Whose, and which.
    pub key: api::Source,
    /// Its encodings.
    pub layers: usize,
    /// Muted by its publisher.
    pub muted: bool,
    /// It is among the voices of its room.
    pub voice: bool,
}

/// What is known of a picture source without its packets.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Of each encoding.
    pub layers: ArrayVec<Known, MAX_LAYERS>,
    /// How far the publisher's clock is behind the shards' one, 32.32 fixed point.
    pub ntp_offset: Option<i64>,
}

/// A packet of an encoding.
#[derive(Debug, Clone)]
pub(crate) struct Crossing {
    /// The source.
    pub name: Name,
    /// Its encoding.
    pub layer: usize,
    /// The packet without its payload.
    pub packet: Packet,
    /// Where that is in the parcel's bytes.
    pub payload: Range<usize>,
    /// It was forwarded long ago on its own shard, and is of the last group of pictures.
    pub past: bool,
}

/// One thing that a shard tells another.
#[derive(Debug, Clone)]
pub(crate) enum Letter {
    /// The sender has legs of this room, with these sources.
    Here(RoomKey, Vec<Described>),
    /// It has none any more.
    Bye(RoomKey),
    /// A leg is gone for good.
    Left(RoomKey, LegKey),
    /// A source of the sender begins, …
    Added(RoomKey, Described),
    /// … and ends.
    Gone(Name),
    /// Muted or not.
    Muted(Name, bool),
    /// A source of sound is among the voices from now on.
    Started(Name),
    /// An encoding begins anew, with other sequence numbers.
    Anew(Name, usize),
    /// What is known of a source's encodings.
    Facts(Name, Box<Facts>),
    /// A packet of an encoding.
    Packet(Crossing),
    /// The last group of pictures of an encoding is there.
    Group(Name, usize),
    /// How loud a source is and was, as of a moment; for the shard that arranges the voices.
    Voice(Name, Voice, Instant),
    /// What that shard decided: who is heard, and the dominant speaker.
    Voices(RoomKey, Front<api::Source>, Option<LegKey>),
    /// What the sender takes of a source of the receiver.
    Takes(Name, Interest),
    /// Somebody there needs a keyframe of an encoding.
    Keyframe(Name, usize),
}
