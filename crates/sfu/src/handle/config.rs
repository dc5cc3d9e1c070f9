//! What the media plane starts with, and why it may not.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::api::Transport;

/// How the media plane is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// UDP and TCP address of the first shard; further shards take the ports after it. With port 0 the
    /// system chooses.
    pub listen: SocketAddr,
    /// Addresses that pages are told; empty: the listen address if it is specific.
    pub announced: Vec<IpAddr>,
    /// Media threads, one a processor core at most.
    pub shards: usize,
    /// Whether pages may connect over TCP where UDP does not get through.
    pub tcp: bool,
    /// Legs of one room on a shard before further ones are put on another.
    pub legs_of_a_room: usize,
}

impl Config {
    /// [`Self::legs_of_a_room`] by default: so many legs with three voices and 4 Mbit/s of pictures each are 120,000
    /// packets a second, 60 % of what a shard is to deliver (`docs/decisions/0020-rooms-over-shards.md`).
    pub const LEGS_OF_A_ROOM: usize = 200;
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 10_000);
        Self {
            listen,
            announced: Vec::new(),
            shards: 1,
            tcp: true,
            legs_of_a_room: Self::LEGS_OF_A_ROOM,
        }
    }
}

/// Why the media plane does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be had.
    #[error("{transport} port {} on {} cannot be used: {error}", address.port(), address.ip())]
    Bind {
        /// By which protocol.
        transport: Transport,
        /// Which.
        address: SocketAddr,
        /// Why not.
        error: std::io::Error,
    },
    /// The system gives no thread, no certificate or nothing to wait with.
    #[error(transparent)]
    System(#[from] std::io::Error),
}
