//! Handshakes with pages that know some of the SRTP profiles.

use super::*;

/// A page that offers these profiles in this order shakes hands; which profile it gets.
fn shakes_hands(profiles: &[SrtpProtectionProfile]) -> Option<Profile> {
    let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
    let certificate = Certificate::generate_self_signed_with_alg(
        vec!["page".to_owned()],
        &rcgen::PKCS_ECDSA_P256_SHA256,
        provider.crypto(),
    )
    .expect("a certificate");
    let expected = sha256(certificate.certificate.first().expect("one"));
    let config = ConfigBuilder::default()
        .with_crypto_provider(provider)
        .with_certificates(vec![certificate])
        .with_srtp_protection_profiles(profiles.to_vec())
        .with_insecure_skip_verify(true)
        .with_extended_master_secret(ExtendedMasterSecretType::Require)
        .build(true, None)
        .expect("a configuration");
    let now = Instant::now();
    let mut page = Endpoint::new(PEER, TransportProtocol::UDP, None);
    page.connect(now, PEER, Arc::new(config), None).expect("begun");
    let mut server = Association::new(&Identity::generate().expect("an identity"), expected);
    // Each turn carries what both have to say; a handshake takes three.
    for _ in 0..10 {
        let mut sends = Vec::new();
        while let Some(transmit) = page.poll_transmit() {
            match server.datagram(&transmit.message, now, &mut sends) {
                Progress::Keys(material) => return Some(material.profile()),
                Progress::Going => {}
                Progress::Closed | Progress::Failed(_) => return None,
            }
        }
        for datagram in sends {
            page.read(now, PEER, None, BytesMut::from(&datagram[..])).ok()?;
        }
    }
    None
}

#[test]
fn a_page_that_lists_the_slow_profile_first_gets_a_fast_one() {
    let browser = [
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
    ];
    assert_eq!(shakes_hands(&browser), Some(Profile::AeadAes256Gcm));
}

#[test]
fn a_page_that_has_the_slow_profile_alone_gets_it() {
    let old = [SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80];
    assert_eq!(shakes_hands(&old), Some(Profile::Aes128CmSha1));
}

#[test]
fn a_page_without_a_profile_of_ours_is_refused() {
    let weak = [SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32];
    assert_eq!(shakes_hands(&weak), None);
}
