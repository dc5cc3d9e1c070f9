//! Pages behind firewalls that let no UDP through need the TURN server and its ports.

use super::{Check, ports};
use crate::cli::Serve;
use crate::relay;
use std::net::{TcpListener, UdpSocket};
use turn::Listeners;

const SUBJECT: &str = "TURN";
/// Ports of the range that are tried before none is free.
const TRIES: usize = 32;

pub(crate) fn check(options: &Serve) -> Vec<Check> {
    if options.turn.no_turn {
        return vec![Check::attention(
            SUBJECT,
            "Switched off; pages behind firewalls that let no UDP through cannot connect. Start without --no-turn to serve them.",
        )];
    }
    let address = relay::listen(options);
    let mut checks = vec![ports::judge(
        SUBJECT,
        "UDP and TCP",
        address,
        Listeners::bind(address).map(drop),
        "--turn-listen",
    )];
    match relay::tls_listen(options) {
        Some(address) => checks.push(ports::judge(
            "TURN TLS",
            "TCP",
            address,
            TcpListener::bind(address).map(drop),
            "--turn-tls-listen",
        )),
        None => checks.push(Check::good(
            "TURN TLS",
            "Not served, as there is no certificate here; firewalls that let only TLS through are not passed.",
        )),
    }
    checks.push(relays(options));
    checks
}

/// Whether there are ports to relay from, and what the firewall must let through.
fn relays(options: &Serve) -> Check {
    let ports = options.turn.turn_relay_ports.clone();
    let range = format!("{}-{}", ports.start(), ports.end());
    for address in relay::addresses(options) {
        let free = ports
            .clone()
            .take(TRIES)
            .any(|port| UdpSocket::bind((address.bind, port)).is_ok());
        if !free {
            return Check::bad(
                "TURN relays",
                format!(
                    "No socket can be had on {} at UDP ports {range}. Choose an address of this machine with --turn-relay-address, or other ports with --turn-relay-ports.",
                    address.bind
                ),
            );
        }
    }
    let tls =
        relay::tls_listen(options).map_or_else(String::new, |tls| format!(" and TCP port {}", tls.port()));
    Check::good(
        "TURN relays",
        format!(
            "UDP ports {range} can be used. The firewall must let browsers reach UDP and TCP port {}{tls}; the relays' ports may stay closed, as they speak to the media port on this machine.",
            relay::listen(options).port()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use crate::commands::doctor::Outcome;
    use clap::Parser;

    fn outcomes(args: &[&str]) -> Vec<Outcome> {
        match Cli::parse_from([&["conclave", "doctor"], args].concat()).command {
            Command::Doctor(options) => check(&options).iter().map(|check| check.outcome).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn free_ports_are_good_and_taken_ones_are_told() {
        use Outcome::{Attention, Bad, Good};
        assert_eq!(outcomes(&["--turn-listen=127.0.0.1:0"]), [Good, Good, Good]);
        assert_eq!(outcomes(&["--no-turn"]), [Attention]);
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = format!("--turn-listen={}", taken.local_addr().unwrap());
        assert_eq!(outcomes(&[&listen])[0], Attention);
        assert_eq!(
            outcomes(&["--turn-listen=127.0.0.1:0", "--turn-relay-address=192.0.2.1"])[2],
            Bad
        );
    }
}
