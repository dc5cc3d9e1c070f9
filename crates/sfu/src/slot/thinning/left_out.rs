//! Frames that did not go out lately, of a stream whose frames say which others they need.

use crate::rtp::dependency::Dependency;

/// Frames that are remembered.
const FRAMES: u16 = u64::BITS as u16;

/// What did not go out of the newest frames.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LeftOut {
    newest: Option<u16>,
    /// Bit n: the frame n before the newest did not go out.
    frames: u64,
}

impl LeftOut {
    /// Whether a packet goes out: with its first packet a frame is left out if it is not `wanted` or needs another
    /// that was, and with it go all that need it.
    pub(super) fn passes(&mut self, dependency: Dependency, wanted: bool) -> bool {
        let Dependency { frame, needs } = dependency;
        let newest = *self.newest.get_or_insert(frame.wrapping_sub(1));
        let ahead = frame.wrapping_sub(newest);
        if ahead == 0 {
            return self.frames & 1 == 0;
        }
        if ahead < 1 << 15 {
            self.newest = Some(frame);
            self.frames = self.frames.checked_shl(u32::from(ahead)).unwrap_or(0);
            let passes = wanted && self.frames >> 1 & needs == 0;
            self.frames |= u64::from(!passes);
            return passes;
        }
        // A late packet: of a frame that was decided about, or that nobody missed so far.
        let back = newest.wrapping_sub(frame);
        if back >= FRAMES {
            return wanted;
        }
        let needed = self.frames.checked_shr(u32::from(back) + 1).unwrap_or(0) & needs;
        let left_out = self.frames >> back & 1 == 1 || needed != 0;
        self.frames |= u64::from(left_out) << back;
        !left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn packet(frame: u16, needs: &[u16]) -> Dependency {
        let bit = |back: &u16| if *back <= 64 { 1u64 << (back - 1) } else { 0 };
        Dependency {
            frame,
            needs: needs.iter().map(bit).fold(0, |all, bit| all | bit),
        }
    }

    #[test]
    fn what_needs_a_frame_that_was_left_out_is_left_out() {
        let mut left_out = LeftOut::default();
        assert!(left_out.passes(packet(65_534, &[]), true));
        assert!(!left_out.passes(packet(65_535, &[1]), false));
        assert!(
            !left_out.passes(packet(65_535, &[1]), true),
            "its second packet neither"
        );
        assert!(left_out.passes(packet(0, &[2]), true));
        assert!(!left_out.passes(packet(1, &[2]), true));
        assert!(!left_out.passes(packet(2, &[1, 2]), true));
        assert!(left_out.passes(packet(3, &[3]), true));
        assert!(
            left_out.passes(packet(0, &[2]), false),
            "a late packet of a frame that went out"
        );
    }

    proptest! {
        #[test]
        fn as_a_list_of_all_frames_would_have_it(
            frames in prop::collection::vec((1u16..3, any::<bool>(), prop::collection::vec(1u16..=20, 0..3)), 1..200),
            begin in any::<u16>(),
        ) {
            let (mut left_out, mut naive, mut at) = (LeftOut::default(), BTreeSet::new(), 1000u32);
            for (step, wanted, needs) in frames {
                at += u32::from(step);
                let number = begin.wrapping_add(at as u16);
                let passes = wanted && !needs.iter().any(|back| naive.contains(&(at - u32::from(*back))));
                prop_assert_eq!(left_out.passes(packet(number, &needs), wanted), passes);
                prop_assert_eq!(left_out.passes(packet(number, &needs), !wanted), passes, "its other packets");
                if !passes {
                    naive.insert(at);
                }
            }
        }
    }
}
