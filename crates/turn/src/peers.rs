//! Where relayed packets may go, and where they may come from.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

/// To whom the server relays: the sockets of the media plane, address and port, and nobody else, whatever network he
/// is in.
#[derive(Debug, Clone, Default)]
pub struct Peers {
    media: BTreeSet<SocketAddr>,
}

impl Peers {
    /// `media` are the sockets that pages are told to send media to; one without a port is nobody.
    #[must_use]
    pub fn new(media: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self {
            media: media.into_iter().filter(|socket| socket.port() != 0).collect(),
        }
    }

    /// Whether a permission for this address may be had. Permissions know no ports (RFC 8656 §2.3); that the
    /// port is right is seen to with every packet, by [`Peers::may_reach`].
    #[must_use]
    pub fn may_permit(&self, address: IpAddr) -> bool {
        self.media.iter().any(|socket| socket.ip() == address)
    }

    /// Whether a packet may go to this socket or come from it.
    #[must_use]
    pub fn may_reach(&self, peer: SocketAddr) -> bool {
        self.media.contains(&peer)
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
            [
                "127.0.0.1:10000",
                "10.0.0.5:10000",
                "[fd00::5]:10000",
                "9.9.9.9:10000",
            ]
            .map(socket),
        )
    }

    #[test]
    fn the_media_plane_is_reached_wherever_it_is() {
        for peer in [
            "127.0.0.1:10000",
            "10.0.0.5:10000",
            "[fd00::5]:10000",
            "9.9.9.9:10000",
        ]
        .map(socket)
        {
            assert!(peers().may_reach(peer) && peers().may_permit(peer.ip()), "{peer}");
        }
    }

    #[test]
    fn other_ports_of_its_addresses_are_not() {
        for peer in ["127.0.0.1:10001", "10.0.0.5:80", "[fd00::5]:22", "9.9.9.9:3478"].map(socket) {
            assert!(!peers().may_reach(peer), "{peer}");
        }
    }

    #[test]
    fn nobody_else_is_reached_neither_its_neighbours_nor_the_internet() {
        for peer in [
            "127.0.0.2:10000",
            "10.0.0.6:10000",
            "[fd00::6]:10000",
            "[::1]:10000",
            "8.8.8.8:53",
            "[2a00:1450::1]:443",
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
    fn port_0_is_nobody() {
        let portless = Peers::new([socket("10.0.0.5:0")]);
        assert!(!portless.may_reach(socket("10.0.0.5:0")));
        assert!(!portless.may_permit(socket("10.0.0.5:0").ip()));
    }
}
