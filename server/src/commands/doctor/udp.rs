//! Media needs UDP from browsers to the announced addresses, at the port of every media thread.

use super::Check;
use crate::cli::Serve;
use crate::plane::announced;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

const SUBJECT: &str = "UDP";

pub(crate) fn check(options: &Serve) -> Check {
    let local: Vec<IpAddr> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .iter()
        .map(|interface| interface.ip())
        .collect();
    judge(&options.media_sockets(), &announced(options), &local)
}

/// Sends a packet from this machine to every announced address of its own at every port of ours. What lies
/// beyond this machine cannot be seen from here, and is said.
fn judge(ours: &[SocketAddr], announced: &[IpAddr], local: &[IpAddr]) -> Check {
    if announced.is_empty() {
        return Check::bad(
            SUBJECT,
            "This machine has no address to announce for media. Give one with --media-address.",
        );
    }
    let (mut sockets, mut taken) = (Vec::new(), Vec::new());
    for address in ours {
        match UdpSocket::bind(address) {
            Ok(socket) => sockets.push(socket),
            Err(error) if error.kind() == ErrorKind::AddrInUse => taken.push(address.port()),
            // The line about the port says why.
            Err(_) => {}
        }
    }
    let ports = ours
        .iter()
        .map(|address| address.port().to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let mut notes = Vec::new();
    for address in announced {
        if !local.contains(address) {
            notes.push(format!(
                "{address} is not on this machine: make sure that UDP port {ports} is forwarded here"
            ));
            continue;
        }
        for socket in &sockets {
            if let Err(error) = pass(*address, socket) {
                return Check::bad(
                    SUBJECT,
                    format!(
                        "A packet from this machine to {address} at the media port did not arrive: {error}. Allow UDP in the firewall, and announce an address that --media-listen listens on."
                    ),
                );
            }
        }
        if !address.is_loopback() {
            notes.push(format!(
                "the firewall must let browsers reach {address} at UDP port {ports}"
            ));
        }
    }
    let notes: String = notes.iter().map(|note| format!("; {note}")).collect();
    if taken.is_empty() {
        Check::good(
            SUBJECT,
            format!("Packets from this machine arrive at UDP port {ports}{notes}."),
        )
    } else {
        let taken: Vec<String> = taken.iter().map(ToString::to_string).collect();
        Check::attention(
            SUBJECT,
            format!(
                "UDP port {} is in use, so no packet was tried there: stop the server to have it tried{notes}.",
                taken.join(", ")
            ),
        )
    }
}

/// Sends one packet from this machine to `socket` by way of `address`.
fn pass(address: IpAddr, socket: &UdpSocket) -> std::io::Result<()> {
    const WORDS: &[u8] = b"conclave doctor";
    socket.set_read_timeout(Some(Duration::from_secs(1)))?;
    let sender = UdpSocket::bind((address, 0))?;
    sender.send_to(WORDS, (address, socket.local_addr()?.port()))?;
    let mut buffer = [0; 64];
    // Somebody else's packet may come first, but not for long.
    for _ in 0..100 {
        let (length, _) = socket.recv_from(&mut buffer)?;
        if &buffer[..length] == WORDS {
            return Ok(());
        }
    }
    Err(ErrorKind::TimedOut.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn a_packet_goes_through_the_very_port() {
        let free: SocketAddr = (HERE, 0).into();
        assert_eq!(judge(&[free, free], &[HERE], &[HERE]).outcome, Outcome::Good);
        // Listening at one address and announcing another: nothing arrives there.
        let other: IpAddr = "127.0.0.2".parse().unwrap();
        let check = judge(&[free], &[other], &[other]);
        assert_eq!(check.outcome, Outcome::Bad, "{check:?}");
    }

    #[test]
    fn a_port_in_use_is_not_said_to_have_been_tried() {
        let taken = UdpSocket::bind((HERE, 0)).unwrap();
        let address = taken.local_addr().unwrap();
        let check = judge(&[address], &[HERE], &[HERE]);
        assert_eq!(check.outcome, Outcome::Attention);
        assert!(check.finding.contains(&address.port().to_string()), "{check:?}");
    }

    #[test]
    fn an_address_elsewhere_is_the_operators_to_check() {
        let elsewhere: IpAddr = "192.0.2.7".parse().unwrap();
        let check = judge(&[(HERE, 0).into()], &[elsewhere], &[HERE]);
        assert!(
            check.finding.contains("192.0.2.7 is not on this machine"),
            "{check:?}"
        );
    }
}
