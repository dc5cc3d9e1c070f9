//! The rules of a room on one shard, for one whose legs are on two shards in turn.

use super::wire;

mod across;
mod voices;

pub(crate) mod world {
    //! The same with two shards.

    pub(crate) use crate::world::*;

    pub(crate) type World = Over<2>;
}

#[path = "again.rs"]
mod again;
#[path = "codecs.rs"]
mod codecs;
#[path = "keyframes.rs"]
mod keyframes;
#[path = "large_room.rs"]
mod large_room;
#[path = "mute.rs"]
mod mute;
#[path = "own_voice.rs"]
mod own_voice;
#[path = "pace.rs"]
mod pace;
#[path = "re_offer.rs"]
mod re_offer;
#[path = "redundancy.rs"]
mod redundancy;
#[path = "repair.rs"]
mod repair;
#[path = "reports.rs"]
mod reports;
#[path = "rollover.rs"]
mod rollover;
#[path = "screen_sound.rs"]
mod screen_sound;
#[path = "simulcast.rs"]
mod simulcast;
#[path = "spatial.rs"]
mod spatial;
#[path = "speakers.rs"]
mod speakers;
#[path = "switch.rs"]
mod switch;
