//! The threads: one a shard for media, a few for handshakes.

mod bind;
mod handshakes;
mod media;
mod outbox;
mod streams;
mod sys;

pub(crate) use bind::bind;
pub(crate) use handshakes::HandshakePool;
pub(crate) use media::{Mailbox, MediaThread, ToShard};
pub use outbox::Outbox;
