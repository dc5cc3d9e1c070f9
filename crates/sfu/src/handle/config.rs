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
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 10_000);
        Self {
            listen,
            announced: Vec::new(),
            shards: 1,
            tcp: true,
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
