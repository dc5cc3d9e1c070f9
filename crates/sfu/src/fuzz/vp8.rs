//! The descriptor of VP8.

use super::Choices;
use crate::rtp::Vp8;

/// The first three bytes say by how much the counters move. Rewriting keeps the size and everything but the
/// counters, and the way back restores every byte.
pub(super) fn any(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (Some(picture), Some(tl0)) = (choices.word(), choices.byte()) else {
        return;
    };
    let payload = choices.0;
    let Some(facts) = Vp8::parse(payload) else { return };
    assert!(!facts.keyframe_start || facts.frame_start);
    assert!(facts.temporal < 4 && facts.height.is_none_or(|height| height < 1 << 14));
    let mut copy = payload.to_vec();
    facts.rewrite(&mut copy, picture, tl0);
    let moved = Vp8::parse(&copy).expect("as whole as before");
    let mut same = moved;
    (same.picture_id, same.tl0) = (facts.picture_id, facts.tl0);
    assert_eq!(same, facts);
    assert_eq!(moved.tl0, facts.tl0.map(|id| id.wrapping_add(tl0)));
    moved.rewrite(&mut copy, picture.wrapping_neg(), tl0.wrapping_neg());
    assert_eq!(copy, payload);
}
