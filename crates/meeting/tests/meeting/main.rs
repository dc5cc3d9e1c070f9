//! What meetings do, one subject a file.

mod cost;
mod hub;
mod invariants;
mod joining;
mod leaving;
mod media;
mod moderation;
mod sdp;
mod signalling;
mod support;
mod usage;
