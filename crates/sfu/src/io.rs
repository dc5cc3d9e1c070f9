//! The threads: one a shard for media, a few for handshakes.

mod bind;
mod handshakes;
mod mailbox;
mod media;
mod outbox;
mod parcels;
mod streams;
mod sys;

pub(crate) use bind::bind;
pub(crate) use handshakes::HandshakePool;
pub(crate) use mailbox::{Mailbox, ToShard};
pub(crate) use media::MediaThread;
pub use outbox::Outbox;
