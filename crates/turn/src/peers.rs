//! Where relayed packets may go, and where they may come from.

use crate::address::is_special;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

/// To whom the server relays: anybody on the public internet, never to this machine or a network behind it,
/// with one exception: the sockets of the media plane.
#[derive(Debug, Clone, Default)]
pub struct Peers {
    media: BTreeSet<SocketAddr>,
    own: BTreeSet<IpAddr>,
    /// Nobody but the media plane is reached.
    media_only: bool,
}

impl Peers {
    /// `media` are the sockets that pages are told to send media to; `own` are all addresses of this machine,
    /// at which nothing else is reached.
    #[must_use]
    pub fn new(media: impl IntoIterator<Item = SocketAddr>, own: impl IntoIterator<Item = IpAddr>) -> Self {
        let media: BTreeSet<SocketAddr> = media.into_iter().filter(|socket| socket.port() != 0).collect();
        let own = own.into_iter().chain(media.iter().map(SocketAddr::ip)).collect();
        Self {
            media,
            own,
            media_only: false,
        }
    }

    /// Nothing but these sockets of the media plane: all that pages need as long as they do not connect to each
    /// other directly.
    #[must_use]
    pub fn media_alone(media: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self {
            media_only: true,
            ..Self::new(media, [])
        }
    }

    /// Whether a permission for this address may be had. Permissions know no ports (RFC 8656 §2.3); that the
    /// port is right is seen to with every packet, by [`Peers::may_reach`].
    #[must_use]
    pub fn may_permit(&self, address: IpAddr) -> bool {
        self.is_elsewhere(address) || self.media.iter().any(|socket| socket.ip() == address)
    }

    /// Whether a packet may go to this socket or come from it.
    #[must_use]
    pub fn may_reach(&self, peer: SocketAddr) -> bool {
        peer.port() != 0 && (self.is_elsewhere(peer.ip()) || self.media.contains(&peer))
    }

    fn is_elsewhere(&self, address: IpAddr) -> bool {
        !self.media_only && !is_special(address) && !self.own.contains(&address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn peers() -> Peers {
        Peers::new(
            ["127.0.0.1:10000", "10.0.0.5:10000", "[fd00::5]:10000"].map(socket),
            ["9.9.9.9".parse().unwrap(), "10.0.0.5".parse().unwrap()],
        )
    }

    #[test]
    fn the_public_internet_is_reached() {
        for peer in ["8.8.8.8:53", "[2a00:1450::1]:443"].map(socket) {
            assert!(peers().may_reach(peer) && peers().may_permit(peer.ip()), "{peer}");
        }
    }

    #[test]
    fn the_media_plane_alone_is_the_media_plane_alone() {
        let alone = Peers::media_alone(["127.0.0.1:10000"].map(socket));
        assert!(alone.may_reach(socket("127.0.0.1:10000")));
        for peer in ["8.8.8.8:53", "127.0.0.1:10001", "[2a00:1450::1]:443"].map(socket) {
            assert!(!alone.may_reach(peer), "{peer}");
        }
        assert!(!alone.may_permit(socket("8.8.8.8:53").ip()));
    }

    #[test]
    fn the_media_plane_is_reached_wherever_it_is() {
        for peer in ["127.0.0.1:10000", "10.0.0.5:10000", "[fd00::5]:10000"].map(socket) {
            assert!(peers().may_reach(peer) && peers().may_permit(peer.ip()), "{peer}");
        }
    }

    #[test]
    fn other_ports_and_neighbours_of_the_media_plane_are_not() {
        for peer in [
            "127.0.0.1:10001",
            "127.0.0.1:8080",
            "127.0.0.2:10000",
            "10.0.0.6:10000",
            "[fd00::6]:10000",
            "[::1]:10000",
        ]
        .map(socket)
        {
            assert!(!peers().may_reach(peer), "{peer}");
        }
    }

    #[test]
    fn the_media_plane_in_another_form_is_not_the_media_plane() {
        for peer in [
            "[::ffff:127.0.0.1]:10000",
            "[::127.0.0.1]:10000",
            "[64:ff9b::10.0.0.5]:10000",
            "[2002:a00:5::]:10000",
        ]
        .map(socket)
        {
            assert!(
                !peers().may_reach(peer) && !peers().may_permit(peer.ip()),
                "{peer}"
            );
        }
    }

    #[test]
    fn this_machine_is_not_reached_at_its_public_address_either() {
        assert!(!peers().may_reach(socket("9.9.9.9:53")));
        assert!(!peers().may_permit("9.9.9.9".parse().unwrap()));
    }

    #[test]
    fn port_0_is_nobody() {
        assert!(!peers().may_reach(socket("8.8.8.8:0")));
        assert!(!Peers::new([socket("10.0.0.5:0")], []).may_reach(socket("10.0.0.5:0")));
    }
}
