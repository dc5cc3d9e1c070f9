//! Media needs UDP from browsers to the announced addresses.

use super::Check;
use crate::cli::Serve;
use crate::plane::announced;
use std::net::{IpAddr, UdpSocket};
use std::time::Duration;

const SUBJECT: &str = "UDP";

pub(crate) fn check(options: &Serve) -> Check {
    let addresses = announced(options);
    if addresses.is_empty() {
        return Check::bad(
            SUBJECT,
            "This machine has no address to announce for media. Give one with --media-address.",
        );
    }
    let local: Vec<IpAddr> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .iter()
        .map(|interface| interface.ip())
        .collect();
    let port = options.media_listen().port();
    let mut notes = Vec::new();
    for address in addresses {
        if !local.contains(&address) {
            notes.push(format!(
                "{address} is not on this machine: make sure that UDP port {port} is forwarded here"
            ));
        } else if let Err(error) = round_trip(address) {
            return Check::bad(
                SUBJECT,
                format!("A packet to {address} did not arrive: {error}. Allow UDP in the firewall."),
            );
        } else if address.is_loopback() {
            notes.push(format!("{address} is reached from this machine only"));
        } else {
            notes.push(format!(
                "{address} passes packets; the firewall must let browsers reach UDP port {port}"
            ));
        }
    }
    Check::good(SUBJECT, format!("{}.", notes.join("; ")))
}

/// Sends one packet from this machine to itself by way of `address`.
fn round_trip(address: IpAddr) -> std::io::Result<()> {
    let receiver = UdpSocket::bind((address, 0))?;
    receiver.set_read_timeout(Some(Duration::from_secs(1)))?;
    let sender = UdpSocket::bind((address, 0))?;
    sender.send_to(b"conclave doctor", receiver.local_addr()?)?;
    let mut buffer = [0; 32];
    receiver.recv_from(&mut buffer).map(drop)
}
