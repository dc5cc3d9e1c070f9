//! Which spatial and temporal layers of a stream a slot passes on: fewer at once, more only where a frame needs
//! nothing that was left out.

mod left_out;

use crate::rtp::{Picture, SPATIAL_LAYERS};

use left_out::LeftOut;

/// The highest temporal layer that is told apart: two bits (RFC 7741 §4.2).
pub(crate) const HIGHEST_TEMPORAL: u8 = 3;
/// The highest spatial layer that is told apart.
pub(crate) const HIGHEST_SPATIAL: u8 = SPATIAL_LAYERS as u8 - 1;

/// The choice, and what is passed on now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thinning {
    /// The highest layers to pass on: spatial, temporal.
    pub(super) target: (u8, u8),
    spatial: u8,
    temporal: u8,
    left_out: LeftOut,
}

impl Default for Thinning {
    fn default() -> Self {
        Self {
            target: (HIGHEST_SPATIAL, HIGHEST_TEMPORAL),
            spatial: HIGHEST_SPATIAL,
            temporal: HIGHEST_TEMPORAL,
            left_out: LeftOut::default(),
        }
    }
}

impl Thinning {
    /// Another stream begins, which has nothing to do with what was left out.
    pub(super) fn begin(&mut self) {
        self.left_out = LeftOut::default();
    }

    /// The highest spatial layer that is passed on now.
    pub(super) fn spatial(&self) -> u8 {
        self.spatial
    }

    /// Whether a packet goes out; `late` if one that follows it went out already, or was left out.
    pub(super) fn passes(&mut self, picture: &Picture, late: bool) -> bool {
        let (spatial, temporal) = self.target;
        if picture.keyframe_start && !late {
            // The larger layers of its picture follow it.
            self.spatial = spatial;
            self.temporal = temporal;
        } else if picture.frame_start && picture.spatial == 0 && !late {
            self.spatial = self.spatial.min(spatial);
            self.step(picture);
        }
        let small = picture.spatial <= self.spatial;
        match picture.dependency {
            Some(dependency) => self
                .left_out
                .passes(dependency, small && picture.temporal <= temporal),
            None => small && picture.temporal <= self.temporal,
        }
    }

    /// A frame begins that does not say which frames it needs, but may say that it needs none of its layer.
    fn step(&mut self, picture: &Picture) {
        let (_, target) = self.target;
        self.temporal = self.temporal.min(target);
        let next = self.temporal + 1;
        if picture.sync && picture.temporal == next && next <= target {
            self.temporal = next;
        } else if picture.lifts && picture.temporal <= self.temporal {
            self.temporal = target;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::VideoCodec;

    fn vp8(temporal: u8, sync: bool) -> Picture {
        let payload = [0x90, 0x20, temporal << 6 | u8::from(sync) << 5, 1];
        Picture::parse(VideoCodec::Vp8, &payload).expect("whole")
    }

    fn vp9(spatial: u8, temporal: u8, lifts: bool, keyframe: bool) -> Picture {
        let first = 0x28 | u8::from(!keyframe) << 6;
        let layers = temporal << 5 | u8::from(lifts) << 4 | spatial << 1;
        Picture::parse(VideoCodec::Vp9, &[first, layers, 0, 1]).expect("whole")
    }

    #[test]
    fn layers_go_at_once_and_come_back_where_a_frame_needs_nothing_that_was_left_out() {
        let mut thinning = Thinning::default();
        let mut passes = |temporal, sync, target| {
            thinning.target = (0, target);
            thinning.passes(&vp8(temporal, sync), false)
        };
        assert!(passes(2, false, 3));
        assert!(!passes(2, false, 0));
        assert!(!passes(1, true, 0));
        assert!(passes(0, false, 0));
        assert!(!passes(2, true, 2), "layer 1 is not there yet");
        assert!(!passes(1, false, 2));
        assert!(passes(1, true, 2));
        assert!(!passes(2, false, 2));
        assert!(passes(2, true, 2));
        assert!(passes(2, false, 2));
    }

    #[test]
    fn temporal_layers_come_back_after_a_switching_point_that_goes_out() {
        let mut thinning = Thinning::default();
        let mut passes = |temporal, lifts, target| {
            thinning.target = (0, target);
            thinning.passes(&vp9(0, temporal, lifts, false), false)
        };
        assert!(!passes(2, true, 0));
        assert!(!passes(2, true, 2), "it is left out itself");
        assert!(passes(0, false, 2));
        assert!(!passes(1, false, 2));
        assert!(passes(0, true, 2));
        assert!(passes(2, false, 2) && passes(1, false, 2));
    }

    #[test]
    fn a_larger_picture_goes_with_the_next_picture_and_comes_with_a_keyframe() {
        let mut thinning = Thinning::default();
        let mut picture = |target, keyframe| -> Vec<u8> {
            thinning.target = (target, 3);
            let passed =
                |spatial: &u8| thinning.passes(&vp9(*spatial, 0, false, keyframe && *spatial == 0), false);
            (0..4).filter(passed).collect()
        };
        assert_eq!(
            picture(2, true),
            [0, 1, 2],
            "what is not told apart goes to nobody"
        );
        assert_eq!(picture(0, false), [0]);
        assert_eq!(picture(2, false), [0]);
        assert_eq!(picture(1, true), [0, 1]);
        assert_eq!(picture(2, false), [0, 1]);
    }

    #[test]
    fn a_keyframe_that_comes_late_brings_nothing_whose_first_packets_were_left_out() {
        let mut thinning = Thinning {
            target: (0, 3),
            ..Thinning::default()
        };
        assert!(thinning.passes(&vp9(0, 0, false, true), false));
        thinning.target = (2, 3);
        assert!(!thinning.passes(&vp9(1, 0, false, false), false));
        assert!(thinning.passes(&vp9(0, 0, false, true), true));
        assert!(!thinning.passes(&vp9(1, 0, false, false), false));
    }
}
