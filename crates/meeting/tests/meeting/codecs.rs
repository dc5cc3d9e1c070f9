//! Which picture codecs an offer brings, and what everybody is told of them.

use crate::support::{OFFER, Scene, Who, guest, sent_to, transport};
use meeting::Output;
use meeting::sdp::{Offer, OfferError, answer};
use sfu::api::{LegFacts, LegKey, PictureType, VideoCodec};
use signal::{ClientMessage, ErrorCode, ServerMessage};

/// What a browser offers if nothing is taken out.
const FULL_OFFER: &str = include_str!("../fixtures/chromium-offer.sdp");
/// A browser that has AV1 numbers frames in a header extension.
const DEPENDENCY: &str =
    "a=extmap:12 https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

fn facts(text: &str) -> LegFacts {
    Offer::parse(text).unwrap().facts(LegKey(3))
}

fn answered(text: &str) -> String {
    let offer = Offer::parse(text).unwrap();
    answer(&offer, &transport(), &offer.facts(LegKey(3)), LegKey(3))
}

fn numbers(text: &str, codec: VideoCodec) -> Option<(u8, Option<u8>, bool)> {
    let PictureType { media, rtx, received } = facts(text).payload_types.pictures.get(codec)?;
    Some((media, rtx, received))
}

#[test]
fn every_codec_of_ours_that_is_offered_is_taken_with_its_repeats() {
    let all = VideoCodec::ALL.map(|codec| numbers(FULL_OFFER, codec));
    let taken = [(96, 97), (98, 99), (45, 46), (108, 109)];
    assert_eq!(all, taken.map(|(media, rtx)| Some((media, Some(rtx), true))));
    let text = answered(FULL_OFFER);
    for line in [
        "a=rtpmap:98 VP9/90000",
        "a=fmtp:98 profile-id=0",
        "a=fmtp:99 apt=98",
        "a=rtpmap:45 AV1/90000",
        "a=fmtp:45 level-idx=5;profile=0;tier=0",
        "a=rtpmap:108 H264/90000",
        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        "a=rtcp-fb:108 nack pli",
        "a=rtcp-fb:45 transport-cc",
    ] {
        let sending = if line.contains("rtcp-fb") { 2 } else { 26 };
        let found = text.lines().filter(|found| *found == line).count();
        assert!(found >= sending, "{line}: {found}");
    }
    assert_eq!(facts(OFFER).payload_types.pictures.received().count(), 1);
}

#[test]
fn forms_of_a_codec_that_we_do_not_forward_are_left_out() {
    for (from, to, codec) in [
        ("profile-id=0", "profile-id=2", VideoCodec::Vp9),
        ("profile-id=0", "profile-id=x", VideoCodec::Vp9),
        (
            "level-idx=5;profile=0;tier=0",
            "level-idx=5;profile=0;tier=1",
            VideoCodec::Av1,
        ),
        ("packetization-mode=1", "packetization-mode=0", VideoCodec::H264),
        ("profile-level-id=42", "profile-level-id=64", VideoCodec::H264),
    ] {
        assert_eq!(numbers(&FULL_OFFER.replace(from, to), codec), None, "{to}");
    }
    // Without parameters the defaults of the payload formats hold.
    let bare = FULL_OFFER
        .replace("a=fmtp:98 profile-id=0\r\n", "")
        .replace("a=fmtp:45 level-idx=5;profile=0;tier=0\r\n", "");
    assert_eq!(numbers(&bare, VideoCodec::Vp9), Some((98, Some(99), true)));
    assert_eq!(numbers(&bare, VideoCodec::Av1), Some((45, Some(46), true)));
}

#[test]
fn without_constrained_baseline_plain_baseline_is_taken() {
    let offer = FULL_OFFER.replace("profile-level-id=42e01f", "profile-level-id=64001f");
    assert_eq!(numbers(&offer, VideoCodec::H264), Some((102, Some(103), true)));
}

#[test]
fn a_codec_counts_as_received_only_if_every_receiver_takes_it() {
    // One receiver has no AV1: what the page sends may still be AV1.
    let at = FULL_OFFER.rfind("a=rtpmap:45 AV1/90000").unwrap();
    let offer = format!(
        "{}{}",
        &FULL_OFFER[..at],
        FULL_OFFER[at..].replacen("AV1/90000", "AVX/90000", 1)
    );
    assert_eq!(numbers(&offer, VideoCodec::Av1), Some((45, Some(46), false)));
    // A page that decodes without encoding receives it.
    let at = FULL_OFFER.find("a=recvonly").unwrap();
    let offer = format!(
        "{}{}",
        FULL_OFFER[..at].replace("VP9/90000", "VPX/90000"),
        &FULL_OFFER[at..]
    );
    assert_eq!(numbers(&offer, VideoCodec::Vp9), Some((98, Some(99), true)));
    let text = answered(&offer);
    assert_eq!(
        text.matches("m=video 9 UDP/TLS/RTP/SAVPF 96 97 45 46 108 109\r\n")
            .count(),
        2
    );
}

#[test]
fn vp8_has_to_be_everywhere_with_the_same_numbers() {
    let at = FULL_OFFER.rfind("a=rtpmap:96 VP8/90000").unwrap();
    let (before, after) = FULL_OFFER.split_at(at);
    let missing = format!("{before}{}", after.replacen("VP8/90000", "VPX/90000", 1));
    assert!(matches!(
        Offer::parse(&missing).unwrap_err(),
        OfferError::Codec { codec: "VP8", .. }
    ));
    let other = format!("{before}{}", after.replacen("apt=96", "apt=98", 1));
    assert!(matches!(
        Offer::parse(&other).unwrap_err(),
        OfferError::Numbers(_)
    ));
}

#[test]
fn frames_are_described_where_av1_can_be_sent_and_nowhere_else() {
    let extension = |text: &str| text.replace("a=extmap:14 urn", &format!("{DEPENDENCY}\r\na=extmap:14 urn"));
    let both = extension(FULL_OFFER);
    assert_eq!(facts(&both).extensions.dependency_descriptor, Some(12));
    assert_eq!(
        answered(&both).matches(DEPENDENCY).count(),
        2,
        "the lines on which the page sends"
    );
    // Browsers leave out of VP8 what the extension says.
    assert!(!answered(&extension(OFFER)).contains(DEPENDENCY));
}

fn offer(scene: &mut Scene, who: &Who, sdp: &str) -> Vec<Output> {
    let sdp = sdp.to_owned();
    scene.say(who, &ClientMessage::Offer { sdp })
}

/// What somebody is told of codecs.
fn told(out: &[Output], who: &Who) -> Vec<Vec<signal::VideoCodec>> {
    let codecs = |message| match message {
        ServerMessage::Codecs { codecs } => Some(codecs),
        _ => None,
    };
    sent_to(out, who.at).into_iter().filter_map(codecs).collect()
}

#[test]
fn everybody_is_told_what_everybody_can_show() {
    const ALL: [signal::VideoCodec; 4] = signal::VideoCodec::ALL;
    const VP8: [signal::VideoCodec; 1] = [signal::VideoCodec::Vp8];
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    assert_eq!(ada.joined.codecs, VP8, "nobody has sent an offer");
    let out = offer(&mut scene, &ada, FULL_OFFER);
    assert_eq!(told(&out, &ada), [ALL]);
    assert!(
        told(&offer(&mut scene, &ada, FULL_OFFER), &ada).is_empty(),
        "no news"
    );

    let bob = scene.join(guest("Bob"));
    assert_eq!(bob.joined.codecs, ALL);
    let out = offer(&mut scene, &bob, OFFER);
    assert_eq!(
        (told(&out, &ada), told(&out, &bob)),
        (vec![VP8.to_vec()], vec![VP8.to_vec()])
    );

    let out = scene.say(&bob, &ClientMessage::Leave);
    assert_eq!(told(&out, &ada), [ALL]);
}

#[test]
fn nobody_makes_all_others_change_their_codec_again_and_again() {
    let mut scene = Scene::new();
    let [ada, bob] = ["Ada", "Bob"].map(|name| scene.join(guest(name)));
    offer(&mut scene, &ada, FULL_OFFER);
    let out: Vec<Output> = (0..25)
        .flat_map(|turn| offer(&mut scene, &bob, [FULL_OFFER, OFFER][turn % 2]))
        .collect();
    assert!(told(&out, &ada).len() <= 20, "{}", told(&out, &ada).len());
    let refused = |message: &ServerMessage| {
        matches!(
            message,
            ServerMessage::Error {
                code: ErrorCode::TooMany,
                ..
            }
        )
    };
    assert!(sent_to(&out, bob.at).iter().any(refused));
}
