//! Picture codecs, and how a page numbers them.

/// A picture codec that is forwarded, in the order in which answers name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VideoCodec {
    /// VP8 (RFC 7741).
    Vp8,
    /// VP9, profile 0 (RFC 9628).
    Vp9,
    /// AV1, main profile (RTP Payload Format For AV1, version 1.0).
    Av1,
    /// H.264, constrained baseline or baseline profile, packetization mode 1 (RFC 6184).
    H264,
}

impl VideoCodec {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Vp8, Self::Vp9, Self::Av1, Self::H264];
}

/// The payload types of one picture codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureType {
    /// Of the pictures.
    pub media: u8,
    /// Of their retransmissions (RFC 4588).
    pub rtx: Option<u8>,
    /// Whether every receiver for pictures takes it; else it is only what the page may send.
    pub received: bool,
}

/// The payload types of the picture codecs that a page offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PictureTypes([Option<PictureType>; VideoCodec::ALL.len()]);

impl PictureTypes {
    /// With one codec more, or another number for it.
    #[must_use]
    pub const fn with(mut self, codec: VideoCodec, numbers: PictureType) -> Self {
        self.0[codec as usize] = Some(numbers);
        self
    }

    /// The payload types of a codec.
    #[must_use]
    pub const fn get(&self, codec: VideoCodec) -> Option<PictureType> {
        self.0[codec as usize]
    }

    /// The codecs that every receiver for pictures takes.
    pub fn received(&self) -> impl Iterator<Item = VideoCodec> + use<'_> {
        VideoCodec::ALL.into_iter().filter(|codec| self.receives(*codec))
    }

    /// Whether every receiver for pictures takes a codec.
    pub(crate) fn receives(&self, codec: VideoCodec) -> bool {
        self.get(codec).is_some_and(|numbers| numbers.received)
    }

    /// Which codec a payload type is of, and whether it is that of retransmissions.
    pub(crate) fn of(&self, payload_type: u8) -> Option<(VideoCodec, bool)> {
        VideoCodec::ALL.into_iter().find_map(|codec| {
            let numbers = self.get(codec)?;
            let repaired = numbers.rtx == Some(payload_type);
            (repaired || numbers.media == payload_type).then_some((codec, repaired))
        })
    }

    /// The payload type of retransmissions of any codec that is received, for packets that carry nothing.
    pub(crate) fn any_rtx(&self) -> Option<u8> {
        self.received().find_map(|codec| self.get(codec)?.rtx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_type_tells_the_codec_and_whether_it_is_a_repeat() {
        let numbers = |media, rtx, received| PictureType { media, rtx, received };
        let types = PictureTypes::default()
            .with(VideoCodec::Vp8, numbers(96, Some(97), true))
            .with(VideoCodec::Av1, numbers(45, None, false));
        let of = |number| types.of(number);
        assert_eq!(of(96), Some((VideoCodec::Vp8, false)));
        assert_eq!(of(97), Some((VideoCodec::Vp8, true)));
        assert_eq!(of(45), Some((VideoCodec::Av1, false)));
        assert_eq!(of(98), None);
        assert_eq!(types.received().collect::<Vec<_>>(), [VideoCodec::Vp8]);
        assert_eq!(types.any_rtx(), Some(97));
    }
}
