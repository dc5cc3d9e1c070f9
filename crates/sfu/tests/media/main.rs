//! What the media plane does, seen from outside: one behaviour a file.

mod address;
mod consent;
mod hostile;
mod keyframes;
mod mute;
mod own_voice;
mod repair;
mod reports;
mod rollover;
mod speakers;
mod srtp_vectors;
mod switch;
mod three_peers;
mod world;
