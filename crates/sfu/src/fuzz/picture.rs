//! The descriptors of the picture codecs, and the one that any of them may be sent with.

use super::Choices;
use crate::api::VideoCodec;
use crate::rtp::{Picture, SPATIAL_LAYERS, dependency};

/// The descriptor of VP8.
pub(super) fn vp8(bytes: &[u8]) {
    descriptor(VideoCodec::Vp8, bytes);
}

/// The descriptor of VP9.
pub(super) fn vp9(bytes: &[u8]) {
    descriptor(VideoCodec::Vp9, bytes);
}

/// The aggregation header of AV1.
pub(super) fn av1(bytes: &[u8]) {
    descriptor(VideoCodec::Av1, bytes);
}

/// The units of H.264.
pub(super) fn h264(bytes: &[u8]) {
    descriptor(VideoCodec::H264, bytes);
}

/// The first three bytes say by how much the counters move. Rewriting keeps the size and everything but the
/// counters, and the way back restores every byte.
fn descriptor(codec: VideoCodec, bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (Some(picture), Some(tl0)) = (choices.word(), choices.byte()) else {
        return;
    };
    let payload = choices.0;
    let Some(facts) = Picture::parse(codec, payload) else {
        return;
    };
    assert!(!facts.keyframe_start || facts.frame_start);
    assert!(facts.codec == codec && facts.temporal < 8);
    let mut copy = payload.to_vec();
    facts.counters.rewrite(&mut copy, picture, tl0);
    let moved = Picture::parse(codec, &copy).expect("as whole as before");
    let mut same = moved;
    same.counters = facts.counters;
    assert_eq!(same, facts);
    assert_eq!(
        moved.counters.tl0,
        facts.counters.tl0.map(|id| id.wrapping_add(tl0))
    );
    let (picture, tl0) = (picture.wrapping_neg(), tl0.wrapping_neg());
    moved.counters.rewrite(&mut copy, picture, tl0);
    assert_eq!(copy, payload);
}

/// One stream's dependency descriptors, each as long as the byte before it says.
pub(super) fn dependencies(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let mut structure = None;
    while let Some(descriptor) = choices.bytes() {
        let Some(mut facts) = Picture::parse(VideoCodec::Vp8, &[0x10, 0, 0, 0]) else {
            return;
        };
        let read = dependency::read(descriptor, &mut structure, &mut facts);
        assert_eq!(read.is_some(), facts.dependency.is_some());
        assert!(read.is_none() || structure.is_some());
        assert!(facts.heights.len() == SPATIAL_LAYERS);
    }
}
