//! What the clients of one thread sent and received.

use std::ops::Range;

use super::mark::Mark;

/// Counts; those of the window are of packets made within it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Nanoseconds of the time of day.
    pub(super) window: Range<u64>,
    /// Media packets sent in the window.
    pub(super) sent: u64,
    /// Media packets that arrived, each counted once.
    pub(super) received: u64,
    /// Microseconds that each of these took.
    pub(super) took: Vec<u32>,
    /// Packets that came twice, at any time.
    pub(super) twice: u64,
    /// Packets whose content was not what was sent, at any time.
    pub(super) wrong: u64,
    /// Media packets sent at any time.
    pub(super) sent_ever: u64,
    /// Media packets received at any time.
    pub(super) received_ever: u64,
    /// Clients whose ICE and DTLS are up.
    pub(super) connected: usize,
    /// Clients to which a picture has come.
    pub(super) shown: usize,
    /// Clients that failed, and why the last did.
    pub(super) failed: usize,
    /// See [`Self::failed`].
    pub(super) failure: Option<String>,
}

impl Tally {
    /// A packet was sent.
    pub(super) fn sends(&mut self, mark: Mark) {
        self.sent_ever += 1;
        self.sent += u64::from(self.window.contains(&mark.made));
    }

    /// A packet arrived for the first time.
    pub(super) fn receives(&mut self, mark: Mark, arrived: u64) {
        self.received_ever += 1;
        if self.window.contains(&mark.made) {
            self.received += 1;
            let micros = arrived.saturating_sub(mark.made) / 1000;
            self.took.push(u32::try_from(micros).unwrap_or(u32::MAX));
        }
    }

    /// Forgets the last window.
    pub(super) fn open(&mut self, window: Range<u64>) {
        (self.window, self.sent, self.received) = (window, 0, 0);
        self.took.clear();
    }

    /// Adds those of another thread.
    pub(super) fn add(&mut self, other: &Self) {
        self.sent += other.sent;
        self.received += other.received;
        self.took.extend_from_slice(&other.took);
        self.twice += other.twice;
        self.wrong += other.wrong;
        self.sent_ever += other.sent_ever;
        self.received_ever += other.received_ever;
        self.connected += other.connected;
        self.shown += other.shown;
        self.failed += other.failed;
        self.failure = self.failure.take().or_else(|| other.failure.clone());
    }

    /// The time that this part of the packets stayed below, in microseconds.
    pub(super) fn quantile(&mut self, part: f64) -> u32 {
        let at = (self.took.len() as f64 * part) as usize;
        let at = at.min(self.took.len().saturating_sub(1));
        match self.took.is_empty() {
            true => 0,
            false => *self.took.select_nth_unstable(at).1,
        }
    }
}
