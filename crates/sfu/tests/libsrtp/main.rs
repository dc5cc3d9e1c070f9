//! SRTP and SRTCP between us and libsrtp: what one seals the other opens, however sequence numbers jump and
//! whichever streams there are; and both refuse the same.

mod peer;

use peer::{AUTHENTICATION_FAILED, Peer, REPLAYED};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use sfu::core::{KeyingMaterial, Opener, Profile, Refused, Sealer};

fn keys(profile: Profile, seed: u8) -> KeyingMaterial {
    let bytes = (0..profile.export_bytes()).map(|n| (n as u8).wrapping_mul(31) ^ seed);
    KeyingMaterial::new(profile, bytes.collect()).expect("the right length")
}

fn rtp(ssrc: u32, index: u64, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![0x80, 96];
    out.extend_from_slice(&(index as u16).to_be_bytes());
    out.extend_from_slice(&[0, 0, 0, 1]);
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(payload);
    out
}

fn rtcp(ssrc: u32, body: &[u8]) -> Vec<u8> {
    let mut out = vec![0x80, 201, 0, (1 + body.len() / 4) as u8];
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(&body[..body.len() / 4 * 4]);
    out
}

/// Before the first packet of a stream, which comes soon before its numbers begin anew.
const FIRST: u64 = 0;

/// The first index is one that both sides take for the number itself (RFC 3711 §3.3.1).
fn next(last: u64, jump: u64) -> u64 {
    if last == FIRST {
        60_000 + jump % 5_000
    } else {
        last + jump
    }
}

/// One packet: of which stream, how far after the last one of it, and what it carries.
type Step = (u32, u64, Vec<u8>);

const PROFILES: [Profile; 3] = [
    Profile::AeadAes128Gcm,
    Profile::AeadAes256Gcm,
    Profile::Aes128CmSha1,
];

fn steps() -> impl Strategy<Value = (Profile, u8, Vec<Step>)> {
    // Jumps of less than half the numbers: a receiver cannot tell further ones from steps back.
    let jump = prop_oneof![4 => 1..4u64, 1 => 1..32_000u64];
    let step = (1..4u32, jump, vec(any::<u8>(), 0..200));
    (select(&PROFILES[..]), any::<u8>(), vec(step, 1..40))
}

fn run(name: &str, mut case: impl FnMut(&mut Peer, &KeyingMaterial, &[Step])) {
    let mut peer = Peer::new(name);
    let mut runner = TestRunner::new(ProptestConfig {
        // The peer is one for all cases, so there is nothing to keep.
        failure_persistence: None,
        ..ProptestConfig::with_cases(48)
    });
    // What is changed by a case is begun anew in each.
    let state = std::cell::RefCell::new((&mut peer, &mut case));
    let result = runner.run(&steps(), |(profile, seed, steps)| {
        let (peer, case) = &mut *state.borrow_mut();
        case(peer, &keys(profile, seed), &steps);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn what_we_seal_libsrtp_opens_once() {
    run("ours", |peer, keys, steps| {
        let mut sealer = Sealer::new(keys, false).expect("keys");
        peer.begin(keys, true);
        let mut indices = [FIRST; 4];
        for (ssrc, jump, payload) in steps {
            let index = &mut indices[*ssrc as usize];
            *index = next(*index, *jump);
            let plain = rtp(*ssrc, *index, payload);
            let mut sealed = plain.clone();
            sealer.seal_rtp(*ssrc, *index, &mut sealed, 0, 12);
            let mut changed = sealed.clone();
            *changed.last_mut().expect("a tag") ^= 1;
            assert_eq!(peer.open_rtp(&changed), Err(AUTHENTICATION_FAILED));
            assert_eq!(peer.open_rtp(&sealed), Ok(plain));
            assert_eq!(peer.open_rtp(&sealed), Err(REPLAYED));
            let plain = rtcp(*ssrc, payload);
            let mut sealed = plain.clone();
            sealer.seal_rtcp(&mut sealed, 0);
            assert_eq!(peer.open_rtcp(&sealed), Ok(plain));
            assert_eq!(peer.open_rtcp(&sealed), Err(REPLAYED));
        }
    });
}

#[test]
fn what_libsrtp_seals_we_open_once() {
    run("theirs", |peer, keys, steps| {
        let mut opener = Opener::new(keys, true).expect("keys");
        peer.begin(keys, true);
        let mut indices = [FIRST; 4];
        let mut late = Vec::new();
        for (number, (ssrc, jump, payload)) in steps.iter().enumerate() {
            let index = &mut indices[*ssrc as usize];
            *index = next(*index, *jump);
            let sealed = peer.seal_rtp(&rtp(*ssrc, *index, payload)).expect("sealed");
            // Every fifth comes later than those after it, but not so late that it is given up, and not so
            // that those seem to have jumped by half the numbers.
            let may_be_late = *jump < 4 && *index >= 65_536;
            if number % 5 == 4 && may_be_late && late.is_empty() {
                late.push((*ssrc, *index, sealed, payload));
            } else {
                opens(&mut opener, *ssrc, *index, &sealed, payload);
            }
            late.retain(|(stream, index, sealed, payload)| {
                let behind = indices[*stream as usize] - index;
                if behind > 0 && behind < 1000 {
                    opens(&mut opener, *stream, *index, sealed, payload);
                }
                behind == 0
            });
            let plain = rtcp(*ssrc, payload);
            let sealed = peer.seal_rtcp(&plain).expect("sealed");
            for length in [0, 8, sealed.len() - 1] {
                assert!(
                    opener.open_rtcp(&mut sealed[..length].to_vec()).is_err(),
                    "cut to {length}"
                );
            }
            let mut opened = sealed.clone();
            assert_eq!(opener.open_rtcp(&mut opened), Ok(plain.len()));
            assert_eq!(opened[..plain.len()], plain);
            assert_eq!(opener.open_rtcp(&mut sealed.clone()), Err(Refused::Replayed));
        }
    });
}

fn opens(opener: &mut Opener, ssrc: u32, index: u64, sealed: &[u8], payload: &[u8]) {
    let mut open = |mut bytes: Vec<u8>| {
        let opened = opener.open_rtp(&mut bytes, 12, ssrc, index as u16);
        opened.map(|(index, length)| (index, bytes[12..12 + length].to_vec()))
    };
    let cut = sealed[..sealed.len() - 1].to_vec();
    assert!(matches!(
        open(cut),
        Err(Refused::NotAuthentic | Refused::Malformed)
    ));
    assert_eq!(open(sealed.to_vec()), Ok((index, payload.to_vec())));
    assert_eq!(open(sealed.to_vec()), Err(Refused::Replayed));
}

#[test]
fn the_keys_of_another_call_open_nothing_of_ours_nor_we_of_theirs() {
    let mut peer = Peer::new("others");
    for profile in PROFILES {
        let (ours, others) = (keys(profile, 1), keys(profile, 2));
        peer.begin(&others, true);
        let mut sealer = Sealer::new(&ours, false).expect("keys");
        let mut opener = Opener::new(&ours, true).expect("keys");
        let mut sealed = rtp(7, 1, b"sound");
        sealer.seal_rtp(7, 1, &mut sealed, 0, 12);
        assert_eq!(peer.open_rtp(&sealed), Err(AUTHENTICATION_FAILED));
        let mut sealed = rtcp(7, b"what");
        sealer.seal_rtcp(&mut sealed, 0);
        assert_eq!(peer.open_rtcp(&sealed), Err(AUTHENTICATION_FAILED));
        let mut theirs = peer.seal_rtp(&rtp(7, 1, b"sound")).expect("sealed");
        assert_eq!(opener.open_rtp(&mut theirs, 12, 7, 1), Err(Refused::NotAuthentic));
        let mut theirs = peer.seal_rtcp(&rtcp(7, b"what")).expect("sealed");
        assert_eq!(opener.open_rtcp(&mut theirs), Err(Refused::NotAuthentic));
        // The server's own packets, sent back to it.
        peer.begin(&ours, false);
        let mut reflected = peer.seal_rtp(&rtp(7, 1, b"sound")).expect("sealed");
        assert_eq!(
            opener.open_rtp(&mut reflected, 12, 7, 1),
            Err(Refused::NotAuthentic)
        );
    }
}
