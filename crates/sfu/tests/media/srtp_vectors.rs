//! SRTP is what RFC 7714 says, and what was sealed opens once.

use proptest::collection::vec;
use proptest::prelude::*;
use sfu::core::{KeyingMaterial, Opener, Profile, Refused, Sealer};

use super::world::material;

fn pair(profile: Profile, seed: u8) -> (Sealer, Opener) {
    let bytes = (0..profile.export_bytes())
        .map(|n| (n as u8).wrapping_mul(31) ^ seed)
        .collect();
    let keys = KeyingMaterial::new(profile, bytes).expect("the right length");
    (
        Sealer::new(&keys, true).expect("keys"),
        Opener::new(&keys, true).expect("keys"),
    )
}

fn rtp(sequence: u16, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![0x80, 96];
    out.extend_from_slice(&sequence.to_be_bytes());
    out.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 2]);
    out.extend_from_slice(payload);
    out
}

/// Every profile, and how many bytes its tag has.
fn profiles() -> impl Strategy<Value = (Profile, usize)> {
    prop_oneof![
        Just((Profile::AeadAes128Gcm, 16)),
        Just((Profile::AeadAes256Gcm, 16)),
        Just((Profile::Aes128CmSha1, 10)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sealed_rtp_opens_to_the_same(
        payload in vec(any::<u8>(), 0..1300), start in any::<u16>(), (profile, tag) in profiles()
    ) {
        let (sealer, mut opener) = pair(profile, 3);
        for n in 0..3u64 {
            let index = u64::from(start) + n;
            let mut packet = rtp(index as u16, &payload);
            sealer.seal_rtp(2, index, &mut packet, 0, 12);
            prop_assert_eq!(packet.len(), 12 + payload.len() + tag);
            let mut again = packet.clone();
            let (opened, length) = opener.open_rtp(&mut packet, 12, 2, index as u16).expect("ours");
            prop_assert_eq!((opened, &packet[12..12 + length]), (index, &payload[..]));
            let replay = opener.open_rtp(&mut again, 12, 2, index as u16);
            prop_assert_eq!(replay, Err(Refused::Replayed));
        }
    }

    #[test]
    fn a_changed_bit_is_refused(
        payload in vec(any::<u8>(), 1..200), bit in any::<usize>(), (profile, _) in profiles()
    ) {
        let (mut sealer, mut opener) = pair(profile, 9);
        let mut packet = rtp(7, &payload);
        sealer.seal_rtp(2, 7, &mut packet, 0, 12);
        let at = bit % (packet.len() * 8);
        packet[at / 8] ^= 1 << (at % 8);
        prop_assert!(opener.open_rtp(&mut packet, 12, 2, 7).is_err());
        let mut report = vec![0x80, 201, 0, 1, 0, 0, 0, 5];
        report.extend_from_slice(&payload);
        sealer.seal_rtcp(&mut report, 0);
        let mut changed = report.clone();
        let at = bit % (changed.len() * 8);
        changed[at / 8] ^= 1 << (at % 8);
        prop_assert!(opener.open_rtcp(&mut changed).is_err());
        prop_assert_eq!(opener.open_rtcp(&mut report), Ok(8 + payload.len()));
    }
}

#[test]
fn the_keys_of_another_leg_open_nothing() {
    let sealer = Sealer::new(&material(1), true).expect("keys");
    let mut opener = Opener::new(&material(2), true).expect("keys");
    let mut packet = rtp(1, b"secret");
    sealer.seal_rtp(2, 1, &mut packet, 0, 12);
    assert_eq!(opener.open_rtp(&mut packet, 12, 2, 1), Err(Refused::NotAuthentic));
}

/// As libsrtp has it, and so browsers: each stream counts for itself.
#[test]
fn reports_of_two_streams_with_the_same_index_are_two() {
    let (keys, report) = (material(1), |ssrc: u8| vec![0x80, 201, 0, 1, 0, 0, 0, ssrc]);
    let mut opener = Opener::new(&keys, true).expect("keys");
    for ssrc in [1, 2] {
        let mut sealed = report(ssrc);
        Sealer::new(&keys, true).expect("keys").seal_rtcp(&mut sealed, 0);
        assert_eq!(opener.open_rtcp(&mut sealed.clone()), Ok(8));
        assert_eq!(opener.open_rtcp(&mut sealed), Err(Refused::Replayed));
    }
}
