//! What meetings do, one subject a file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod codecs;
mod cost;
mod direct;
mod house;
mod hub;
mod invariants;
mod joining;
mod leaving;
mod media;
mod moderation;
mod sdp;
mod signalling;
mod stats;
mod support;
mod usage;
