//! The one offer: a fixed set of senders and receivers. Nothing is added to it later; the server changes what
//! receivers carry.

use std::time::Instant;

use signal::{SlotPlan, SourceKind};
use str0m::Rtc;
use str0m::change::SdpPendingOffer;
use str0m::media::{Direction, MediaKind, Mid};

/// The m-lines by their names.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Sends sound.
    pub(crate) microphone: Mid,
    /// Sends pictures.
    pub(crate) camera: Mid,
    /// Receive sound.
    pub(crate) voices: Vec<Mid>,
    /// Receive pictures.
    pub(crate) pictures: Vec<Mid>,
}

/// A peer connection with the codecs that every page has: Opus and VP8.
pub(crate) fn connection(now: Instant) -> Rtc {
    Rtc::builder()
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(true)
        // Each packet is counted.
        .enable_raw_packets(true)
        .build(now)
}

/// Writes the offer: the four of [`SourceKind::ALL`], then as many receivers as the server has slots.
pub(crate) fn offer(rtc: &mut Rtc, slots: SlotPlan) -> Option<(Lines, String, SdpPendingOffer)> {
    let mut changes = rtc.sdp_api();
    let mut add = |kind, direction| changes.add_media(kind, direction, None, None, None);
    let [microphone, camera, _screen, _its_sound] = SourceKind::ALL.map(|kind| match kind.is_video() {
        true => add(MediaKind::Video, Direction::SendOnly),
        false => add(MediaKind::Audio, Direction::SendOnly),
    });
    let mut receivers = |count, kind| (0..count).map(|_| add(kind, Direction::RecvOnly)).collect();
    let lines = Lines {
        microphone,
        camera,
        voices: receivers(slots.audio, MediaKind::Audio),
        pictures: receivers(slots.video, MediaKind::Video),
    };
    let (offer, pending) = changes.apply()?;
    Some((lines, offer.to_sdp_string(), pending))
}
