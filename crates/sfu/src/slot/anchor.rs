//! Keeps the encodings of one source in step, whose own media times begin anywhere, however often they are
//! switched: by the sender reports of both.

use crate::rtcp::SenderInfo;

/// A moment that a slot's media time is counted from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    /// NTP time at the publisher, 32.32 fixed point.
    ntp: u64,
    /// The slot's media time then.
    timestamp: u32,
}

impl Anchor {
    /// The moment of a sender report of an encoding whose media time is moved by `offset`.
    pub(super) fn new(report: SenderInfo, offset: u32) -> Self {
        Self {
            ntp: report.ntp,
            timestamp: report.rtp.wrapping_add(offset),
        }
    }

    /// The slot's media time for `timestamp` of the encoding that `report` is of; `rate` ticks a second.
    pub(super) fn time_of(self, timestamp: u32, report: SenderInfo, rate: u32) -> u32 {
        let since = report.ntp.wrapping_sub(self.ntp) as i64;
        let reported = (i128::from(since) * i128::from(rate)) >> 32;
        self.timestamp
            .wrapping_add(reported as u32)
            .wrapping_add(timestamp.wrapping_sub(report.rtp))
    }
}
