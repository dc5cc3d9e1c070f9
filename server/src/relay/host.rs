//! The name under which a page finds the TURN server: the one that the operator gave, else the one by which the
//! page itself was found, which leads to this machine unless a proxy stands in front of it.

use crate::cli::Serve;
use crate::tls::host_of;
use std::net::IpAddr;

/// The longest name of a host (RFC 1035 §2.3.4).
const LONGEST: usize = 253;

/// What is known about our names.
#[derive(Debug)]
pub(super) struct Hosts {
    /// The one for all.
    fixed: Option<String>,
    /// The one for pages that do not say how they found us.
    fallback: String,
}

impl Hosts {
    pub(super) fn new(options: &Serve, announced: &[IpAddr]) -> Self {
        let behind_proxy = || {
            let direct = announced.first().filter(|_| options.trust_proxy);
            direct.map(ToString::to_string)
        };
        Self {
            fixed: options.turn.turn_host.clone().or_else(behind_proxy),
            fallback: host_of(&options.base_url()).unwrap_or("localhost").to_owned(),
        }
    }

    /// The name for a page that asked for this `Host`.
    pub(super) fn choose(&self, asked: Option<&str>) -> String {
        self.fixed
            .as_deref()
            .or_else(|| asked.and_then(host_of).filter(|host| is_host(host)))
            .unwrap_or(&self.fallback)
            .to_owned()
    }
}

/// Whether it can be one: the header is what a client chose to send.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    fn hosts(args: &[&str]) -> Hosts {
        match Cli::parse_from([&["conclave", "serve"], args].concat()).command {
            Command::Serve(serve) => Hosts::new(&serve, &["192.0.2.7".parse().unwrap()]),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_page_finds_it_where_it_found_the_page() {
        let hosts = hosts(&["--public-url=https://meet.example.com"]);
        assert_eq!(hosts.choose(Some("localhost:8080")), "localhost");
        assert_eq!(hosts.choose(Some("[2001:db8::1]:443")), "[2001:db8::1]");
        assert_eq!(hosts.choose(None), "meet.example.com");
    }

    #[test]
    fn a_header_that_is_no_host_is_not_repeated() {
        let hosts = hosts(&["--public-url=https://meet.example.com"]);
        let long = "x".repeat(254);
        for asked in ["", ":80", "a b", "a?transport=udp", "ex\u{e4}mple", &long] {
            assert_eq!(hosts.choose(Some(asked)), "meet.example.com", "{asked}");
        }
    }

    #[test]
    fn behind_a_proxy_it_is_found_at_the_media_address() {
        let hosts = hosts(&["--trust-proxy", "--public-url=https://meet.example.com"]);
        assert_eq!(hosts.choose(Some("meet.example.com")), "192.0.2.7");
    }

    #[test]
    fn the_operators_word_goes_before_all() {
        let hosts = hosts(&["--trust-proxy", "--turn-host=turn.example.com"]);
        assert_eq!(hosts.choose(Some("localhost")), "turn.example.com");
    }
}
