//! What pages are told of every media thread, and from where that can be reached.

use super::Check;
use crate::cli::Serve;
use crate::plane::announced;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const SUBJECT: &str = "announced";

pub(crate) fn check(options: &Serve) -> Vec<Check> {
    let announced = announced(options);
    let threads = options.media_sockets();
    threads
        .into_iter()
        .map(|ours| {
            judge(
                ours,
                &announced,
                !options.no_media_tcp,
                options.media_stun.is_some(),
            )
        })
        .collect()
}

/// From where an address can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    ThisMachine,
    LocalNetwork,
    Everywhere,
}

impl Reach {
    fn of(ip: IpAddr) -> Self {
        let ip = ip.to_canonical();
        let local = match ip {
            // 100.64.0.0/10 lies behind the NAT of a provider (RFC 6598).
            IpAddr::V4(ip) => {
                let shared = ip.to_bits() >> 22 == Ipv4Addr::new(100, 64, 0, 0).to_bits() >> 22;
                ip.is_private() || ip.is_link_local() || shared
            }
            IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
        };
        match (ip.is_loopback(), local) {
            (true, _) => Self::ThisMachine,
            (_, true) => Self::LocalNetwork,
            _ => Self::Everywhere,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::ThisMachine => "from this machine only",
            Self::LocalNetwork => "from its local network only",
            Self::Everywhere => "from everywhere",
        }
    }
}

fn judge(ours: SocketAddr, announced: &[IpAddr], tcp: bool, stun: bool) -> Check {
    let port = ours.port();
    let both = ours.is_ipv6() && ours.ip().is_unspecified();
    let deaf: Vec<String> = announced
        .iter()
        .map(IpAddr::to_canonical)
        .filter(|ip| !both && ip.is_ipv4() != ours.is_ipv4())
        .map(|ip| ip.to_string())
        .collect();
    let list: Vec<String> = announced
        .iter()
        .map(|ip| format!("{} {}", SocketAddr::new(*ip, port), Reach::of(*ip).words()))
        .collect();
    let protocols = if tcp { "UDP and TCP" } else { "UDP" };
    let list = format!("{ours} is announced on {protocols} as {}", list.join(", "));
    let far = announced
        .iter()
        .map(|ip| Reach::of(*ip))
        .max_by_key(|reach| *reach as u8);
    if !deaf.is_empty() {
        return Check::attention(
            SUBJECT,
            format!(
                "{list}; nothing listens there for {}: listen at [::] with --media-listen for both kinds of addresses.",
                deaf.join(", ")
            ),
        );
    }
    match far {
        None => Check::bad(
            SUBJECT,
            "Nothing is announced. Give an address with --media-address.",
        ),
        Some(Reach::LocalNetwork) if !stun => Check::attention(
            SUBJECT,
            format!(
                "{list}. People elsewhere are not reached: give the address outside with --media-address, or have it learned with --media-stun."
            ),
        ),
        Some(_) => Check::good(SUBJECT, format!("{list}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    fn of(ours: &str, announced: &[&str], stun: bool) -> Check {
        let announced: Vec<IpAddr> = announced.iter().map(|ip| ip.parse().unwrap()).collect();
        judge(ours.parse().unwrap(), &announced, true, stun)
    }

    #[test]
    fn an_address_that_only_neighbours_reach_is_pointed_out() {
        for ip in [
            "192.168.1.5",
            "100.64.0.1",
            "10.0.0.1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            let check = of("[::]:10000", &[ip], false);
            assert_eq!(check.outcome, Outcome::Attention, "{check:?}");
            assert!(check.finding.contains("local network only"), "{check:?}");
            assert_eq!(of("[::]:10000", &[ip], true).outcome, Outcome::Good);
        }
        let check = of("[::]:10000", &["192.168.1.5", "2001:db8::1"], false);
        assert_eq!(check.outcome, Outcome::Good);
        assert!(
            check.finding.contains("[2001:db8::1]:10000 from everywhere"),
            "{check:?}"
        );
        // Whoever listens at loopback means it.
        let check = of("127.0.0.1:10000", &["127.0.0.1"], false);
        assert!(check.finding.contains("this machine only"), "{check:?}");
        assert_eq!(check.outcome, Outcome::Good);
    }

    #[test]
    fn an_address_of_a_kind_that_nothing_listens_for_is_pointed_out() {
        let check = of("0.0.0.0:10000", &["203.0.113.7", "2001:db8::1"], false);
        assert_eq!(check.outcome, Outcome::Attention);
        assert!(check.finding.contains("for 2001:db8::1"), "{check:?}");
        assert_eq!(
            of("[2001:db8::1]:1", &["2001:db8::1"], false).outcome,
            Outcome::Good
        );
    }
}
