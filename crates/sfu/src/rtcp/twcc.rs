//! Transport-wide feedback towards publishers, from which their congestion control raises or lowers
//! what they send (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

use std::time::{Duration, Instant};

use arrayvec::ArrayVec;

use super::OUR_SSRC;

/// Sequence numbers that one feedback packet may span.
const MAX_SPAN: i64 = 1000;
const MOST: usize = MAX_SPAN as usize;
/// Arrivals kept between two feedbacks; more are not reported.
const MAX_KEPT: usize = 2048;

/// When a publisher's packets arrived since the last feedback.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    kept: Vec<(i64, Instant)>,
    highest: Option<i64>,
    /// First sequence number not reported yet.
    next: Option<i64>,
    count: u8,
}

impl Arrivals {
    /// Remembers a packet.
    pub(crate) fn record(&mut self, sequence: u16, now: Instant) {
        let full = match self.highest {
            None => i64::from(sequence),
            Some(high) => high + i64::from(sequence.wrapping_sub(high as u16) as i16),
        };
        self.highest = Some(self.highest.map_or(full, |high| high.max(full)));
        if self.kept.len() < MAX_KEPT && self.next.is_none_or(|next| full >= next - MAX_SPAN) {
            self.kept.push((full, now));
        }
    }

    /// Appends feedback about what arrived since the last time, if anything did; `epoch` is the zero of
    /// our reference time.
    pub(crate) fn feedback(&mut self, epoch: Instant, media: u32, out: &mut Vec<u8>) {
        self.kept.sort_unstable_by_key(|(sequence, _)| *sequence);
        self.kept.dedup_by_key(|(sequence, _)| *sequence);
        let (Some(&(first, _)), Some(&(last, _))) = (self.kept.first(), self.kept.last()) else {
            return;
        };
        let base = self
            .next
            .map_or(first, |next| next.min(first))
            .max(last - MAX_SPAN + 1);
        let skip = self.kept.partition_point(|(sequence, _)| *sequence < base);
        let earliest = self.kept[skip..].iter().map(|(_, at)| *at).min().unwrap_or(epoch);
        let reference = earliest.saturating_duration_since(epoch).as_millis() / 64;
        let start = out.len();
        out.extend_from_slice(&[0x8F, 205, 0, 0]);
        out.extend_from_slice(&OUR_SSRC.to_be_bytes());
        out.extend_from_slice(&media.to_be_bytes());
        out.extend_from_slice(&(base as u16).to_be_bytes());
        let count_at = out.len();
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&(reference as u32).to_be_bytes()[1..]);
        out.push(self.count);
        self.count = self.count.wrapping_add(1);
        let reference = epoch + Duration::from_millis(reference as u64 * 64);
        let end = self.chunks(base, skip, reference, out);
        out[count_at..count_at + 2].copy_from_slice(&((end - base) as u16).to_be_bytes());
        self.kept.clear();
        self.next = Some(end);
        while !(out.len() - start).is_multiple_of(4) {
            out.push(0);
        }
        let words = ((out.len() - start) / 4 - 1) as u16;
        out[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
    }

    /// Writes status chunks and deltas of at most [`MAX_SPAN`] sequence numbers; gives the first one after them. A
    /// delta that does not fit ends the feedback early.
    fn chunks(&self, base: i64, skip: usize, reference: Instant, out: &mut Vec<u8>) -> i64 {
        let mut deltas = ArrayVec::<u8, { 2 * MOST }>::new();
        let mut symbols = ArrayVec::<u16, MOST>::new();
        // Deltas are differences of rounded times, so that rounding never adds up.
        let mut previous = 0i64;
        for (sequence, at) in &self.kept[skip..] {
            let ticks = (at.saturating_duration_since(reference).as_micros() / 250) as i64;
            let delta = ticks - previous;
            let Ok(wide) = i16::try_from(delta) else { break };
            let missing = (sequence - base) as usize - symbols.len();
            symbols.extend(std::iter::repeat_n(0, missing));
            if let Ok(narrow) = u8::try_from(delta) {
                symbols.push(1);
                deltas.push(narrow);
            } else {
                symbols.push(2);
                deltas.extend(wide.to_be_bytes());
            }
            previous = ticks;
        }
        let end = base + symbols.len() as i64;
        let mut rest = &symbols[..];
        while let Some(first) = rest.first() {
            let run = rest.iter().take_while(|symbol| *symbol == first).count();
            if run >= 7 {
                out.extend_from_slice(&(first << 13 | run as u16).to_be_bytes());
                rest = &rest[run..];
            } else {
                let (seven, after) = rest.split_at(rest.len().min(7));
                let vector = (0..7).fold(0, |v, n| v << 2 | seven.get(n).copied().unwrap_or(0));
                out.extend_from_slice(&(0xC000u16 | vector).to_be_bytes());
                rest = after;
            }
        }
        out.extend_from_slice(&deltas);
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_counts_gaps_and_quarter_milliseconds() {
        let epoch = Instant::now();
        let mut arrivals = Arrivals::default();
        arrivals.record(10, epoch + Duration::from_millis(128));
        arrivals.record(12, epoch + Duration::from_millis(129));
        let mut out = Vec::new();
        arrivals.feedback(epoch, 5, &mut out);
        // base 10, three packets, reference 2 x 64 ms, feedback 0; received, not, received.
        assert_eq!(out[12..20], [0, 10, 0, 3, 0, 0, 2, 0]);
        assert_eq!(out[20..22], 0b1101_0001_0000_0000u16.to_be_bytes());
        assert_eq!(out[22..24], [0, 4]);
        arrivals.record(14, epoch + Duration::from_millis(300));
        out.clear();
        arrivals.feedback(epoch, 5, &mut out);
        assert_eq!(out[12..16], [0, 13, 0, 2]);
        assert_eq!(out[19], 1);
    }

    #[test]
    fn a_feedback_spans_no_more_than_its_limit_whatever_arrives() {
        let epoch = Instant::now();
        for step in [1, 2, 7, 999, 1000, 20_000] {
            let (mut arrivals, mut out, mut sequence) = (Arrivals::default(), Vec::new(), 65_000u16);
            for n in 0..3000 {
                arrivals.record(sequence, epoch + n * Duration::from_millis(65));
                sequence = sequence.wrapping_add(step);
                if n % 1400 == 1399 {
                    out.clear();
                    arrivals.feedback(epoch, 5, &mut out);
                    let count = u16::from_be_bytes([out[14], out[15]]);
                    assert!((1..=1000).contains(&count), "{step}: {count}");
                }
            }
        }
    }
}
