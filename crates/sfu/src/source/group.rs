//! The newest keyframe of an encoding and what followed it: whoever comes just then is given these, instead of
//! another keyframe that everybody pays for.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::ring::Ring;

/// What is older would be seen too late: a picture that hurries after the others.
const FRESH: Duration = Duration::from_millis(500);

/// Where the newest group of pictures begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    first: i64,
    came: Instant,
}

impl Group {
    /// Notes that a keyframe begins with this packet.
    pub(super) fn note(group: &mut Option<Self>, first: i64, now: Instant) {
        if group.is_none_or(|group| group.first < first) {
            *group = Some(Self { first, came: now });
        }
    }

    /// The packets of the group before `end`, if they are fresh, whole, and of no more than `bytes` in all.
    pub(super) fn packets(self, ring: &Ring, end: i64, bytes: usize, now: Instant) -> Option<Range<i64>> {
        let packets = self.first..end;
        let fresh = now.saturating_duration_since(self.came) <= FRESH;
        if !fresh || packets.is_empty() {
            return None;
        }
        let mut left = bytes;
        for sequence in packets.clone() {
            left = left.checked_sub(ring.get(sequence)?.payload.len())?;
        }
        Some(packets)
    }
}
