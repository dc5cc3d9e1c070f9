//! What the pages of the tests offer: numbers, lines and streams.

use sfu::api::{
    Extensions, LegFacts, LegKey, PayloadTypes, PictureType, PictureTypes, SendLine, SlotLine, Source,
    SourceKind, VideoCodec,
};

pub(crate) const OPUS: u8 = 111;
pub(crate) const RED: u8 = 63;
pub(crate) const VP8: u8 = 96;
pub(crate) const RTX: u8 = 97;
pub(crate) const VP9: u8 = 98;
pub(crate) const AV1: u8 = 45;
pub(crate) const H264: u8 = 108;

/// The payload types of these codecs, each received; that of repeats is one more.
pub(crate) fn pictures(codecs: &[VideoCodec]) -> PictureTypes {
    codecs.iter().fold(PictureTypes::default(), |types, codec| {
        let media = match codec {
            VideoCodec::Vp8 => VP8,
            VideoCodec::Vp9 => VP9,
            VideoCodec::Av1 => AV1,
            VideoCodec::H264 => H264,
        };
        let numbers = PictureType {
            media,
            rtx: Some(media + 1),
            received: true,
        };
        types.with(*codec, numbers)
    })
}

pub(crate) fn mic(leg: u64) -> Source {
    Source {
        leg: LegKey(leg),
        kind: SourceKind::Microphone,
    }
}

pub(crate) fn camera(leg: u64) -> Source {
    Source {
        leg: LegKey(leg),
        kind: SourceKind::Camera,
    }
}

/// SSRC of a page's own microphone, camera, and camera repeats.
pub(crate) fn ssrcs(leg: u64) -> (u32, u32, u32) {
    let base = 1_000_000 + leg as u32 * 10;
    (base, base + 1, base + 2)
}

/// SSRC of a page's n-th slot.
pub(crate) fn audio_slot(leg: u64, slot: u32) -> u32 {
    leg as u32 * 1000 + slot
}

pub(crate) fn video_slot(leg: u64, slot: u32) -> u32 {
    leg as u32 * 1000 + 100 + 2 * slot
}

pub(crate) fn facts(leg: u64, slots: u32) -> LegFacts {
    let (audio, video, rtx) = ssrcs(leg);
    let line = |kind, mid: &str, ssrc, rtx_ssrc| SendLine {
        kind,
        mid: mid.to_owned(),
        ssrc: Some(ssrc),
        rtx_ssrc,
        rids: Vec::new(),
    };
    LegFacts {
        remote_ufrag: format!("page{leg}"),
        remote_password: "unused by an ICE-lite server".to_owned(),
        remote_fingerprint: [7; 32],
        extensions: Extensions {
            mid: Some(1),
            audio_level: Some(2),
            rid: Some(3),
            repaired_rid: Some(4),
            ..Extensions::default()
        },
        payload_types: PayloadTypes {
            opus: OPUS,
            red: Some(RED),
            pictures: pictures(&VideoCodec::ALL),
        },
        sends: vec![
            line(SourceKind::Microphone, "0", audio, None),
            line(SourceKind::Camera, "1", video, Some(rtx)),
        ],
        audio_slots: (0..slots)
            .map(|n| SlotLine {
                mid: format!("a{n}"),
                ssrc: audio_slot(leg, n),
                rtx_ssrc: None,
            })
            .collect(),
        video_slots: (0..slots)
            .map(|n| {
                let ssrc = video_slot(leg, n);
                SlotLine {
                    mid: format!("v{n}"),
                    ssrc,
                    rtx_ssrc: Some(ssrc + 1),
                }
            })
            .collect(),
    }
}
