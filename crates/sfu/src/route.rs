//! By which way a page is reached.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, SocketAddr};

/// A way to a page: an address that datagrams come from, or one TCP connection. A UDP and a TCP peer with
/// the same address are two, and so are two connections from one address, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Datagrams from and to this address.
    Udp(SocketAddr),
    /// A TCP connection (RFC 6544).
    Tcp {
        /// Its number; no other open connection of the shard has it.
        connection: u32,
        /// The address at its other end.
        remote: SocketAddr,
    },
}

impl Route {
    /// The address at the other end.
    pub const fn remote(self) -> SocketAddr {
        match self {
            Self::Udp(remote) | Self::Tcp { remote, .. } => remote,
        }
    }
}

impl From<SocketAddr> for Route {
    fn from(address: SocketAddr) -> Self {
        Self::Udp(canonical(address))
    }
}

/// Routes are looked up for every packet, so no more is hashed than tells them apart.
impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Udp(address) => address.hash(state),
            Self::Tcp { connection, .. } => connection.hash(state),
        }
    }
}

/// The address itself where a socket for both families shows an IPv4 address as an IPv6 one
/// (RFC 4291 §2.5.5.2), so that it equals what was announced.
pub(crate) fn canonical(address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        ip @ IpAddr::V4(_) => SocketAddr::new(ip, address.port()),
        // As it is: a link-local address means nothing without its scope.
        IpAddr::V6(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn one_address_by_two_ways_and_on_two_connections_is_three_peers() {
        let remote: SocketAddr = "192.0.2.1:4000".parse().expect("an address");
        let tcp = |connection| Route::Tcp { connection, remote };
        let routes = HashSet::from([remote.into(), tcp(1), tcp(2), tcp(1)]);
        assert_eq!(routes.len(), 3);
        assert!(routes.iter().all(|route| route.remote() == remote));
    }

    #[test]
    fn an_ipv4_address_is_the_same_however_the_socket_shows_it() {
        let of = |text: &str| Route::from(text.parse::<SocketAddr>().expect("an address"));
        assert_eq!(of("[::ffff:192.0.2.1]:4000"), of("192.0.2.1:4000"));
        assert_ne!(of("[::192.0.2.1]:4000"), of("192.0.2.1:4000"));
        assert_ne!(of("[2001:db8::1]:4000"), of("[2001:db8::2]:4000"));
    }
}
