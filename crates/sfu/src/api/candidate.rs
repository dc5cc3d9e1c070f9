//! Where a page may send to.

use std::fmt;
use std::net::SocketAddr;

/// A transport protocol below DTLS and SRTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// Framed in a connection that the page opens (RFC 6544, we are passive).
    Tcp,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        })
    }
}

/// An address that a page may send to (RFC 8445 §5.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// By which protocol.
    pub transport: Transport,
    /// The address.
    pub address: SocketAddr,
    /// Our own address behind it, if it is one that a STUN server saw (server-reflexive); without, it is a
    /// host candidate.
    pub base: Option<SocketAddr>,
}

impl Candidate {
    /// A host candidate.
    pub const fn host(transport: Transport, address: SocketAddr) -> Self {
        Self {
            transport,
            address,
            base: None,
        }
    }
}
