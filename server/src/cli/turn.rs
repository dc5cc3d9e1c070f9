//! The TURN server, as the operator says it.

use clap::Args;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;

/// The ports of RFC 5766 for TURN, and for TURN over TLS.
pub(crate) const PORT: u16 = 3478;
pub(crate) const TLS_PORT: u16 = 5349;

/// How pages are served that no direct packet reaches.
#[derive(Debug, Clone, Args)]
pub(crate) struct TurnOptions {
    /// Relay no media for pages behind firewalls that let nothing through to the media port
    #[arg(long, env = "CONCLAVE_NO_TURN")]
    pub no_turn: bool,
    /// Address and port for TURN, UDP and TCP; without it, the address of --media-listen and port 3478 if it is free
    #[arg(long, env = "CONCLAVE_TURN_LISTEN", value_name = "ADDRESS")]
    pub turn_listen: Option<SocketAddr>,
    /// Address and port for TURN over TLS, with the certificate of the pages; without it, port 5349 if it is free
    #[arg(long, env = "CONCLAVE_TURN_TLS_LISTEN", value_name = "ADDRESS")]
    pub turn_tls_listen: Option<SocketAddr>,
    /// Name or address under which pages reach the TURN server; without it, that of the page, or behind a proxy the first media address
    #[arg(long, env = "CONCLAVE_TURN_HOST", value_name = "HOST")]
    pub turn_host: Option<String>,
    /// Address of this machine that media is relayed from, one for IPv4 and one for IPv6; without it, that of --turn-listen
    #[arg(
        long,
        env = "CONCLAVE_TURN_RELAY_ADDRESS",
        value_delimiter = ',',
        value_name = "IP"
    )]
    pub turn_relay_address: Vec<IpAddr>,
    /// UDP ports that media is relayed from, one for each page and way
    #[arg(
        long,
        env = "CONCLAVE_TURN_RELAY_PORTS",
        default_value = "49152-65535",
        value_parser = ports,
        value_name = "FIRST-LAST"
    )]
    pub turn_relay_ports: RangeInclusive<u16>,
}

fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    text.split_once('-')
        .and_then(|(first, last)| Some(first.trim().parse().ok()?..=last.trim().parse().ok()?))
        .filter(|range: &RangeInclusive<u16>| *range.start() > 1_023 && !range.is_empty())
        .ok_or_else(|| "two ports above 1023 are needed, as in 49152-65535".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_ports_is_two_of_them_in_order() {
        assert_eq!(ports("49152-65535"), Ok(49_152..=65_535));
        assert_eq!(ports("50000 - 50000"), Ok(50_000..=50_000));
        for text in [
            "",
            "50000",
            "2-1",
            "50001-50000",
            "0-65535",
            "80-90",
            "50000-70000",
        ] {
            assert!(ports(text).is_err(), "{text}");
        }
    }
}
