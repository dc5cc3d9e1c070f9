//! What fuzzers do with what comes to the relay.

mod frames;
mod message;
mod page;
mod server;

/// The name of a target, and what it does with any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("turn-message", message::any),
    ("turn-frames", frames::any),
    ("turn-server", server::any),
];
