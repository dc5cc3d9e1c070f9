//! Which temporal layers of an encoding a slot passes on: fewer at once, more only where a frame needs
//! nothing that was left out.

use crate::rtp::Vp8;

/// The highest temporal layer there can be: two bits (RFC 7741 §4.2).
pub(crate) const HIGHEST: u8 = 3;

/// The choice, and what is passed on now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Temporal {
    /// The highest layer to pass on.
    pub(super) target: u8,
    passed: u8,
}

impl Default for Temporal {
    fn default() -> Self {
        Self {
            target: HIGHEST,
            passed: HIGHEST,
        }
    }
}

impl Temporal {
    /// Whether a packet goes out.
    pub(super) fn passes(&mut self, vp8: &Vp8) -> bool {
        if vp8.keyframe_start {
            self.passed = self.target;
        } else if vp8.frame_start {
            self.passed = self.passed.min(self.target);
            let next = self.passed + 1;
            if vp8.sync && vp8.temporal == next && next <= self.target {
                self.passed = next;
            }
        }
        vp8.temporal <= self.passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(temporal: u8, sync: bool) -> Vp8 {
        Vp8::parse(&[0x90, 0x20, temporal << 6 | u8::from(sync) << 5, 1]).expect("whole")
    }

    #[test]
    fn layers_go_at_once_and_come_back_where_a_frame_needs_nothing_that_was_left_out() {
        let mut temporal = Temporal::default();
        assert!(temporal.passes(&frame(2, false)));
        temporal.target = 0;
        assert!(!temporal.passes(&frame(2, false)));
        assert!(!temporal.passes(&frame(1, true)));
        assert!(temporal.passes(&frame(0, false)));
        temporal.target = 2;
        assert!(!temporal.passes(&frame(2, true)), "layer 1 is not there yet");
        assert!(!temporal.passes(&frame(1, false)));
        assert!(temporal.passes(&frame(1, true)));
        assert!(!temporal.passes(&frame(2, false)));
        assert!(temporal.passes(&frame(2, true)));
        assert!(temporal.passes(&frame(2, false)));
    }
}
