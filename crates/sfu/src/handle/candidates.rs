//! The candidates of a shard, from what is announced and what a STUN server saw.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::api::{Candidate, Transport};

/// Addresses of a shard that listens at `local`: UDP before TCP, hosts in the order of `announced`, behind
/// them the one `seen` from outside unless it is among them (RFC 8445 §5.1.3).
pub(super) fn candidates(
    announced: &[IpAddr],
    (local, tcp): (SocketAddr, bool),
    seen: Option<SocketAddr>,
) -> Vec<Candidate> {
    let mut hosts: Vec<IpAddr> = Vec::new();
    for ip in announced.iter().map(IpAddr::to_canonical) {
        if !hosts.contains(&ip) {
            hosts.push(ip);
        }
    }
    if hosts.is_empty() && !local.ip().is_unspecified() {
        hosts.push(local.ip());
    }
    let hosts: Vec<SocketAddr> = hosts
        .into_iter()
        .map(|ip| SocketAddr::new(ip, local.port()))
        .collect();
    let reflexive = seen
        .filter(|seen| !hosts.contains(seen))
        .map(|address| Candidate {
            base: Some(base(&hosts, local, address)),
            ..Candidate::host(Transport::Udp, address)
        });
    let tcp = hosts.iter().filter(|_| tcp);
    hosts
        .iter()
        .map(|address| Candidate::host(Transport::Udp, *address))
        .chain(reflexive)
        .chain(tcp.map(|address| Candidate::host(Transport::Tcp, *address)))
        .collect()
}

/// The address of ours that is most likely behind the one seen.
fn base(hosts: &[SocketAddr], local: SocketAddr, seen: SocketAddr) -> SocketAddr {
    let same = |address: &&SocketAddr| address.is_ipv4() == seen.is_ipv4();
    let none: IpAddr = match seen {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let own = Some(&local).filter(|local| !local.ip().is_unspecified());
    own.filter(same)
        .or_else(|| hosts.iter().find(same))
        .copied()
        .unwrap_or_else(|| SocketAddr::new(none, local.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(announced: &[&str], local: &str, tcp: bool, seen: Option<&str>) -> Vec<String> {
        let announced: Vec<IpAddr> = announced
            .iter()
            .map(|ip| ip.parse().expect("an address"))
            .collect();
        let socket = |text: &str| text.parse().expect("an address");
        candidates(&announced, (socket(local), tcp), seen.map(socket))
            .iter()
            .map(|one| match one.base {
                Some(base) => format!("{} {} of {base}", one.transport, one.address),
                None => format!("{} {}", one.transport, one.address),
            })
            .collect()
    }

    #[test]
    fn datagrams_come_before_connections() {
        assert_eq!(
            of(&["192.0.2.1", "2001:db8::1"], "[::]:10000", true, None),
            [
                "UDP 192.0.2.1:10000",
                "UDP [2001:db8::1]:10000",
                "TCP 192.0.2.1:10000",
                "TCP [2001:db8::1]:10000"
            ]
        );
        assert_eq!(of(&[], "192.0.2.1:10000", false, None), ["UDP 192.0.2.1:10000"]);
    }

    #[test]
    fn what_was_seen_from_outside_is_announced_beside_our_own() {
        assert_eq!(
            of(&["10.0.0.5"], "0.0.0.0:10000", false, Some("203.0.113.7:4321")),
            ["UDP 10.0.0.5:10000", "UDP 203.0.113.7:4321 of 10.0.0.5:10000"]
        );
        let without_nat = of(&["10.0.0.5"], "0.0.0.0:10000", false, Some("10.0.0.5:10000"));
        assert_eq!(without_nat, ["UDP 10.0.0.5:10000"]);
    }

    #[test]
    fn an_address_is_announced_once_however_it_is_written() {
        assert_eq!(
            of(&["192.0.2.1", "::ffff:192.0.2.1"], "[::]:1", false, None),
            ["UDP 192.0.2.1:1"]
        );
    }
}
