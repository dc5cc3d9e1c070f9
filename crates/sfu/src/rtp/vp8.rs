//! The VP8 payload descriptor (RFC 7741 §4.2).

use super::Picture;
use crate::api::VideoCodec;

/// Reads a descriptor; `None` when it is cut.
pub(super) fn parse(payload: &[u8]) -> Option<Picture> {
    let mut facts = Picture::of(VideoCodec::Vp8);
    let first = *payload.first()?;
    let mut at = 1usize;
    if first & 0x80 != 0 {
        let extension = *payload.get(at)?;
        at += 1;
        if extension & 0x80 != 0 {
            at = facts.counters.read_picture_id(payload, at)?;
        }
        if extension & 0x40 != 0 {
            at = facts.counters.read_tl0(payload, at)?;
        }
        if extension & 0x30 != 0 {
            let layer = *payload.get(at)?;
            if extension & 0x20 != 0 {
                facts.temporal = layer >> 6;
                facts.sync = layer & 0x20 != 0;
            }
            at += 1;
        }
    }
    let data = payload.get(at..).filter(|data| !data.is_empty())?;
    facts.frame_start = first & 0x10 != 0 && first & 0x07 == 0;
    facts.keyframe_start = facts.frame_start && data[0] & 0x01 == 0;
    if facts.keyframe_start {
        facts.heights[0] = height(data).unwrap_or(0);
    }
    Some(facts)
}

/// The height in a keyframe's header (RFC 6386 §9.1): after the frame tag and the start code come width and
/// height, 14 bits each.
fn height(data: &[u8]) -> Option<u16> {
    let header = data.first_chunk::<10>()?;
    (header[3..6] == [0x9D, 0x01, 0x2A]).then(|| u16::from_le_bytes([header[8], header[9]]) & 0x3FFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyframe_with_wide_counters_is_read_and_rewritten() {
        let mut payload = [0x90, 0xE0, 0x81, 0x02, 0x09, 0x20, 0x10, 0, 0];
        let facts = parse(&payload).expect("whole");
        assert!(facts.keyframe_start);
        assert_eq!(
            (facts.counters.picture_id, facts.counters.tl0),
            (Some(0x102), Some(9))
        );
        facts.counters.rewrite(&mut payload, 0x7FFF, 255);
        assert_eq!(payload[..5], [0x90, 0xE0, 0x81, 0x01, 0x08]);
        for cut in 0..7 {
            assert!(parse(&payload[..cut]).is_none());
        }
    }

    #[test]
    fn the_temporal_layer_and_the_height_of_a_keyframe_are_read() {
        let keyframe = [
            0x90, 0xE0, 0x01, 0x09, 0x20, 0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x01, 0xB4, 0x40,
        ];
        let facts = parse(&keyframe).expect("whole");
        assert_eq!(
            (facts.temporal, facts.sync, facts.heights),
            (0, true, [180, 0, 0])
        );
        let upper = parse(&[0x90, 0xE0, 0x02, 0x09, 0x60, 0x01]).expect("whole");
        assert_eq!((upper.temporal, upper.sync, upper.frame_start), (1, true, true));
        let top = parse(&[0x80, 0x20, 0x80, 0x01]).expect("whole");
        assert_eq!((top.temporal, top.sync, top.frame_start), (2, false, false));
    }

    #[test]
    fn a_later_partition_or_an_interframe_starts_no_keyframe() {
        assert!(!parse(&[0x10, 0x01]).expect("whole").keyframe_start);
        assert!(!parse(&[0x00, 0x00]).expect("whole").keyframe_start);
        assert!(!parse(&[0x11, 0x00]).expect("whole").keyframe_start);
    }
}
