//! Reads transport-wide feedback of subscribers: which of our packets arrived, and when
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

/// Packets that one feedback may speak of; nobody remembers more.
const MAX_STATUSES: u16 = 4096;
/// Header of an RTCP feedback packet with the fixed part of this format.
const FIXED: usize = 20;

/// A feedback packet that is whole: every status it announces has its chunk and its delta.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransportFeedback<'a> {
    base: u16,
    count: u16,
    reference: u32,
    number: u8,
    chunks: &'a [u8],
    deltas: &'a [u8],
}

impl<'a> TransportFeedback<'a> {
    /// Reads an RTCP packet of type 205 and format 15, header included. `None` if it is cut, announces
    /// more than it holds, or speaks of more packets than anybody remembers.
    pub fn parse(packet: &'a [u8]) -> Option<Self> {
        let fixed = packet.get(..FIXED)?;
        if fixed[0] & 0x1F != 15 || fixed[1] != 205 {
            return None;
        }
        let padding = match packet.last() {
            Some(length) if fixed[0] & 0x20 != 0 => usize::from(*length),
            _ => 0,
        };
        let body = packet.get(FIXED..packet.len().checked_sub(padding)?)?;
        let count = u16::from_be_bytes([fixed[14], fixed[15]]);
        if count == 0 || count > MAX_STATUSES {
            return None;
        }
        let mut told = 0;
        let mut deltas = 0;
        let mut chunks = 0;
        while told < count {
            let chunk = body.get(chunks..chunks + 2)?;
            let chunk = Chunk(u16::from_be_bytes([chunk[0], chunk[1]]));
            chunks += 2;
            let symbols = chunk.symbols().min(count - told);
            if symbols == 0 {
                return None;
            }
            deltas += match chunk.run() {
                Some(symbol) => usize::from(symbols) * length(symbol)?,
                None => (0..symbols)
                    .map(|at| length(chunk.symbol(at)))
                    .sum::<Option<usize>>()?,
            };
            told += symbols;
        }
        Some(Self {
            base: u16::from_be_bytes([fixed[12], fixed[13]]),
            count,
            reference: u32::from_be_bytes([0, fixed[16], fixed[17], fixed[18]]),
            number: fixed[19],
            chunks: &body[..chunks],
            deltas: body.get(chunks..chunks + deltas)?,
        })
    }

    /// Time of the first delta's zero, in 64 ms, 24 bits that wrap.
    pub fn reference(&self) -> u32 {
        self.reference
    }

    /// The count of this feedback among all of its sender, modulo 256.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// The numbers of packets that were passed over between this feedback and the one before it, which ended
    /// before `next`: a receiver may begin with the first packet that arrived.
    pub fn passed_over(&self, next: u16) -> impl ExactSizeIterator<Item = u16> + use<> {
        let between = self.base.wrapping_sub(next);
        let between = if between < MAX_STATUSES { between } else { 0 };
        (0..between).map(move |at| next.wrapping_add(at))
    }

    /// How many packets it speaks of.
    pub fn statuses(&self) -> usize {
        usize::from(self.count)
    }

    /// The number after the last packet spoken of.
    pub fn next(&self) -> u16 {
        self.base.wrapping_add(self.count)
    }

    /// Every packet spoken of in order of its number: the number and, if it arrived, the time in 250 µs
    /// after [`Self::reference`].
    pub fn packets(&self) -> impl Iterator<Item = (u16, Option<i64>)> + use<'a> {
        let Self {
            base, count, deltas, ..
        } = *self;
        let chunks = self.chunks.chunks_exact(2);
        let symbols = chunks.flat_map(|bytes| {
            let chunk = Chunk(u16::from_be_bytes([bytes[0], bytes[1]]));
            (0..chunk.symbols()).map(move |at| chunk.symbol(at))
        });
        let mut rest = deltas;
        let mut time = 0;
        symbols.zip(0..count).map(move |(symbol, at)| {
            let delta = match (symbol, rest) {
                (1, [small, after @ ..]) => {
                    rest = after;
                    Some(i64::from(*small))
                }
                (2, [high, low, after @ ..]) => {
                    rest = after;
                    Some(i64::from(i16::from_be_bytes([*high, *low])))
                }
                _ => None,
            };
            time += delta.unwrap_or(0);
            (base.wrapping_add(at), delta.map(|_| time))
        })
    }
}

/// Bytes of the delta that a status comes with; `None` for the reserved one.
fn length(symbol: u16) -> Option<usize> {
    match symbol {
        0..=2 => Some(usize::from(symbol)),
        _ => None,
    }
}

/// A packet status chunk (§3.1.1 to §3.1.4).
#[derive(Clone, Copy)]
struct Chunk(u16);

impl Chunk {
    /// How many packets it speaks of; the last chunk may speak of packets past the end.
    fn symbols(self) -> u16 {
        match self.0 >> 14 {
            0 | 1 => self.0 & 0x1FFF,
            2 => 14,
            _ => 7,
        }
    }

    /// The status that it gives to all, if it is a run.
    fn run(self) -> Option<u16> {
        (self.0 >> 15 == 0).then(|| self.symbol(0))
    }

    /// 0 not received, 1 with a small delta, 2 with a large one, 3 reserved.
    fn symbol(self, at: u16) -> u16 {
        match self.0 >> 14 {
            0 | 1 => self.0 >> 13 & 3,
            2 => self.0 >> (13 - at) & 1,
            _ => self.0 >> (2 * (6 - at)) & 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::super::Arrivals;
    use super::*;

    fn packet(base: u16, count: u16, reference: u32, rest: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x8F, 205, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2];
        bytes.extend_from_slice(&base.to_be_bytes());
        bytes.extend_from_slice(&count.to_be_bytes());
        bytes.extend_from_slice(&reference.to_be_bytes()[1..]);
        bytes.push(0);
        bytes.extend_from_slice(rest);
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Vec<(u16, Option<i64>)>> {
        TransportFeedback::parse(bytes).map(|feedback| feedback.packets().collect())
    }

    #[test]
    fn runs_and_vectors_are_read() {
        // A run of three small deltas; a vector of one bit each: yes, no, yes (cut at the count).
        let bytes = packet(65_534, 6, 0, &[0x20, 3, 0xA8, 0, 4, 4, 4, 8, 255]);
        let times = [Some(4), Some(8), Some(12), Some(20), None, Some(275)];
        let numbers = [65_534, 65_535, 0, 1, 2, 3];
        assert_eq!(read(&bytes), Some(numbers.into_iter().zip(times).collect()));
        // Two bits each: large and negative, not received, small.
        let bytes = packet(7, 3, 0, &[0xE1, 0, 0xFF, 0xFE, 10, 0]);
        assert_eq!(read(&bytes), Some(vec![(7, Some(-2)), (8, None), (9, Some(8))]));
    }

    #[test]
    fn packets_between_two_feedbacks_are_passed_over() {
        let feedback = |base| packet(base, 3, 0, &[0xE1, 0, 0xFF, 0xFE, 10, 0]);
        let passed = |base, next| {
            let bytes = feedback(base);
            let feedback = TransportFeedback::parse(&bytes).expect("whole");
            assert_eq!(feedback.next(), base.wrapping_add(3));
            feedback.passed_over(next).collect::<Vec<_>>()
        };
        assert_eq!(passed(1, 65_534), [65_534, 65_535, 0]);
        assert!(passed(7, 7).is_empty());
        // It speaks again of what was spoken of.
        assert!(passed(7, 9).is_empty());
        assert!(passed(9000, 7).is_empty());
    }

    #[test]
    fn what_does_not_hold_what_it_announces_is_refused() {
        let good = packet(7, 3, 0, &[0xE1, 0, 0xFF, 0xFE, 10]);
        assert!(read(&good).is_some());
        assert!((0..good.len()).all(|cut| read(&good[..cut]).is_none()));
        // No packets, more than anybody remembers, a run of nothing, a reserved symbol.
        assert_eq!(read(&packet(7, 0, 0, &[])), None);
        assert_eq!(read(&packet(7, 8000, 0, &[0x1F, 0x40])), None);
        assert_eq!(read(&packet(7, 3, 0, &[0x20, 0, 0, 3])), None);
        assert_eq!(read(&packet(7, 1, 0, &[0x60, 1, 0, 0, 0])), None);
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..80), frame: bool) {
            if let (true, [first, second, ..]) = (frame, &mut bytes[..]) {
                (*first, *second) = (*first & 0xA0 | 15, 205);
            }
            if let Some(read) = read(&bytes) {
                prop_assert!(read.len() <= usize::from(MAX_STATUSES));
            }
        }

        #[test]
        fn what_we_write_is_read_back(
            first: u16,
            epoch in 0..3_000_000_000_000u64,
            rounds in prop::collection::vec(
                prop::collection::vec((1..12u16, 0..40_000u64, 0..3000u64), 1..80), 1..4),
        ) {
            let zero = Instant::now();
            let mut arrivals = Arrivals::default();
            let (mut sequence, mut sent) = (first, epoch);
            for round in rounds {
                let mut expected = Vec::new();
                for (gap, pause, jitter) in round {
                    sequence = sequence.wrapping_add(gap);
                    sent += pause;
                    let at = sent + jitter;
                    arrivals.record(sequence, zero + Duration::from_micros(at));
                    expected.push((sequence, (at / 250) as i64));
                }
                let mut bytes = Vec::new();
                arrivals.feedback(zero, 9, &mut bytes);
                let feedback = TransportFeedback::parse(&bytes).expect("our own is whole");
                let reference = i64::from(feedback.reference());
                // The reference wraps after 12 days.
                let cycle = (epoch / 64_000) as i64 >> 24 << 24;
                let zero = [0, 1 << 24].map(|wrap| (reference + cycle + wrap) * 256);
                let arrived: Vec<_> = feedback.packets().filter_map(|(n, at)| Some((n, at?))).collect();
                prop_assert_eq!(arrived.len(), expected.len());
                let offset = expected[0].1 - arrived[0].1;
                prop_assert!(zero.contains(&offset), "{} {:?}", offset, zero);
                for (read, written) in arrived.iter().zip(&expected) {
                    prop_assert_eq!((read.0, read.1 + offset), *written);
                }
                let numbers: Vec<_> = feedback.packets().map(|(number, _)| number).collect();
                prop_assert!(numbers.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)));
            }
        }
    }
}
