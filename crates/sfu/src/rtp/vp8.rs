//! The VP8 payload descriptor (RFC 7741 §4.2): keyframes, and the counters that must stay continuous
//! when a receiver is switched to another source.

/// Facts of one VP8 packet; the offsets are kept so that a copy can be rewritten without parsing again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Vp8 {
    /// First packet of a frame.
    pub frame_start: bool,
    /// First packet of a keyframe.
    pub keyframe_start: bool,
    /// Height of the picture in pixels, on the first packet of a keyframe.
    pub height: Option<u16>,
    /// Temporal layer; 0 where the encoder makes none.
    pub temporal: u8,
    /// A frame of its temporal layer that depends on nothing above layer 0.
    pub sync: bool,
    /// Picture id, 7 or 15 bits.
    pub picture_id: Option<u16>,
    /// Index of the picture id in the payload.
    picture_id_at: u8,
    /// The picture id has 15 bits.
    wide: bool,
    /// TL0PICIDX.
    pub tl0: Option<u8>,
    /// Index of TL0PICIDX in the payload.
    tl0_at: u8,
}

impl Vp8 {
    /// Reads a descriptor; `None` when it is cut.
    pub(crate) fn parse(payload: &[u8]) -> Option<Self> {
        let mut facts = Self::default();
        let first = *payload.first()?;
        let mut at = 1usize;
        if first & 0x80 != 0 {
            let extension = *payload.get(at)?;
            at += 1;
            if extension & 0x80 != 0 {
                let id = *payload.get(at)?;
                facts.picture_id_at = at as u8;
                if id & 0x80 != 0 {
                    facts.wide = true;
                    let low = *payload.get(at + 1)?;
                    facts.picture_id = Some(u16::from(id & 0x7F) << 8 | u16::from(low));
                    at += 2;
                } else {
                    facts.picture_id = Some(u16::from(id));
                    at += 1;
                }
            }
            if extension & 0x40 != 0 {
                facts.tl0 = Some(*payload.get(at)?);
                facts.tl0_at = at as u8;
                at += 1;
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
            facts.height = height(data);
        }
        Some(facts)
    }

    /// Adds offsets to picture id and TL0PICIDX of a copy of the payload; the width stays as it is.
    pub(crate) fn rewrite(&self, payload: &mut [u8], picture_id_offset: u16, tl0_offset: u8) {
        if let Some(id) = self.picture_id {
            let at = usize::from(self.picture_id_at);
            let id = id.wrapping_add(picture_id_offset);
            if self.wide {
                payload[at] = 0x80 | ((id >> 8) as u8 & 0x7F);
                payload[at + 1] = id as u8;
            } else {
                payload[at] = id as u8 & 0x7F;
            }
        }
        if let Some(tl0) = self.tl0 {
            payload[usize::from(self.tl0_at)] = tl0.wrapping_add(tl0_offset);
        }
    }
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
        let facts = Vp8::parse(&payload).expect("whole");
        assert!(facts.keyframe_start);
        assert_eq!((facts.picture_id, facts.tl0), (Some(0x102), Some(9)));
        facts.rewrite(&mut payload, 0x7FFF, 255);
        assert_eq!(payload[..5], [0x90, 0xE0, 0x81, 0x01, 0x08]);
        for cut in 0..7 {
            assert!(Vp8::parse(&payload[..cut]).is_none());
        }
    }

    #[test]
    fn the_temporal_layer_and_the_height_of_a_keyframe_are_read() {
        let keyframe = [
            0x90, 0xE0, 0x01, 0x09, 0x20, 0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x01, 0xB4, 0x40,
        ];
        let facts = Vp8::parse(&keyframe).expect("whole");
        assert_eq!((facts.temporal, facts.sync, facts.height), (0, true, Some(180)));
        let upper = Vp8::parse(&[0x90, 0xE0, 0x02, 0x09, 0x60, 0x01]).expect("whole");
        assert_eq!((upper.temporal, upper.sync, upper.frame_start), (1, true, true));
        let top = Vp8::parse(&[0x80, 0x20, 0x80, 0x01]).expect("whole");
        assert_eq!((top.temporal, top.sync, top.frame_start), (2, false, false));
    }

    #[test]
    fn a_later_partition_or_an_interframe_starts_no_keyframe() {
        assert!(!Vp8::parse(&[0x10, 0x01]).expect("whole").keyframe_start);
        assert!(!Vp8::parse(&[0x00, 0x00]).expect("whole").keyframe_start);
        assert!(!Vp8::parse(&[0x11, 0x00]).expect("whole").keyframe_start);
    }
}
