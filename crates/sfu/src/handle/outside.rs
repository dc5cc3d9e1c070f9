//! What STUN servers said so far.

use std::net::SocketAddr;

use tokio::sync::watch;

use crate::api::Outside;

/// How each shard's socket looks from outside, by the STUN server that was asked last.
pub type OutsideView = watch::Receiver<Vec<Seen>>;

/// How a shard's socket looks from outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Where it was seen last.
    pub address: Option<SocketAddr>,
    /// Whether the last question remained without a usable answer.
    pub silent: bool,
}

impl Seen {
    /// After another answer, or none.
    pub(crate) fn after(self, answer: Outside) -> Self {
        match answer {
            Outside::Seen(address) => Self {
                address: Some(address),
                silent: false,
            },
            Outside::Silent => Self { silent: true, ..self },
        }
    }
}
