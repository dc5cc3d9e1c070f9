//! The page's side of a DTLS handshake.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::BytesMut;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_dtls::config::{ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::endpoint::Endpoint;
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;

const SERVER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9);

/// A page's certificate.
pub(super) struct PageIdentity {
    config: Arc<HandshakeConfig>,
    /// SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
}

impl PageIdentity {
    pub(super) fn generate() -> Self {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let algorithm = &rcgen::PKCS_ECDSA_P256_SHA256;
        let names = vec!["page".to_owned()];
        let certificate = Certificate::generate_self_signed_with_alg(names, algorithm, provider.crypto());
        let certificate = certificate.expect("a certificate");
        let sum = digest(&SHA256, &certificate.certificate[0]);
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_certificates(vec![certificate])
            .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])
            .with_insecure_skip_verify(true)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .build(true, None);
        Self {
            config: Arc::new(config.expect("a configuration")),
            fingerprint: sum.as_ref().try_into().expect("32 bytes"),
        }
    }
}

/// A page that shakes hands.
pub(super) struct Page {
    endpoint: Endpoint,
    leaving: VecDeque<Vec<u8>>,
    last: Vec<u8>,
}

impl Page {
    /// One that has begun.
    pub(super) fn new(identity: &PageIdentity, now: Instant) -> Self {
        let mut endpoint = Endpoint::new(SERVER, TransportProtocol::UDP, None);
        let begun = endpoint.connect(now, SERVER, Arc::clone(&identity.config), None);
        begun.expect("a first flight");
        let mut page = Self {
            endpoint,
            leaving: VecDeque::new(),
            last: Vec::new(),
        };
        page.collect();
        page
    }

    /// The datagram that leaves next; the last one again if there is none.
    pub(super) fn coming(&self) -> Vec<u8> {
        self.leaving.front().unwrap_or(&self.last).clone()
    }

    /// The same, gone.
    pub(super) fn next(&mut self) -> Vec<u8> {
        self.last = self.coming();
        self.leaving.pop_front();
        self.last.clone()
    }

    /// Hears the server; what cannot be read is dropped.
    pub(super) fn take(&mut self, bytes: &[u8], now: Instant) {
        let _ = self.endpoint.read(now, SERVER, None, BytesMut::from(bytes));
        self.collect();
    }

    fn collect(&mut self) {
        while let Some(transmit) = self.endpoint.poll_transmit() {
            self.leaving.push_back(transmit.message.to_vec());
        }
    }
}
