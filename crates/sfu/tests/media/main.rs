//! What the media plane does, seen from outside: one behaviour a file.
#![expect(
    clippy::duplicate_mod,
    reason = "the rules of a room hold on one shard and on several"
)]

mod address;
mod again;
mod allocations;
mod certificate;
mod codecs;
mod consent;
mod crossing;
mod cut;
mod facts;
mod flood;
mod hostile;
mod keyframes;
mod large_room;
mod line;
mod mute;
mod outside;
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
mod span_threads;
mod spanned;
mod spatial;
mod speakers;
mod srtp_vectors;
mod stream;
mod switch;
mod tcp;
mod tcp_hostile;
mod three_peers;
mod uncounted;
mod ways;
mod wire;
mod world;
