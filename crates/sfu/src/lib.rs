//! Media: packets in, packets out. Knows neither HTTP nor SQL nor SDP.
//!
//! [`Sfu`] is the running media plane; [`api`] is how meetings speak with it. Inside, a
//! [`core::Shard`] is a state machine without sockets, threads or clock; `io` feeds it.

pub mod api;
mod clock;
mod congestion;
mod counters;
mod dtls;
mod handle;
mod handshake;
mod ice;
mod io;
mod leg;
mod output;
mod ring;
mod rtcp;
mod rtp;
mod shard;
mod slot;
mod source;
mod speakers;
mod srtp;
mod stun;

pub use counters::Counters;
pub use handle::{Config, Overloaded, Sfu};

/// The media plane without sockets and threads, for tests and simulations.
pub mod core {
    pub use crate::dtls::{Identity, Progress};
    pub use crate::handshake::{AssociationKey, Handshakes, Job, Reply};
    pub use crate::output::{Output, Run};
    pub use crate::shard::Shard;
    pub use crate::srtp::{KeyingMaterial, Opener, Profile, Refused, Sealer};
}
