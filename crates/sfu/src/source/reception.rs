//! Loss and jitter of a publisher's stream (RFC 3550 §6.4.1, A.3 and A.8).

use std::time::Instant;

use crate::clock::ticks;
use crate::rtcp::Reception;

/// Counted from the first packet on.
#[derive(Debug, Default)]
pub(crate) struct ReceptionStats {
    first: Option<(i64, Instant)>,
    highest: i64,
    received: i64,
    reported: (i64, i64),
    last_transit: u32,
    /// Jitter times 16. A change is at most 2³¹ however wild the timestamps are, so this stays below 2³⁶.
    jitter: u64,
}

impl ReceptionStats {
    /// A packet came as sent, not as a retransmission.
    pub(crate) fn received(&mut self, sequence: i64, timestamp: u32, rate: u32, now: Instant) {
        let (_, began) = *self.first.get_or_insert((sequence, now));
        let transit = ticks(now.duration_since(began), rate).wrapping_sub(timestamp);
        if self.received > 0 {
            let change = (transit.wrapping_sub(self.last_transit) as i32).unsigned_abs();
            self.jitter = self.jitter + u64::from(change) - ((self.jitter + 8) >> 4);
        }
        self.last_transit = transit;
        self.received += 1;
        self.highest = self.highest.max(sequence);
    }

    /// The block for the next receiver report; nothing before the first packet.
    pub(crate) fn report(&mut self, ssrc: u32) -> Option<Reception> {
        let (first, _) = self.first?;
        let expected = self.highest - first + 1;
        let (last_expected, last_received) = self.reported;
        let interval = expected - last_expected;
        let lost = interval - (self.received - last_received);
        self.reported = (expected, self.received);
        let fraction = if interval > 0 {
            (lost.max(0) * 256 / interval).min(255)
        } else {
            0
        };
        Some(Reception {
            ssrc,
            fraction_lost: fraction as u8,
            lost: (expected - self.received).clamp(0, 0x7F_FFFF) as u32,
            highest: self.highest as u32,
            jitter: (self.jitter >> 4) as u32,
            ..Reception::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_that_leap_make_jitter_and_nothing_else() {
        let mut stats = ReceptionStats::default();
        let now = Instant::now();
        for n in 0..1_000 {
            stats.received(n, (n as u32 % 2) << 31, 90_000, now);
        }
        let report = stats.report(9).expect("packets came");
        assert_eq!((report.lost, report.highest), (0, 999));
        // Every packet is half the range away from the one before it, which is where the mean settles.
        assert!(report.jitter.abs_diff(1 << 31) < 1 << 5, "{}", report.jitter);
    }
}
