//! Packets that were sent together are judged together: the difference between how far apart two groups
//! were sent and how far apart they arrived says whether a queue grows (draft-ietf-rmcat-gcc-02 §5.2, §5.3).

/// Packets sent within this time are one group (microseconds).
const BURST: i64 = 5_000;
/// A group that was held up and then arrives at once stays one group, up to this time.
const LONGEST: i64 = 100_000;
/// So many groups in a row that arrived before their predecessor mean that the receiver's clock jumped.
const REORDERED: u32 = 3;

/// A group of packets; times in microseconds.
#[derive(Debug, Clone, Copy)]
struct Group {
    first_sent: i64,
    sent: i64,
    first_arrived: i64,
    arrived: i64,
}

/// Two groups compared; microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Difference {
    /// How far apart they were sent.
    pub(super) sent: i64,
    /// How far apart they arrived.
    pub(super) arrived: i64,
    /// When the later one had arrived.
    pub(super) at: i64,
}

/// Sorts packets into groups.
#[derive(Debug, Default)]
pub(super) struct Groups {
    present: Option<Group>,
    previous: Option<Group>,
    reordered: u32,
}

impl Groups {
    /// A packet that arrived; says how the last two groups compare when the later one is complete.
    pub(super) fn arrived(&mut self, sent: i64, arrived: i64) -> Option<Difference> {
        let fresh = Group {
            first_sent: sent,
            sent,
            first_arrived: arrived,
            arrived,
        };
        let Some(present) = &mut self.present else {
            self.present = Some(fresh);
            return None;
        };
        if sent < present.first_sent {
            return None;
        }
        if sent - present.first_sent <= BURST || present.is_joined_by(sent, arrived) {
            present.sent = present.sent.max(sent);
            present.arrived = present.arrived.max(arrived);
            return None;
        }
        let complete = *present;
        let previous = self.previous.replace(complete);
        self.present = Some(fresh);
        let previous = previous?;
        let difference = Difference {
            sent: complete.sent - previous.sent,
            arrived: complete.arrived - previous.arrived,
            at: complete.arrived,
        };
        if difference.arrived >= 0 {
            self.reordered = 0;
            return Some(difference);
        }
        self.reordered += 1;
        if self.reordered >= REORDERED {
            *self = Self::default();
        }
        None
    }
}

impl Group {
    /// Packets that were held up together arrive together, faster than they were sent.
    fn is_joined_by(&self, sent: i64, arrived: i64) -> bool {
        let between = arrived - self.arrived;
        let held_up = between < sent - self.sent && between <= BURST;
        sent == self.sent || held_up && arrived - self.first_arrived < LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_compared_by_their_last_packets() {
        let mut groups = Groups::default();
        for (sent, arrived) in [(0, 50_000), (1_000, 52_000), (20_000, 70_000), (22_000, 75_000)] {
            assert_eq!(groups.arrived(sent, arrived), None);
        }
        let difference = Difference {
            sent: 21_000,
            arrived: 23_000,
            at: 75_000,
        };
        assert_eq!(groups.arrived(40_000, 90_000), Some(difference));
    }

    #[test]
    fn what_was_held_up_together_is_one_group() {
        let mut groups = Groups::default();
        for packet in 0..8 {
            // Sent 10 ms apart, released at once.
            assert_eq!(groups.arrived(packet * 10_000, 200_000 + packet * 500), None);
        }
    }
}
