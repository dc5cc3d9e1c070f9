//! What the forward path knows of a packet of a picture, whatever its codec.

use super::{av1, dependency::Dependency, h264, vp8, vp9};
use crate::api::VideoCodec;

/// Spatial layers of one stream that are told apart; what is above goes to nobody.
pub(crate) const SPATIAL_LAYERS: usize = 3;

/// Facts of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Its codec.
    pub codec: VideoCodec,
    /// First packet of a frame.
    pub frame_start: bool,
    /// Last packet of a frame that other spatial layers of the picture may follow.
    pub frame_end: bool,
    /// First packet of a picture that needs nothing before it.
    pub keyframe_start: bool,
    /// Heights of its spatial layers in pixels, on the first packet of a keyframe; 0 where that is not told.
    pub heights: [u16; SPATIAL_LAYERS],
    /// Spatial layer; 0 where the encoder makes none.
    pub spatial: u8,
    /// Temporal layer; 0 where the encoder makes none.
    pub temporal: u8,
    /// A frame of its temporal layer that needs nothing above layer 0.
    pub sync: bool,
    /// Higher temporal layers that follow need nothing of their own from before this frame.
    pub lifts: bool,
    /// Which frame it is and what that needs, if the packet says so.
    pub dependency: Option<Dependency>,
    /// Its counters.
    pub counters: Counters,
}

impl Picture {
    /// A packet of which nothing is known yet.
    pub(super) const fn of(codec: VideoCodec) -> Self {
        Self {
            codec,
            frame_start: false,
            frame_end: false,
            keyframe_start: false,
            heights: [0; SPATIAL_LAYERS],
            spatial: 0,
            temporal: 0,
            sync: false,
            lifts: false,
            dependency: None,
            counters: Counters::NONE,
        }
    }

    /// Reads the beginning of a payload; `None` when it is cut or not of the codec.
    pub(crate) fn parse(codec: VideoCodec, payload: &[u8]) -> Option<Self> {
        match codec {
            VideoCodec::Vp8 => vp8::parse(payload),
            VideoCodec::Vp9 => vp9::parse(payload),
            VideoCodec::Av1 => av1::parse(payload),
            VideoCodec::H264 => h264::parse(payload),
        }
    }

    /// Whether picture ids have to stay continuous where pictures are left out. Those of VP9 tell which
    /// pictures need which (RFC 9628 §4.2), so there they may not.
    pub(crate) fn closes_ranks(&self) -> bool {
        self.codec == VideoCodec::Vp8
    }
}

/// Counters that must stay continuous when a receiver is switched, as VP8 and VP9 have them. Offsets are kept,
/// so that a copy can be rewritten without parsing again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counters {
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

impl Counters {
    const NONE: Self = Self {
        picture_id: None,
        picture_id_at: 0,
        wide: false,
        tl0: None,
        tl0_at: 0,
    };

    /// Reads a picture id at an index of the payload and gives the index after it.
    pub(super) fn read_picture_id(&mut self, payload: &[u8], at: usize) -> Option<usize> {
        let id = *payload.get(at)?;
        self.picture_id_at = at as u8;
        self.wide = id & 0x80 != 0;
        if self.wide {
            let low = *payload.get(at + 1)?;
            self.picture_id = Some(u16::from(id & 0x7F) << 8 | u16::from(low));
            Some(at + 2)
        } else {
            self.picture_id = Some(u16::from(id));
            Some(at + 1)
        }
    }

    /// Reads TL0PICIDX at an index of the payload and gives the index after it.
    pub(super) fn read_tl0(&mut self, payload: &[u8], at: usize) -> Option<usize> {
        self.tl0 = Some(*payload.get(at)?);
        self.tl0_at = at as u8;
        Some(at + 1)
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_comes_is_read_without_harm_and_rewritten_where_it_was_read(
            codec in prop::sample::select(&VideoCodec::ALL[..]),
            payload in prop::collection::vec(any::<u8>(), 0..64),
            (id, tl0) in any::<(u16, u8)>(),
        ) {
            if let Some(picture) = Picture::parse(codec, &payload) {
                let mut copy = payload.clone();
                picture.counters.rewrite(&mut copy, id, tl0);
                prop_assert_eq!(copy.len(), payload.len());
                let again = Picture::parse(codec, &copy).expect("still whole");
                let mask = if picture.counters.wide { 0x7FFF } else { 0x7F };
                let moved = picture.counters.picture_id.map(|old| old.wrapping_add(id) & mask);
                prop_assert_eq!(again.counters.picture_id, moved);
                prop_assert_eq!(again.counters.tl0, picture.counters.tl0.map(|old| old.wrapping_add(tl0)));
                prop_assert_eq!(Picture { counters: picture.counters, ..again }, picture);
            }
        }
    }
}
