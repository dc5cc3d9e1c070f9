//! ICE over TCP (RFC 6544), where we are the passive side: connections that carry datagrams in frames
//! (RFC 4571). Knows no socket; whatever can be read and written without waiting serves.

mod backlog;
mod connections;
mod frames;

pub use connections::Connections;
pub(crate) use connections::MOST as MOST_CONNECTIONS;
#[cfg(feature = "fuzz")]
pub(crate) use frames::Frames;
pub(crate) use frames::LONGEST;
