//! The addresses of the server as pages are told them (RFC 7064, RFC 7065).

use std::net::Ipv6Addr;

/// The ports on which the server listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// UDP and TCP.
    pub port: u16,
    /// TLS, if the server has a certificate.
    pub tls_port: Option<u16>,
}

/// Every way to the server at `host`, the quickest first. An address of IPv6 may stand in brackets or not.
#[must_use]
pub fn urls(host: &str, offered: Offered) -> Vec<String> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let host = if bare.parse::<Ipv6Addr>().is_ok() {
        format!("[{bare}]")
    } else {
        bare.to_owned()
    };
    let port = offered.port;
    let mut urls = vec![
        format!("stun:{host}:{port}"),
        format!("turn:{host}:{port}?transport=udp"),
        format!("turn:{host}:{port}?transport=tcp"),
    ];
    if let Some(port) = offered.tls_port {
        urls.push(format!("turns:{host}:{port}?transport=tcp"));
    }
    urls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_told() {
        let offered = Offered {
            port: 3478,
            tls_port: Some(5349),
        };
        assert_eq!(
            urls("meet.example.com", offered),
            [
                "stun:meet.example.com:3478",
                "turn:meet.example.com:3478?transport=udp",
                "turn:meet.example.com:3478?transport=tcp",
                "turns:meet.example.com:5349?transport=tcp",
            ]
        );
    }

    #[test]
    fn no_certificate_no_tls_and_ipv6_in_brackets() {
        let offered = Offered {
            port: 3478,
            tls_port: None,
        };
        for host in ["2001:db8::1", "[2001:db8::1]"] {
            assert_eq!(
                urls(host, offered)[1..],
                [
                    "turn:[2001:db8::1]:3478?transport=udp",
                    "turn:[2001:db8::1]:3478?transport=tcp"
                ]
            );
        }
    }
}
