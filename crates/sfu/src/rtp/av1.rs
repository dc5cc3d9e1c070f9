//! The AV1 aggregation header (RTP Payload Format For AV1, §4.4). What a frame needs of others is said by its
//! dependency descriptor.

use super::Picture;
use crate::api::VideoCodec;

/// The first element goes on from the packet before.
const CONTINUES: u8 = 0x80;
/// First packet of a coded video sequence.
const NEW_SEQUENCE: u8 = 0x08;

/// Reads the header; `None` when nothing follows it, or it contradicts itself.
pub(super) fn parse(payload: &[u8]) -> Option<Picture> {
    let header = *payload.first()?;
    let begins = header & NEW_SEQUENCE != 0;
    if payload.len() < 2 || (begins && header & CONTINUES != 0) {
        return None;
    }
    Some(Picture {
        keyframe_start: begins,
        frame_start: begins,
        ..Picture::of(VideoCodec::Av1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_sequence_is_a_keyframe() {
        let keyframe = |payload: &[u8]| parse(payload).map(|facts| facts.keyframe_start);
        assert_eq!(keyframe(&[0x18, 0x0A]), Some(true));
        assert_eq!(keyframe(&[0x10, 0x32]), Some(false));
        assert_eq!(keyframe(&[0x90, 0x32]), Some(false));
    }

    #[test]
    fn what_is_empty_or_contradicts_itself_is_refused() {
        assert!(parse(&[]).is_none());
        assert!(parse(&[0x18]).is_none());
        assert!(
            parse(&[0x98, 0x0A]).is_none(),
            "a sequence cannot begin in the middle of an element"
        );
    }
}
