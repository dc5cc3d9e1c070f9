//! Times on the wire from the clock that the driver passes in.

use std::time::{Duration, Instant};

/// Seconds from the NTP era (1900) to the Unix epoch (1970).
const NTP_UNIX: u64 = 2_208_988_800;

/// NTP time that begins in 1970 with the media plane: RFC 3550 §4 asks of it only that it runs evenly, so
/// no time of day is needed, and its jumps never reach the media.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WireClock {
    epoch: Instant,
}

impl WireClock {
    /// Begins at `now`.
    pub(crate) fn new(now: Instant) -> Self {
        Self { epoch: now }
    }

    /// The zero of reference times.
    pub(crate) fn epoch(&self) -> Instant {
        self.epoch
    }

    /// NTP time, 32.32 fixed point (RFC 3550 §4).
    pub(crate) fn ntp(&self, now: Instant) -> u64 {
        (NTP_UNIX << 32) + fixed(now.saturating_duration_since(self.epoch))
    }

    /// abs-send-time: 6.18 fixed-point seconds in 24 bits.
    pub(crate) fn abs_send_time(&self, now: Instant) -> u32 {
        (self.ntp(now) >> 14) as u32 & 0x00FF_FFFF
    }
}

/// A duration as 32.32 fixed-point seconds.
pub(crate) fn fixed(duration: Duration) -> u64 {
    (duration.as_secs() << 32) + (u64::from(duration.subsec_nanos()) << 32) / 1_000_000_000
}

/// Media ticks in a duration at `rate` ticks a second, with their cycles left out as RTP leaves them out. Some
/// durations are what a page says they are, so there is none for which this fails.
pub(crate) fn ticks(duration: Duration, rate: u32) -> u32 {
    (duration.as_micros() * u128::from(rate) / 1_000_000) as u32
}
