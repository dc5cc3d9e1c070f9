//! Times on the wire from the clock that the driver passes in.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds from the NTP era (1900) to the Unix epoch (1970).
const NTP_UNIX: u64 = 2_208_988_800;

/// Ties the monotonic clock to NTP time once, so that wall-clock jumps never reach the media.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WireClock {
    epoch: Instant,
    ntp_at_epoch: u64,
}

impl WireClock {
    /// `now` on both clocks.
    pub(crate) fn new(now: Instant, wall: SystemTime) -> Self {
        let unix = wall.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { epoch: now, ntp_at_epoch: (NTP_UNIX << 32).wrapping_add(fixed(unix)) }
    }

    /// The zero of reference times.
    pub(crate) fn epoch(&self) -> Instant {
        self.epoch
    }

    /// NTP time, 32.32 fixed point (RFC 3550 §4).
    pub(crate) fn ntp(&self, now: Instant) -> u64 {
        self.ntp_at_epoch.wrapping_add(fixed(now.saturating_duration_since(self.epoch)))
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

/// Media ticks in a duration at `rate` ticks a second.
pub(crate) fn ticks(duration: Duration, rate: u32) -> u32 {
    (duration.as_micros() as u64 * u64::from(rate) / 1_000_000) as u32
}
