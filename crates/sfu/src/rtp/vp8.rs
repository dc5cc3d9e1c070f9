//! The VP8 payload descriptor (RFC 7741 §4.2): keyframes, and the counters that must stay continuous
//! when a receiver is switched to another source.

/// Facts of one VP8 packet; the offsets are kept so that a copy can be rewritten without parsing again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Vp8 {
    /// First packet of a keyframe.
    pub keyframe_start: bool,
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
                at += 1;
            }
        }
        let data = *payload.get(at)?;
        let starts_frame = first & 0x10 != 0 && first & 0x07 == 0;
        facts.keyframe_start = starts_frame && data & 0x01 == 0;
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
    fn a_later_partition_or_an_interframe_starts_no_keyframe() {
        assert!(!Vp8::parse(&[0x10, 0x01]).expect("whole").keyframe_start);
        assert!(!Vp8::parse(&[0x00, 0x00]).expect("whole").keyframe_start);
        assert!(!Vp8::parse(&[0x11, 0x00]).expect("whole").keyframe_start);
    }
}
