//! What the media plane does, seen from outside: one behaviour a file.

mod address;
mod again;
mod certificate;
mod consent;
mod cut;
mod hostile;
mod keyframes;
mod large_room;
mod mute;
mod own_voice;
mod pace;
mod page;
mod re_offer;
mod redundancy;
mod repair;
mod reports;
mod rollover;
mod screen_sound;
mod shards;
mod simulcast;
mod speakers;
mod srtp_vectors;
mod switch;
mod three_peers;
mod wire;
mod world;
