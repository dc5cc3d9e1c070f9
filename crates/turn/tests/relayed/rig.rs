//! A server, and a media plane that says back what it hears, in capitals.

use domain::{Clock, ManualClock, Random, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UdpSocket;
use turn::{Config, Credential, Limits, Listeners, Peers, RelayAddress, Rules, TlsConfig, Turn};

pub(crate) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// How long anything may take before a test has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Rig {
    pub(crate) turn: Turn,
    /// The one socket of the media plane.
    pub(crate) media: SocketAddr,
    /// A socket beside it that must hear nothing.
    pub(crate) beside: UdpSocket,
    pub(crate) roots: rustls::RootCertStore,
}

pub(crate) fn rules(media: SocketAddr) -> Rules {
    Rules {
        peers: Peers::new([media]),
        limits: Limits::default(),
        valid: Duration::from_secs(60 * 60),
    }
}

impl Rig {
    pub(crate) async fn start() -> Self {
        Self::with(rules).await
    }

    pub(crate) async fn with(rules: impl FnOnce(SocketAddr) -> Rules) -> Self {
        let echo = UdpSocket::bind((HERE, 0)).await.unwrap();
        let media = echo.local_addr().unwrap();
        tokio::spawn(async move {
            let mut buffer = [0; 2_000];
            while let Ok((length, from)) = echo.recv_from(&mut buffer).await {
                echo.send_to(&buffer[..length].to_ascii_uppercase(), from)
                    .await
                    .unwrap();
            }
        });
        let (tls, roots) = certificate();
        let (listeners, taken) = Listeners::bind((HERE, 0).into())
            .unwrap()
            .with_tls((HERE, 0).into(), tls);
        taken.unwrap();
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(NOW));
        let config = Config {
            rules: rules(media),
            relays: vec![RelayAddress {
                bind: HERE,
                announced: HERE,
            }],
            ports: 49_152..=65_535,
        };
        let random = Arc::new(Random::new(StdRng::from_os_rng()));
        Self {
            turn: Turn::start(config, listeners, clock, random).unwrap(),
            media,
            beside: UdpSocket::bind((HERE, 0)).await.unwrap(),
            roots,
        }
    }

    pub(crate) fn issue(&self, endpoint: &str) -> Credential {
        self.turn.issue(endpoint, NOW)
    }

    /// Where TLS is served.
    pub(crate) fn tls(&self) -> SocketAddr {
        (HERE, self.turn.offered().tls_port.unwrap()).into()
    }
}

fn certificate() -> (TlsConfig, rustls::RootCertStore) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    (Arc::new(move || Arc::clone(&config)), roots)
}
