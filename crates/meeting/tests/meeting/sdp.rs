//! Offers of a real browser, and what is made of broken ones.

use crate::support::{OFFER, candidate, transport};
use meeting::sdp::{Offer, OfferError, answer};
use proptest::prelude::*;
use sfu::api::{Candidate, LegKey, PictureType, SourceKind, Transport, VideoCodec};
use signal::{AUDIO_SLOTS, VIDEO_SLOTS};

const FULL_OFFER: &str = include_str!("../fixtures/chromium-offer.sdp");
/// What our page offers: three encodings of the camera, two of the screen.
const SIMULCAST_OFFER: &str = include_str!("../fixtures/chromium-offer-simulcast.sdp");
const ANSWER: &str = include_str!("../fixtures/answer.sdp");

#[test]
fn a_browser_s_offer_becomes_facts() {
    for (text, red) in [(OFFER, None), (FULL_OFFER, Some(63))] {
        let facts = Offer::parse(text).unwrap().facts(LegKey(3));
        assert_eq!((facts.payload_types.opus, facts.payload_types.red), (111, red));
        let vp8 = PictureType {
            media: 96,
            rtx: Some(97),
            received: true,
        };
        assert_eq!(facts.payload_types.pictures.get(VideoCodec::Vp8), Some(vp8));
        assert_eq!(facts.remote_ufrag.len(), 4);
        assert_eq!(facts.remote_password.len(), 24);
        assert_ne!(facts.remote_fingerprint, [0; 32]);
        let extensions = facts.extensions;
        assert_eq!(
            (
                extensions.audio_level,
                extensions.abs_send_time,
                extensions.transport_cc,
                extensions.mid
            ),
            (Some(1), Some(2), Some(3), Some(4))
        );
        assert_eq!((extensions.rid, extensions.repaired_rid), (Some(10), Some(11)));
        let kinds: Vec<SourceKind> = facts.sends.iter().map(|send| send.kind).collect();
        assert_eq!(
            kinds,
            [
                SourceKind::Microphone,
                SourceKind::Camera,
                SourceKind::Screen,
                SourceKind::ScreenAudio
            ]
        );
        assert!(facts.sends.iter().all(|send| send.ssrc.is_some()));
        assert!(facts.sends[1].rtx_ssrc.is_some() && facts.sends[0].rtx_ssrc.is_none());
        assert_eq!(
            (facts.audio_slots.len(), facts.video_slots.len()),
            (AUDIO_SLOTS, VIDEO_SLOTS)
        );
    }
}

#[test]
fn sound_has_no_transport_wide_numbers_where_they_are_offered_for_pictures_alone() {
    assert!(
        !Offer::parse(FULL_OFFER)
            .unwrap()
            .facts(LegKey(3))
            .extensions
            .sound_uncounted
    );
    // As Firefox has it.
    let sections = FULL_OFFER.split_inclusive("\r\n").scan(false, |sound, line| {
        *sound = line.starts_with("m=audio") || *sound && !line.starts_with("m=");
        Some((*sound, line))
    });
    let kept = sections.filter(|(sound, line)| !(*sound && line.contains("transport-wide-cc-extensions")));
    let text: String = kept.map(|(_, line)| line).collect();
    let extensions = Offer::parse(&text).unwrap().facts(LegKey(3)).extensions;
    assert_eq!(
        (extensions.transport_cc, extensions.sound_uncounted),
        (Some(3), true)
    );
}

#[test]
fn slots_have_ssrcs_of_their_own_that_follow_from_the_leg() {
    let offer = Offer::parse(OFFER).unwrap();
    let all = |leg| -> Vec<u32> {
        let facts = offer.facts(LegKey(leg));
        facts
            .audio_slots
            .iter()
            .chain(&facts.video_slots)
            .flat_map(|slot| [Some(slot.ssrc), slot.rtx_ssrc])
            .flatten()
            .collect()
    };
    let mut ssrcs = all(1);
    assert_eq!(ssrcs, all(1));
    ssrcs.extend(all(2));
    ssrcs.extend(all(u64::MAX));
    let count = ssrcs.len();
    ssrcs.sort_unstable();
    ssrcs.dedup();
    assert_eq!((ssrcs.len(), count), (3 * 54, 3 * 54));
    assert!(!ssrcs.contains(&0));
}

/// A browser took this very answer; if it changes, show the new one to a browser before keeping it.
#[test]
fn the_answer_is_the_one_that_a_browser_took() {
    let offer = Offer::parse(OFFER).unwrap();
    let text = answer(&offer, &transport(), &offer.facts(LegKey(3)), LegKey(3));
    assert_eq!(text, ANSWER.replace("\r\n", "\n").replace('\n', "\r\n"));
}

#[test]
fn the_answer_mirrors_the_offer() {
    let offer = Offer::parse(FULL_OFFER).unwrap();
    let text = answer(&offer, &transport(), &offer.facts(LegKey(3)), LegKey(3));
    let count = |line: &str| text.lines().filter(|found| *found == line).count();
    assert_eq!(text.lines().filter(|line| line.starts_with("m=")).count(), 33);
    assert_eq!((count("a=recvonly"), count("a=sendonly")), (4, 29));
    assert_eq!(count("a=setup:passive"), 33);
    assert_eq!(count("a=ice-lite"), 1);
    assert_eq!(count("a=extmap-allow-mixed"), 1);
    // VP8, VP9, AV1 and H.264 in constrained baseline, each with its repeats.
    assert_eq!(count("m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 45 46 108 109"), 27);
    assert_eq!(
        count("a=candidate:2 1 udp 2130706175 2001:db8::1 10000 typ host"),
        1
    );
    // Two ways to us and four from us, all with redundant sound first, so that the page sends it.
    assert_eq!(count("m=audio 9 UDP/TLS/RTP/SAVPF 63 111"), 6);
    assert_eq!(count("a=fmtp:63 111/111"), 6);
    assert!(!text.contains("rtp-stream-id"));
    assert!(text.len() < 60_000, "{}", text.len());
}

#[test]
fn redundant_sound_whose_blocks_are_not_all_opus_is_left_out() {
    for blocks in ["111/103", "103/103", "111", "x/y"] {
        let text = FULL_OFFER.replace("a=fmtp:63 111/111", &format!("a=fmtp:63 {blocks}"));
        let facts = Offer::parse(&text).unwrap().facts(LegKey(3));
        assert_eq!(facts.payload_types.red, None, "{blocks}");
    }
}

#[test]
fn datagrams_are_preferred_to_connections_and_own_addresses_to_those_seen_from_outside() {
    let mut ours = transport();
    ours.candidates = vec![
        candidate(Transport::Udp, "10.0.0.5:10000"),
        Candidate {
            base: Some("10.0.0.5:10000".parse().unwrap()),
            ..candidate(Transport::Udp, "203.0.113.7:4321")
        },
        candidate(Transport::Tcp, "10.0.0.5:10000"),
    ];
    let offer = Offer::parse(OFFER).unwrap();
    let text = answer(&offer, &ours, &offer.facts(LegKey(3)), LegKey(3));
    let candidates: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("a=candidate"))
        .collect();
    assert_eq!(
        candidates,
        [
            "a=candidate:1 1 udp 2130706431 10.0.0.5 10000 typ host",
            "a=candidate:2 1 udp 1694498559 203.0.113.7 4321 typ srflx raddr 10.0.0.5 rport 10000",
            "a=candidate:3 1 tcp 1520434687 10.0.0.5 10000 typ host tcptype passive",
        ]
    );
}

#[test]
fn simulcast_is_taken_encoding_by_encoding_as_the_offer_names_them() {
    let offer = Offer::parse(SIMULCAST_OFFER).unwrap();
    let facts = offer.facts(LegKey(3));
    let rids: Vec<_> = facts.sends.iter().map(|send| send.rids.join(" ")).collect();
    assert_eq!(rids, ["", "q h f", "h f", ""]);
    let text = answer(&offer, &transport(), &facts, LegKey(3));
    for (line, count) in [
        ("a=simulcast:recv q;h;f", 1),
        ("a=simulcast:recv h;f", 1),
        ("a=rid:q recv", 1),
        ("a=rid:h recv", 2),
        ("a=rid:f recv", 2),
        ("a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", 2),
        (
            "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
            2,
        ),
    ] {
        assert_eq!(
            text.lines().filter(|found| *found == line).count(),
            count,
            "{line}"
        );
    }
}

#[test]
fn of_simulcast_only_what_can_be_told_apart_is_taken() {
    let rids = |from: &str, to: &str| {
        let offer = Offer::parse(&SIMULCAST_OFFER.replacen(from, to, 1)).unwrap();
        offer.facts(LegKey(3)).sends[1].rids.join(" ")
    };
    assert_eq!(rids("send q;h;f", "recv q;h;f"), "", "another direction");
    assert_eq!(
        rids("send q;h;f", "send q,h;~f"),
        "q f",
        "alternatives, and one that begins paused"
    );
    assert_eq!(rids("send q;h;f", "recv x send h;h;f"), "h f", "named twice");
    assert_eq!(
        rids("send q;h;f", "send q;h;f;q;h;f;z"),
        "q h f",
        "more than three"
    );
    assert_eq!(rids("a=rid:h send\r\n", ""), "q f", "not declared");
    assert_eq!(rids("send q;h;f", ""), "");
    assert_eq!(
        rids(
            "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n",
            ""
        ),
        "",
        "without the header extension"
    );
}

#[test]
fn further_m_lines_are_refused_one_by_one() {
    let more = format!(
        "{OFFER}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:data\r\na=sctp-port:5000\r\n"
    );
    let offer = Offer::parse(&more).unwrap();
    let text = answer(&offer, &transport(), &offer.facts(LegKey(3)), LegKey(3));
    assert!(text.ends_with(
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:data\r\na=inactive\r\n"
    ));
}

#[test]
fn broken_offers_are_named() {
    let error = |text: &str| Offer::parse(text).unwrap_err();
    let without = |what: &str| error(&OFFER.replace(what, "a=nothing"));
    assert_eq!(error(""), OfferError::NotSdp);
    assert!(matches!(error(&" ".repeat(1 << 20)), OfferError::TooLong(_)));
    assert!(matches!(
        error(&"m=audio 9 X 0\r\n".repeat(100)),
        OfferError::TooManyLines(100)
    ));
    assert_eq!(
        error("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n").to_string(),
        "M-line 0 of the offer must be audio sendonly, but is missing."
    );
    assert_eq!(without("a=ice-pwd"), OfferError::Ice);
    assert_eq!(without("a=fingerprint"), OfferError::Fingerprint);
    assert_eq!(error(&OFFER.replace("actpass", "passive")), OfferError::Setup);
    assert!(matches!(without("a=rtcp-mux"), OfferError::RtcpMux(_)));
    assert!(matches!(without("a=mid"), OfferError::Mid(0)));
    assert!(matches!(
        error(&OFFER.replacen("a=mid:1\r\n", "a=mid:0\r\n", 1)),
        OfferError::DuplicateMid(_)
    ));
    assert!(matches!(
        error(&OFFER.replace("BUNDLE 0 ", "BUNDLE ")),
        OfferError::NotBundled(_)
    ));
    assert!(matches!(
        error(&OFFER.replace("VP8/90000", "VP9/90000")),
        OfferError::Codec { codec: "VP8", .. }
    ));
    assert!(matches!(
        error(&OFFER.replacen("a=sendonly", "a=recvonly", 1)),
        OfferError::Layout { index: 0, .. }
    ));
    assert!(matches!(
        error(&OFFER.replacen("a=extmap:4 urn", "a=extmap:9 urn", 1)),
        OfferError::Numbers(_)
    ));
    let half = &OFFER[..OFFER.len() / 2];
    assert!(Offer::parse(half).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,400}") {
        let _ = Offer::parse(&text);
    }

    #[test]
    fn any_lines_are_read_without_panic(lines in proptest::collection::vec("(v|o|s|t|m|c|a|b|z|k|r|i|u)=[ -~]{0,40}", 0..30)) {
        let _ = Offer::parse(&lines.join("\r\n"));
        let _ = Offer::parse(&format!("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n{}\r\n", lines.join("\r\n")));
    }

    #[test]
    fn a_damaged_offer_is_read_without_panic(at in 0..30_000_usize, cut in 0..60_usize, put in "[ -~\\r\\n]{0,20}") {
        let at = at.min(OFFER.len());
        let end = (at + cut).min(OFFER.len());
        let text = format!("{}{put}{}", &OFFER[..at], &OFFER[end..]);
        if let Ok(offer) = Offer::parse(&text) {
            let facts = offer.facts(LegKey(1));
            prop_assert_eq!(facts.video_slots.len(), VIDEO_SLOTS);
            let text = answer(&offer, &transport(), &facts, LegKey(1));
            prop_assert!(text.starts_with("v=0\r\n"));
        }
    }
}
