//! In which encodings a picture is sent, by codec: several streams of their own (simulcast) where the codec
//! cannot do better, layers within one stream (SVC) where it can.

use signal::{SourceKind, VideoCodec};

/// One simulcast encoding: its name and the most it sends in bit/s.
pub(crate) type Stream = (&'static str, u32);

/// A camera's encodings, the smallest picture first. Each has half the width of the next, as browsers do it
/// by themselves when nothing else is asked for; then they also leave out the ones that a small camera is not
/// worth.
const CAMERA: [Stream; 3] = [("q", 150_000), ("h", 500_000), ("f", 1_700_000)];

/// A shared screen's.
const SCREEN: [Stream; 2] = [("h", 500_000), ("f", 2_500_000)];

/// The encodings of a source as they are laid out once; nothing for sound.
#[must_use]
pub(crate) const fn streams(kind: SourceKind) -> &'static [Stream] {
    match kind {
        SourceKind::Camera => &CAMERA,
        SourceKind::Screen => &SCREEN,
        SourceKind::Microphone | SourceKind::ScreenAudio => &[],
    }
}

/// What is asked of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wish {
    /// How many sizes of the picture somebody shows, counted from the smallest.
    pub layers: usize,
    /// In which codec.
    pub codec: VideoCodec,
}

impl Wish {
    /// What a new sender does by itself.
    #[must_use]
    pub(crate) const fn first(kind: SourceKind) -> Self {
        Self {
            layers: streams(kind).len(),
            codec: VideoCodec::Vp8,
        }
    }
}

/// How one of the laid-out encodings is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encoding {
    /// At all.
    pub active: bool,
    /// `scalabilityMode` (<https://www.w3.org/TR/webrtc-svc/>); the browser's own if none.
    pub mode: Option<&'static str>,
    /// Bits a second.
    pub most: u32,
    /// How much narrower than the source.
    pub narrower: u32,
}

/// How a source's encodings are to be sent.
#[must_use]
pub(crate) fn encodings(kind: SourceKind, wish: Wish) -> Vec<Encoding> {
    let streams = streams(kind);
    let all = streams.len();
    if layered(wish.codec) {
        // One stream of all sizes that somebody shows.
        let sizes = wish.layers.clamp(1, all);
        return (0..all)
            .map(|at| Encoding {
                active: at == 0 && wish.layers > 0,
                mode: (at == 0).then_some(["L1T3", "L2T3_KEY", "L3T3_KEY"][sizes - 1]),
                most: streams[sizes - 1].1,
                narrower: 1 << (all - sizes),
            })
            .collect();
    }
    streams
        .iter()
        .enumerate()
        .map(|(at, (_, most))| Encoding {
            active: at < wish.layers,
            // Without a mode Chromium sends only the first of several encodings of AV1.
            mode: (wish.codec == VideoCodec::Av1).then_some("L1T3"),
            most: *most,
            narrower: 1 << (all - 1 - at),
        })
        .collect()
}

/// The media plane takes layers of VP9 apart. Those of AV1 need the dependency descriptor at the receiver, which
/// it does not pass on.
const fn layered(codec: VideoCodec) -> bool {
    matches!(codec, VideoCodec::Vp9)
}

/// The first of the favourites that everybody can show; VP8 always can.
#[must_use]
pub(crate) fn choose(favourites: &[VideoCodec], shared: &[VideoCodec]) -> VideoCodec {
    favourites
        .iter()
        .find(|codec| shared.contains(codec))
        .copied()
        .unwrap_or(VideoCodec::Vp8)
}

/// A codec by its name in the contract (`VP8`, `vp9`, …).
#[must_use]
pub(crate) fn by_name(name: &str) -> Option<VideoCodec> {
    VideoCodec::ALL
        .into_iter()
        .find(|codec| is(*codec, &format!("video/{name}")))
}

/// Whether a MIME type names this codec.
#[must_use]
pub(crate) fn is(codec: VideoCodec, mime_type: &str) -> bool {
    codec.mime_type().eq_ignore_ascii_case(mime_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn active(kind: SourceKind, codec: VideoCodec, layers: usize) -> Vec<bool> {
        encodings(kind, Wish { layers, codec })
            .iter()
            .map(|encoding| encoding.active)
            .collect()
    }

    #[test]
    fn simulcast_sends_the_sizes_that_somebody_shows() {
        let camera = |layers| active(SourceKind::Camera, VideoCodec::Vp8, layers);
        assert_eq!(camera(0), [false, false, false]);
        assert_eq!(camera(2), [true, true, false]);
        assert_eq!(active(SourceKind::Screen, VideoCodec::H264, 2), [true, true]);
        let all = encodings(SourceKind::Camera, Wish::first(SourceKind::Camera));
        assert_eq!(all.iter().map(|it| it.narrower).collect::<Vec<_>>(), [4, 2, 1]);
    }

    #[test]
    fn encodings_of_av1_name_their_mode() {
        let modes = |codec| {
            let wish = Wish { layers: 3, codec };
            encodings(SourceKind::Camera, wish)
                .iter()
                .map(|it| it.mode)
                .collect::<Vec<_>>()
        };
        assert_eq!(modes(VideoCodec::Av1), [Some("L1T3"); 3]);
        assert_eq!(modes(VideoCodec::Vp8), [None; 3]);
    }

    #[test]
    fn layers_travel_in_one_stream_as_large_as_somebody_shows() {
        let codec = VideoCodec::Vp9;
        assert_eq!(active(SourceKind::Camera, codec, 1), [true, false, false]);
        assert_eq!(active(SourceKind::Camera, codec, 0), [false, false, false]);
        let first = |kind, layers| {
            let first = encodings(kind, Wish { layers, codec })[0];
            (first.mode.unwrap_or_default(), first.narrower, first.most)
        };
        assert_eq!(first(SourceKind::Camera, 3), ("L3T3_KEY", 1, 1_700_000));
        assert_eq!(first(SourceKind::Camera, 2), ("L2T3_KEY", 2, 500_000));
        assert_eq!(first(SourceKind::Camera, 1), ("L1T3", 4, 150_000));
        assert_eq!(first(SourceKind::Screen, 2), ("L2T3_KEY", 1, 2_500_000));
        assert_eq!(
            active(SourceKind::Camera, VideoCodec::Av1, 2),
            [true, true, false]
        );
    }

    #[test]
    fn the_favourite_that_all_can_show_is_sent() {
        use VideoCodec::{Av1, H264, Vp8, Vp9};
        assert_eq!(choose(&[Av1, Vp9], &[Vp8, Vp9, H264]), Vp9);
        assert_eq!(choose(&[Av1], &[Vp8]), Vp8);
        assert_eq!(choose(&[], &[Vp8, Vp9]), Vp8);
        assert_eq!(by_name("vp9"), Some(Vp9));
        assert_eq!(by_name("theora"), None);
    }
}
