//! How many packets came, and how many of those sent did not (RFC 3550 §A.1, §A.3).

use std::collections::BTreeMap;

/// Of one SSRC. Numbers count on where those of 16 bits begin again; they begin one round up, so that there are
/// numbers before the first.
#[derive(Debug, Clone, Copy)]
struct Stream {
    first: u64,
    highest: u64,
    received: u64,
}

/// Packets of media by their SSRC.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    streams: BTreeMap<u32, Stream>,
}

impl Arrivals {
    /// A packet with this sequence number came.
    pub(crate) fn take(&mut self, ssrc: u32, sequence: u16) {
        let begin = (1 << 16) + u64::from(sequence);
        let stream = self.streams.entry(ssrc).or_insert(Stream {
            first: begin,
            highest: begin,
            received: 0,
        });
        let ahead = sequence.wrapping_sub(stream.highest as u16) as i16;
        let number = stream.highest.saturating_add_signed(i64::from(ahead));
        stream.first = stream.first.min(number);
        stream.highest = stream.highest.max(number);
        stream.received += 1;
    }

    /// Packets that came.
    pub(crate) fn received(&self) -> u64 {
        self.streams.values().map(|stream| stream.received).sum()
    }

    /// Packets that did not, up to the last that came. One that came twice stands for another, as in receiver reports.
    pub(crate) fn lost(&self) -> u64 {
        let lost = |stream: &Stream| (stream.highest - stream.first + 1).saturating_sub(stream.received);
        self.streams.values().map(lost).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Arrivals;
    use proptest::prelude::*;

    fn figures(packets: impl IntoIterator<Item = (u32, u16)>) -> (u64, u64) {
        let mut arrivals = Arrivals::default();
        packets
            .into_iter()
            .for_each(|(ssrc, sequence)| arrivals.take(ssrc, sequence));
        (arrivals.received(), arrivals.lost())
    }

    #[test]
    fn each_stream_counts_its_own_numbers() {
        assert_eq!(figures([(1, 10), (2, 500), (1, 12), (2, 501)]), (4, 1));
    }

    #[test]
    fn what_comes_late_is_not_lost() {
        assert_eq!(figures([(1, 10), (1, 13), (1, 12), (1, 11), (1, 9)]), (5, 0));
    }

    proptest! {
        #[test]
        fn every_packet_between_the_first_and_the_last_came_or_is_lost(
            begin: u16,
            came in prop::collection::vec(any::<bool>(), 1..300),
        ) {
            let numbers: Vec<usize> = (0..came.len()).filter(|at| came[*at]).collect();
            let sequences = numbers.iter().map(|at| (7, begin.wrapping_add(*at as u16)));
            let sent = numbers.last().map_or(0, |last| last - numbers[0] + 1);
            let received = numbers.len() as u64;
            prop_assert_eq!(figures(sequences), (received, sent as u64 - received));
        }
    }
}
