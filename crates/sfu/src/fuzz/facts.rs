//! What the pages of a call offer.

use std::sync::LazyLock;

use crate::api::{
    Extensions, LegFacts, PayloadTypes, PictureType, PictureTypes, SendLine, SlotLine, SourceKind, VideoCodec,
};

/// The payload type of VP8.
pub(super) const VP8: u8 = 96;
/// What the pages offer.
pub(super) static TYPES: LazyLock<PayloadTypes> = LazyLock::new(|| {
    let with = |types: PictureTypes, codec| {
        let media = VP8 + 2 * codec as u8;
        let numbers = PictureType {
            media,
            rtx: Some(media + 1),
            received: true,
        };
        types.with(codec, numbers)
    };
    PayloadTypes {
        opus: 111,
        red: Some(63),
        pictures: VideoCodec::ALL.into_iter().fold(PictureTypes::default(), with),
    }
});
pub(super) const IDS: Extensions = Extensions {
    mid: Some(1),
    rid: Some(2),
    repaired_rid: Some(3),
    audio_level: Some(4),
    abs_send_time: Some(5),
    transport_cc: Some(6),
    sound_uncounted: false,
    dependency_descriptor: Some(7),
};
const SLOTS: u32 = 2;

/// SSRC of what a page sends: its sound, its camera and the repeats of its camera.
pub(super) fn ssrc(leg: u64, stream: u32) -> u32 {
    leg as u32 * 100 + stream % 3
}

/// SSRC of the n-th receiver of a page, those for sound before those for pictures.
pub(super) fn slot(leg: u64, n: u32) -> u32 {
    leg as u32 * 1000 + 2 * (n % (2 * SLOTS))
}

/// The facts of a page; every second one sends its camera in three encodings. Each bit of `other` is something that
/// it offers otherwise: from the lowest on four codecs that it does not show, another certificate, other names of
/// its receivers and sound without transport-wide numbers, no screen, neither feedback nor dependency descriptors.
pub(super) fn facts(leg: u64, feedback: bool, other: u8) -> LegFacts {
    let (renamed, plain) = (other & 0x20 != 0, other & 0x80 != 0);
    let transport_cc = IDS.transport_cc.filter(|_| feedback && !plain);
    let dependency_descriptor = IDS.dependency_descriptor.filter(|_| !plain);
    let layers = leg.is_multiple_of(2);
    let line = |kind, mid: &str, ssrc: Option<u32>, rtx_ssrc, rids: &[&str]| SendLine {
        kind,
        mid: mid.to_owned(),
        ssrc,
        rtx_ssrc,
        rids: rids.iter().map(|rid| (*rid).to_owned()).collect(),
    };
    let rids: &[&str] = if layers { &["q", "h", "f"] } else { &[] };
    let own = |stream| Some(ssrc(leg, stream)).filter(|_| !layers);
    let slots = |from: u32, letter: char, repeats: bool| -> Vec<SlotLine> {
        let line = |n: u32| SlotLine {
            mid: format!("{letter}{}", n + u32::from(renamed)),
            ssrc: slot(leg, from + n),
            rtx_ssrc: repeats.then_some(slot(leg, from + n) + 1),
        };
        (0..SLOTS).map(line).collect()
    };
    let mut sends = vec![
        line(SourceKind::Microphone, "0", Some(ssrc(leg, 0)), None, &[]),
        line(SourceKind::Camera, "1", own(1), own(2), rids),
    ];
    if other & 0x40 == 0 {
        sends.push(line(SourceKind::Screen, "2", None, None, &[]));
    }
    LegFacts {
        remote_ufrag: format!("page{leg}"),
        remote_password: String::new(),
        remote_fingerprint: [7 + (other >> 4 & 1); 32],
        extensions: Extensions {
            transport_cc,
            sound_uncounted: renamed,
            dependency_descriptor,
            ..IDS
        },
        payload_types: types(other),
        sends,
        audio_slots: slots(0, 'a', false),
        video_slots: slots(SLOTS, 'v', true),
    }
}

/// What a page offers that does not show the codecs whose bits are set.
fn types(hidden: u8) -> PayloadTypes {
    let shown = |types: PictureTypes, codec| {
        let numbers = types.get(codec).expect("every codec is offered");
        let received = hidden >> codec as u8 & 1 == 0;
        types.with(codec, PictureType { received, ..numbers })
    };
    PayloadTypes {
        pictures: VideoCodec::ALL.into_iter().fold(TYPES.pictures, shown),
        ..*TYPES
    }
}
