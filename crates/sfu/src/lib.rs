//! Media: packets in, packets out. Knows neither HTTP nor SQL nor SDP.
//!
//! [`Sfu`] is the running media plane; [`api`] is how meetings speak with it. Inside, a
//! [`core::Shard`] is a state machine without sockets, threads or clock; `io` feeds it. By which way a page
//! is reached, a UDP address or a TCP connection, is a [`core::Route`]; what a shard says is the same by both,
//! and [`core::Connections`] turns streams into datagrams and back. A shard takes one port, on UDP and on TCP.
//! Shards share a large room by a [`core::Parcel`] for each other after every round.
//!
//! A leg begins with [`Sfu::prepare`], whose [`api::LegTransport`] goes into the answer and, with the
//! facts of the page's offer, into [`api::Command::Add`]. The answer must say:
//! - for the session `a=ice-lite`, one BUNDLE group of all `mid`s;
//! - per m-line `a=ice-ufrag`, `a=ice-pwd`, `a=fingerprint:sha-256`, `a=setup:passive`, `a=rtcp-mux`,
//!   `a=rtcp-rsize`, and each of the transport's candidates, those of UDP with the higher priorities and those
//!   of TCP with `tcptype passive` (RFC 6544 §4.5);
//! - the offered header extensions of [`api::Extensions`] with the offered ids, the same in all m-lines;
//! - for sound Opus with `transport-cc`; for pictures each codec of [`api::PictureTypes`] that the m-line offers
//!   with `transport-cc`, `ccm fir`, `nack`, `nack pli`, and its RTX payload type;
//! - where the page sends `a=recvonly`; where it receives `a=sendonly` with `a=ssrc` lines of the slot's
//!   SSRCs and, for pictures, `a=ssrc-group:FID <ssrc> <rtx ssrc>`.

mod across;
mod allocation;
pub mod api;
mod clock;
mod congestion;
mod counters;
mod dtls;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod handle;
mod handshake;
mod ice;
mod io;
mod leg;
mod output;
mod outside;
mod ring;
mod route;
mod rtcp;
mod rtp;
mod shard;
mod slot;
mod source;
mod speakers;
mod srtp;
mod stun;
mod tcp;

pub use counters::Counters;
pub use handle::{Config, Events, OutsideView, Overloaded, Seen, Sfu, StartError};

/// The media plane without sockets and threads, for tests and simulations.
pub mod core {
    pub use crate::across::Parcel;
    pub use crate::congestion::{Congestion, Limits, Pacer, ProbeCluster};
    pub use crate::dtls::{Identity, Progress};
    pub use crate::handshake::{AssociationKey, Handshakes, Job, Reply};
    pub use crate::io::Outbox;
    pub use crate::output::{Output, Run};
    pub use crate::route::Route;
    pub use crate::rtcp::TransportFeedback;
    pub use crate::shard::Shard;
    pub use crate::srtp::{KeyingMaterial, Opener, Profile, Refused, Sealer};
    pub use crate::tcp::Connections;
}
