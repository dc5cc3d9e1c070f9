//! How packets leave a slot.

use crate::api::VideoCodec;

/// How one packet goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Sequence number with cycles: the SRTP index.
    pub index: u64,
    /// Mapped media time.
    pub timestamp: u32,
    /// To be added to the picture id.
    pub picture_id: u16,
    /// To be added to TL0PICIDX.
    pub tl0: u8,
    /// Codec of the picture; none of sound.
    pub codec: Option<VideoCodec>,
    /// What differs from how it came.
    pub form: Form,
}

/// How a packet goes out, where that may differ from how it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// The marker bit: the last packet of a picture, as far as the page gets it.
    pub marker: bool,
    /// It carries nothing: what it carried is left out, but its number was not, and the page would miss it.
    pub empty: bool,
}

/// A packet that went out, found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// The source's encoding.
    pub layer: usize,
    /// Its sequence number there.
    pub sequence: i64,
    /// The index it went out with.
    pub index: u64,
    /// It was repeated before, and that repeat was lost, too.
    pub again: bool,
}
