//! The TURN server of this process: where it listens, whom it reaches, and what pages are told of it.

mod host;

use crate::cli::{Serve, TURN_PORT, TURN_TLS_PORT};
use crate::failure::Failure;
use crate::plane::announced;
use axum_server::tls_rustls::RustlsConfig;
use domain::{Clock, EndpointId, Random, Timestamp};
use host::Hosts;
use meeting::IceServers;
use sfu::Sfu;
use sfu::api::{LegKey, RoomKey};
use signal::IceServer;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use turn::{Config, Limits, Listeners, Peers, RelayAddress, Rules, Stats, TlsConfig, Turn};

/// How long after it was let in a page may ask for a relay. What it has by then it keeps for as long as it
/// stays, and it is told anew whenever it comes back.
const VALID: Duration = Duration::from_secs(12 * 60 * 60);

/// The running server, and under which name pages find it.
#[derive(Clone)]
pub(crate) struct Relay {
    turn: Turn,
    hosts: Arc<Hosts>,
    /// The sockets that pages are told to send media to, as far as they are known from the start.
    media: Vec<SocketAddr>,
}

/// What a page is told that came by a certain name.
#[derive(Debug)]
struct Ways {
    turn: Turn,
    host: String,
}

impl Relay {
    /// What to tell a page that asked for this `Host`.
    pub(crate) fn ways(&self, asked: Option<&str>) -> Arc<dyn IceServers> {
        Arc::new(Ways {
            turn: self.turn.clone(),
            host: self.hosts.choose(asked),
        })
    }

    /// The figures.
    pub(crate) fn stats(&self) -> Stats {
        self.turn.stats()
    }

    /// The endpoint has left its meeting, and relays nothing any more.
    pub(crate) fn revoke(&self, endpoint: &EndpointId, now: Timestamp) {
        self.turn.revoke(endpoint.as_str(), now);
    }

    /// Media is seen at these addresses from outside; it leads there too.
    pub(crate) fn reach(&self, seen: impl Iterator<Item = SocketAddr>) {
        let media = self.media.iter().copied().chain(seen);
        self.turn.reach(Peers::new(media));
    }

    /// Ends it.
    pub(crate) fn stop(&self) {
        self.turn.stop();
    }
}

impl IceServers for Ways {
    fn for_page(&self, endpoint: &EndpointId, now: Timestamp) -> Vec<IceServer> {
        let credential = self.turn.issue(endpoint.as_str(), now);
        let (stun, turn): (Vec<String>, Vec<String>) = turn::urls(&self.host, self.turn.offered())
            .into_iter()
            .partition(|url| url.starts_with("stun:"));
        vec![
            IceServer {
                urls: stun,
                username: None,
                credential: None,
            },
            IceServer {
                urls: turn,
                username: Some(credential.username),
                credential: Some(credential.password),
            },
        ]
    }
}

/// Starts the server, unless it is switched off. A port that was not asked for and is taken is no failure: pages
/// that are reached directly need none.
///
/// # Errors
/// A port that was asked for cannot be had.
pub(crate) fn start(
    options: &Serve,
    sfu: &Sfu,
    certificate: Option<&RustlsConfig>,
    clock: &Arc<dyn Clock>,
    random: Arc<Random>,
) -> Result<Option<Relay>, Failure> {
    if options.turn.no_turn {
        return Ok(None);
    }
    let Some(listeners) = listeners(options, certificate)? else {
        return Ok(None);
    };
    let media = media(options, sfu);
    let config = Config {
        rules: Rules {
            peers: Peers::new(media.iter().copied()),
            limits: Limits::default(),
            valid: VALID,
        },
        relays: addresses(options),
        ports: options.turn.turn_relay_ports.clone(),
    };
    let turn = Turn::start(config, listeners, Arc::clone(clock), random)
        .map_err(|error| Failure::new("The TURN server cannot start", &error))?;
    tracing::info!(address = %turn.address(), tls_port = turn.offered().tls_port, "media is relayed for pages that cannot be reached directly");
    Ok(Some(Relay {
        turn,
        hosts: Arc::new(Hosts::new(options, &announced(options))),
        media,
    }))
}

/// Where UDP and TCP are served.
pub(crate) fn listen(options: &Serve) -> SocketAddr {
    options
        .turn
        .turn_listen
        .unwrap_or_else(|| SocketAddr::new(options.media_listen().ip(), TURN_PORT))
}

/// Where TLS is served, if there is a certificate.
pub(crate) fn tls_listen(options: &Serve) -> Option<SocketAddr> {
    options.tls().then(|| {
        options
            .turn
            .turn_tls_listen
            .unwrap_or_else(|| SocketAddr::new(listen(options).ip(), TURN_TLS_PORT))
    })
}

fn listeners(options: &Serve, certificate: Option<&RustlsConfig>) -> Result<Option<Listeners>, Failure> {
    let address = listen(options);
    let listeners = match Listeners::bind(address) {
        Ok(listeners) => listeners,
        Err(error) if options.turn.turn_listen.is_some() => {
            return Err(taken(address, "--turn-listen", &error));
        }
        Err(error) => {
            tracing::warn!(%address, %error, "no media is relayed: pages behind firewalls that let no UDP through cannot connect; choose another port with --turn-listen");
            return Ok(None);
        }
    };
    let (Some(certificate), Some(address)) = (certificate, tls_listen(options)) else {
        return Ok(Some(listeners));
    };
    match listeners.with_tls(address, served(certificate)) {
        (listeners, Ok(())) => Ok(Some(listeners)),
        (_, Err(error)) if options.turn.turn_tls_listen.is_some() => {
            Err(taken(address, "--turn-tls-listen", &error))
        }
        (listeners, Err(error)) => {
            tracing::warn!(%address, %error, "no media is relayed over TLS; choose another port with --turn-tls-listen");
            Ok(Some(listeners))
        }
    }
}

fn taken(address: SocketAddr, option: &str, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::AddrInUse => Failure::sentence(format!(
            "Port {} on {} is taken by another program. Stop it, or choose another port with {option}.",
            address.port(),
            address.ip()
        )),
        _ => Failure::new(format!("{address} cannot be used for TURN"), error),
    }
}

/// The certificate of the pages, as it is at the moment. The protocols of the pages are not spoken here, and a
/// client that offers others is not refused for it.
fn served(certificate: &RustlsConfig) -> TlsConfig {
    let certificate = certificate.clone();
    Arc::new(move || {
        let mut config = (*certificate.get_inner()).clone();
        config.alpn_protocols.clear();
        Arc::new(config)
    })
}

/// The sockets that pages are told to send media to.
fn media(options: &Serve, sfu: &Sfu) -> Vec<SocketAddr> {
    let listening = options.media_sockets();
    if listening.iter().any(|socket| socket.port() == 0) {
        // Ports that the system chose are known only by what pages are told, each that of its room's thread.
        return (0..64)
            .flat_map(|room| sfu.prepare(RoomKey(room), LegKey(0)).candidates)
            .map(|candidate| candidate.address)
            .collect();
    }
    announced(options)
        .into_iter()
        .flat_map(|ip| {
            listening
                .iter()
                .map(move |socket| SocketAddr::new(ip, socket.port()))
        })
        .collect()
}

/// Where media is relayed from, at most one address a family.
pub(crate) fn addresses(options: &Serve) -> Vec<RelayAddress> {
    let announced = announced(options);
    let listen = listen(options).ip();
    let binds = match (&options.turn.turn_relay_address[..], listen) {
        // Both families are received there; pages ask for IPv4 unless they say otherwise.
        ([], IpAddr::V6(any)) if any.is_unspecified() => vec![Ipv4Addr::UNSPECIFIED.into(), listen],
        ([], _) => vec![listen],
        (given, _) => given.to_vec(),
    };
    let mut addresses: Vec<RelayAddress> = Vec::new();
    for bind in binds {
        let same_family = |other: &&IpAddr| other.is_ipv6() == bind.is_ipv6();
        let outside = if bind.is_unspecified() {
            announced.iter().find(same_family).copied()
        } else {
            Some(
                options
                    .media_address
                    .iter()
                    .find(same_family)
                    .copied()
                    .unwrap_or(bind),
            )
        };
        let new = !addresses.iter().any(|address| same_family(&&address.bind));
        addresses.extend(
            outside
                .filter(|_| new)
                .map(|announced| RelayAddress { bind, announced }),
        );
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    fn options(args: &[&str]) -> Serve {
        match Cli::parse_from([&["conclave", "serve"], args].concat()).command {
            Command::Serve(serve) => *serve,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_listens_where_media_does_unless_it_is_told_otherwise() {
        let listen = |args: &[&str]| listen(&options(args)).to_string();
        assert_eq!(listen(&[]), "127.0.0.1:3478");
        assert_eq!(listen(&["--media-listen=10.0.0.5:9"]), "10.0.0.5:3478");
        assert_eq!(listen(&["--turn-listen=10.0.0.6:443"]), "10.0.0.6:443");
        let tls = |args: &[&str]| tls_listen(&options(args)).map(|address| address.to_string());
        assert_eq!(
            tls(&["--turn-tls-listen=10.0.0.6:443"]),
            None,
            "without a certificate"
        );
        assert_eq!(tls(&["--tls-self-signed"]).as_deref(), Some("127.0.0.1:5349"));
        assert_eq!(
            tls(&["--tls-self-signed", "--turn-tls-listen=10.0.0.6:443"]).as_deref(),
            Some("10.0.0.6:443")
        );
    }

    #[test]
    fn media_is_relayed_from_the_given_addresses_and_seen_at_the_announced_ones() {
        let from = |args: &[&str]| -> Vec<String> {
            addresses(&options(args))
                .iter()
                .map(|address| format!("{} as {}", address.bind, address.announced))
                .collect()
        };
        assert_eq!(from(&[]), ["127.0.0.1 as 127.0.0.1"]);
        assert_eq!(
            from(&["--listen=0.0.0.0:80", "--media-address=192.0.2.7"]),
            ["0.0.0.0 as 192.0.2.7"]
        );
        assert_eq!(
            from(&[
                "--turn-relay-address=10.0.0.5,fd00::5,10.0.0.6",
                "--media-address=192.0.2.7"
            ]),
            ["10.0.0.5 as 192.0.2.7", "fd00::5 as fd00::5"]
        );
    }
}
