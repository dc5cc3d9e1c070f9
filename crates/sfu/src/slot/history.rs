//! What went out of a slot lately: no index is sealed twice, and nothing is repeated twice in a moment.

use std::time::{Duration, Instant};

use super::Form;

/// A packet is not retransmitted again within this time while the round trip is not known, and at most.
const REPEAT: Duration = Duration::from_millis(100);
/// And at least.
const SOONEST: Duration = Duration::from_millis(20);
/// Packets of a slot that can be asked for again.
pub(super) const HISTORY: usize = 1024;

/// When a packet was never retransmitted.
const NEVER: u32 = u32::MAX;

/// A packet that went out; 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Sent {
    index: u64,
    /// Milliseconds since the first packet, when it was last retransmitted, or [`NEVER`].
    resent: u32,
    form: Form,
}

/// The last packets; memory is taken with the first one.
#[derive(Debug, Default)]
pub(super) struct History {
    began: Option<Instant>,
    sent: Vec<Option<Sent>>,
}

impl History {
    /// Notes that an index goes out, `next` being the first that never did; `false` if it did before, or
    /// may have: no index is ever sealed twice.
    pub(super) fn remember(&mut self, index: u64, next: u64, form: Form, now: Instant) -> bool {
        if self.sent.is_empty() {
            self.began = Some(now);
            self.sent.resize(HISTORY, None);
        }
        if index + (HISTORY as u64) <= next {
            return false;
        }
        let place = &mut self.sent[index as usize % HISTORY];
        if place.is_some_and(|sent| sent.index >= index) {
            return false;
        }
        *place = Some(Sent {
            index,
            resent: NEVER,
            form,
        });
        true
    }

    /// Whether an index went out and was not repeated within the last round trip.
    pub(super) fn may_repeat(&self, index: u64, now: Instant, round_trip: Option<Duration>) -> bool {
        let repeat = round_trip.map_or(REPEAT, |trip| trip.clamp(SOONEST, REPEAT));
        let repeat = repeat.as_millis() as u32;
        self.sent(index)
            .is_some_and(|sent| sent.resent == NEVER || self.since(now).saturating_sub(sent.resent) >= repeat)
    }

    /// How an index went out, if it is remembered.
    pub(super) fn form(&self, index: u64) -> Option<Form> {
        Some(self.sent(index)?.form)
    }

    fn sent(&self, index: u64) -> Option<Sent> {
        let place = self.sent.get(index as usize % HISTORY)?;
        place.filter(|sent| sent.index == index)
    }

    /// An index is repeated now.
    pub(super) fn repeated(&mut self, index: u64, now: Instant) {
        let since = self.since(now);
        if let Some(Some(sent)) = self.sent.get_mut(index as usize % HISTORY) {
            sent.resent = since;
        }
    }

    fn since(&self, now: Instant) -> u32 {
        self.began
            .map_or(0, |began| now.saturating_duration_since(began).as_millis() as u32)
    }
}
