//! DTLS-SRTP in the passive role (RFC 5764), one association a leg; the only place that knows the DTLS
//! crate, so that another could take its place.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::BytesMut;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_dtls::cipher_suite::CipherSuiteId;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use rtc_shared::error::Error;

use crate::srtp::{KeyingMaterial, Profile};

/// Label of the exporter (RFC 5764 §4.2).
const EXPORTER: &str = "EXTRACTOR-dtls_srtp";
/// Handshake messages are cut to fit datagrams of this many bytes.
const MTU: usize = 1200;
/// The DTLS crate sorts associations by address; each of ours is alone, so one name serves all.
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9);

/// What we would rather speak.
const PREFERRED: [SrtpProtectionProfile; 2] = [
    SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
    SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
];
/// What every page has (RFC 8827 §6.5).
const LAST_RESORT: SrtpProtectionProfile = SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80;

/// Our certificate and how we shake hands; made once per process.
#[derive(Clone)]
pub struct Identity {
    config: Arc<HandshakeConfig>,
    /// For pages that have no profile of [`PREFERRED`]. The DTLS crate takes the first of the page's list that it
    /// knows, and browsers begin theirs with the slowest; so it must know that one only where there is no other.
    last_resort: Arc<HandshakeConfig>,
    /// SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
}

impl Identity {
    /// Makes a self-signed P-256 certificate.
    pub fn generate() -> std::io::Result<Self> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let certificate = Certificate::generate_self_signed_with_alg(
            vec!["conclave".to_owned()],
            &rcgen::PKCS_ECDSA_P256_SHA256,
            provider.crypto(),
        )
        .map_err(std::io::Error::other)?;
        let fingerprint = certificate.certificate.first().map(|der| sha256(der));
        let config = |profiles: &[SrtpProtectionProfile]| {
            ConfigBuilder::default()
                .with_crypto_provider(Arc::clone(&provider))
                .with_certificates(vec![certificate.clone()])
                .with_cipher_suites(vec![CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256])
                .with_srtp_protection_profiles(profiles.to_vec())
                // The page must show a certificate; who it is, the fingerprint of its offer says.
                .with_client_auth(ClientAuthType::RequireAnyClientCert)
                .with_insecure_skip_verify(true)
                .with_extended_master_secret(ExtendedMasterSecretType::Require)
                .with_mtu(MTU)
                .build(false, None)
                .map_err(std::io::Error::other)
        };
        let fingerprint = fingerprint.ok_or_else(|| std::io::Error::other("no certificate"))?;
        Ok(Self {
            config: Arc::new(config(&PREFERRED)?),
            last_resort: Arc::new(config(&[LAST_RESORT])?),
            fingerprint,
        })
    }
}

/// What a datagram or a timer brought about.
#[derive(Debug)]
pub enum Progress {
    /// Nothing to report yet.
    Going,
    /// The handshake is complete and the page's certificate is the announced one.
    Keys(KeyingMaterial),
    /// The page said goodbye.
    Closed,
    /// It cannot succeed any more.
    Failed(&'static str),
}

/// One DTLS association.
pub(crate) struct Association {
    endpoint: Endpoint,
    expected: [u8; 32],
    /// How to begin anew with a page that has none of the profiles that the endpoint knows.
    last_resort: Option<Arc<HandshakeConfig>>,
}

impl Association {
    /// Waits for a page whose certificate has this SHA-256.
    pub(crate) fn new(identity: &Identity, expected: [u8; 32]) -> Self {
        Self {
            endpoint: endpoint(&identity.config),
            expected,
            last_resort: Some(Arc::clone(&identity.last_resort)),
        }
    }

    /// Takes a datagram from the page; datagrams to send are appended to `sends`. What cannot be read is
    /// dropped, as DTLS asks (RFC 6347 §4.1.2.7).
    pub(crate) fn datagram(&mut self, bytes: &[u8], now: Instant, sends: &mut Vec<Vec<u8>>) -> Progress {
        let mut read = self.endpoint.read(now, PEER, None, BytesMut::from(bytes));
        if matches!(read, Err(Error::ErrServerNoMatchingSrtpProfile))
            && let Some(config) = self.last_resort.take()
        {
            // With the old endpoint goes the alert that it would have sent.
            self.endpoint = endpoint(&config);
            read = self.endpoint.read(now, PEER, None, BytesMut::from(bytes));
        }
        let events = read.unwrap_or_default();
        self.collect(sends);
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete => return self.finish(),
                EndpointEvent::PeerClosed => return Progress::Closed,
                _ => {}
            }
        }
        Progress::Going
    }

    /// Repeats what got lost; an error means that it was repeated too often.
    pub(crate) fn timeout(&mut self, now: Instant, sends: &mut Vec<Vec<u8>>) -> Progress {
        let result = self.endpoint.handle_timeout(PEER, now);
        self.collect(sends);
        match result {
            Ok(()) => Progress::Going,
            Err(_) => Progress::Failed("the DTLS handshake got no answer"),
        }
    }

    /// When [`Self::timeout`] is due.
    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        self.endpoint.poll_timeout(&PEER)
    }

    fn collect(&mut self, sends: &mut Vec<Vec<u8>>) {
        while let Some(transmit) = self.endpoint.poll_transmit() {
            sends.push(transmit.message.to_vec());
        }
    }

    fn finish(&self) -> Progress {
        let Some(state) = self.endpoint.get_connection_state(PEER) else {
            return Progress::Failed("the DTLS association is gone");
        };
        let shown = state.peer_certificates.first().map(|der| sha256(der));
        if shown != Some(self.expected) {
            return Progress::Failed("the DTLS certificate is not the one of the offer");
        }
        let profile = match state.srtp_protection_profile() {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Profile::AeadAes128Gcm,
            SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm => Profile::AeadAes256Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => Profile::Aes128CmSha1,
            _ => return Progress::Failed("no common SRTP protection profile"),
        };
        state
            .export_keying_material(EXPORTER, &[], profile.export_bytes())
            .ok()
            .and_then(|bytes| KeyingMaterial::new(profile, bytes.as_ref().to_vec()))
            .map_or(Progress::Failed("no keying material"), Progress::Keys)
    }
}

fn endpoint(config: &Arc<HandshakeConfig>) -> Endpoint {
    Endpoint::new(PEER, TransportProtocol::UDP, Some(Arc::clone(config)))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, bytes).as_ref());
    out
}

/// Whether a datagram on the shared port is DTLS (RFC 7983 §7).
pub(crate) fn is_dtls(datagram: &[u8]) -> bool {
    datagram.len() >= 13 && (20..64).contains(&datagram[0])
}

#[cfg(test)]
mod tests;
