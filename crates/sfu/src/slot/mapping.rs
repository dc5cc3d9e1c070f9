//! From one encoding of a source to a slot's stream, and back for packets that a page misses.

use crate::api::VideoCodec;
use crate::ring::Packet;

/// Stretches with an offset of their own that are remembered; older packets have no place any more.
const RANGES: usize = 64;

/// From a sequence number on, what is added.
#[derive(Debug, Clone, Copy)]
struct Range {
    from: i64,
    sequence: i64,
    picture_id: u16,
}

/// Offsets from an encoding to the slot's stream.
#[derive(Debug)]
pub(super) struct Mapping {
    /// Which encoding of the source.
    pub layer: usize,
    /// Its codec; none of sound.
    pub codec: Option<VideoCodec>,
    /// Added to the media time.
    pub timestamp: u32,
    /// Added to TL0PICIDX.
    pub tl0: u8,
    /// Oldest first; never empty.
    ranges: Vec<Range>,
    highest: i64,
    left_out: Option<u16>,
}

impl Mapping {
    /// `packet` is the first that goes out, as `index`.
    pub(super) fn new(layer: usize, packet: &Packet, index: u64, timestamp: u32) -> Self {
        let mut ranges = Vec::with_capacity(RANGES);
        ranges.push(Range {
            from: packet.sequence,
            sequence: index as i64 - packet.sequence,
            picture_id: 0,
        });
        Self {
            layer,
            codec: packet.picture.map(|picture| picture.codec),
            timestamp,
            tl0: 0,
            ranges,
            highest: packet.sequence - 1,
            left_out: None,
        }
    }

    /// Makes the picture ids go on as if `next` followed the last one of the slot.
    pub(super) fn continue_pictures(&mut self, next: u16, first: u16) {
        if let Some(range) = self.ranges.first_mut() {
            range.picture_id = next.wrapping_sub(first) & 0x7FFF;
        }
    }

    /// The index of a packet in the slot's stream and what is added to its picture id; `None` if it is older
    /// than what is remembered.
    pub(super) fn place(&mut self, sequence: i64) -> Option<(u64, u16)> {
        let range = self.ranges.iter().rev().find(|range| range.from <= sequence)?;
        let index = u64::try_from(sequence + range.sequence).ok()?;
        self.highest = self.highest.max(sequence);
        Some((index, range.picture_id))
    }

    /// The packet that went out with an index, and what was added to its picture id.
    pub(super) fn origin(&self, index: u64) -> Option<(i64, u16)> {
        self.ranges
            .iter()
            .rev()
            .map(|range| (index as i64 - range.sequence, range))
            .find(|(sequence, range)| *sequence >= range.from)
            .map(|(sequence, range)| (sequence, range.picture_id))
    }

    /// Whether a packet that follows this one had its turn already.
    pub(super) fn is_late(&self, packet: &Packet) -> bool {
        packet.sequence <= self.highest
    }

    /// A packet that does not go out and is not late: what comes after it follows without a gap.
    pub(super) fn leave_out(&mut self, packet: &Packet) {
        self.highest = packet.sequence;
        let Some(last) = self.ranges.last().copied() else {
            return;
        };
        let mut next = Range {
            from: packet.sequence + 1,
            sequence: last.sequence - 1,
            picture_id: last.picture_id,
        };
        // Padding belongs to no picture; the packets of one picture are left out together.
        let picture = packet.picture.filter(|picture| picture.closes_ranks());
        let picture = picture.and_then(|picture| picture.counters.picture_id);
        if picture.is_some() && picture != self.left_out {
            next.picture_id = next.picture_id.wrapping_sub(1) & 0x7FFF;
            self.left_out = picture;
        }
        match self.ranges.last_mut() {
            // Nothing went out since the last one was left out.
            Some(range) if range.from == packet.sequence => *range = next,
            _ => {
                if self.ranges.len() == RANGES {
                    self.ranges.remove(0);
                }
                self.ranges.push(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::Picture;
    use std::time::Instant;

    fn packet(sequence: i64, picture_id: u16) -> Packet {
        Packet {
            sequence,
            timestamp: 0,
            marker: false,
            audio_level: None,
            picture: Picture::parse(VideoCodec::Vp8, &[0x90, 0x80, 0x80, picture_id as u8, 1]),
            arrived: Instant::now(),
            payload: Vec::new(),
        }
    }

    #[test]
    fn what_is_left_out_leaves_no_gap_in_packets_or_pictures() {
        let mut mapping = Mapping::new(0, &packet(100, 7), 1000, 0);
        mapping.continue_pictures(50, 7);
        assert_eq!(mapping.place(100), Some((1000, 43)));
        for (sequence, picture) in [(101, 8), (102, 8), (103, 9)] {
            mapping.leave_out(&packet(sequence, picture));
        }
        assert_eq!(mapping.place(104), Some((1001, 41)));
        assert_eq!(mapping.place(105), Some((1002, 41)));
        mapping.leave_out(&packet(106, 11));
        assert_eq!(mapping.place(107), Some((1003, 40)));
        for (index, origin) in [(1000, 100), (1001, 104), (1002, 105), (1003, 107)] {
            assert_eq!(mapping.origin(index).map(|found| found.0), Some(origin));
        }
        assert_eq!(mapping.origin(999), None);
    }

    #[test]
    fn pictures_of_vp9_keep_their_ids_because_others_are_named_by_them() {
        let vp9 = |sequence: i64, id: u8| Packet {
            picture: Picture::parse(VideoCodec::Vp9, &[0xC8, 0x80, id, 1]),
            ..packet(sequence, 0)
        };
        let mut mapping = Mapping::new(0, &vp9(100, 7), 1000, 0);
        mapping.continue_pictures(50, 7);
        assert_eq!(mapping.place(100), Some((1000, 43)));
        mapping.leave_out(&vp9(101, 8));
        assert_eq!(mapping.place(102), Some((1001, 43)));
    }

    #[test]
    fn a_late_packet_keeps_the_place_it_had() {
        let mut mapping = Mapping::new(0, &packet(100, 7), 1000, 0);
        mapping.place(100);
        mapping.leave_out(&packet(103, 9));
        assert_eq!(mapping.place(104), Some((1003, 0x7FFF)));
        assert_eq!(mapping.place(102), Some((1002, 0)));
        assert!(mapping.is_late(&packet(101, 8)));
        assert_eq!(mapping.place(105), Some((1004, 0x7FFF)));
    }

    #[test]
    fn only_the_newest_stretches_are_remembered() {
        let mut mapping = Mapping::new(0, &packet(0, 0), 1 << 20, 0);
        for pair in 0..RANGES as i64 {
            mapping.place(2 * pair);
            mapping.leave_out(&packet(2 * pair + 1, 1));
        }
        assert_eq!(mapping.place(0), None);
        assert!(mapping.place(2).is_some());
    }
}
