//! What went out of a slot lately: no index is sealed twice, and nothing is repeated twice in a moment.

use std::time::{Duration, Instant};

use super::Form;

/// A packet is not retransmitted again within this time while the round trip is not known, and at most.
const REPEAT: Duration = Duration::from_millis(100);
/// And at least.
const SOONEST: Duration = Duration::from_millis(20);
/// What went out longer ago than this is not asked for again.
const KEPT: Duration = Duration::from_secs(4);
/// Places for the first packets; they become more as the rate asks for them.
const FIRST: usize = 64;
/// Packets of a slot that can be asked for again at most.
pub(super) const HISTORY: usize = 1024;

/// When a packet was never retransmitted.
const NEVER: u32 = u32::MAX;

/// A packet that went out; 24 bytes. Times are milliseconds since the first packet.
#[derive(Debug, Clone, Copy)]
struct Sent {
    index: u64,
    at: u32,
    /// When it was last retransmitted, or [`NEVER`].
    resent: u32,
    form: Form,
}

/// The last packets; memory is taken as they go out.
#[derive(Debug, Default)]
pub(super) struct History {
    began: Option<Instant>,
    /// A power of two of places.
    sent: Vec<Option<Sent>>,
    /// Nothing is known of what has a smaller index.
    begins: u64,
}

impl History {
    /// Notes that an index goes out, `next` being the first that never did; `false` if it did before, or
    /// may have: no index is ever sealed twice.
    pub(super) fn remember(&mut self, index: u64, next: u64, form: Form, now: Instant) -> bool {
        if self.sent.is_empty() {
            self.began = Some(now);
            self.begins = next;
            self.sent.resize(FIRST, None);
        }
        let at = self.since(now);
        let last = next.max(index + 1) - 1;
        while self.is_short(last, at) {
            self.double();
        }
        self.begins = self.begins.max((last + 1).saturating_sub(self.sent.len() as u64));
        if index < self.begins {
            return false;
        }
        let place = self.place(index);
        if self.sent[place].is_some_and(|sent| sent.index >= index) {
            return false;
        }
        self.sent[place] = Some(Sent {
            index,
            at,
            resent: NEVER,
            form,
        });
        true
    }

    fn place(&self, index: u64) -> usize {
        index as usize & self.sent.len().saturating_sub(1)
    }

    /// Whether what went out lately would have to give way to an index.
    fn is_short(&self, index: u64, now: u32) -> bool {
        let oldest = (index + 1).saturating_sub(self.sent.len() as u64);
        let going = (self.begins..oldest).rev().find_map(|index| self.sent(index));
        self.sent.len() < HISTORY
            && going.is_some_and(|sent| u128::from(now.saturating_sub(sent.at)) < KEPT.as_millis())
    }

    fn double(&mut self) {
        let places = 2 * self.sent.len();
        let old = std::mem::replace(&mut self.sent, vec![None; places]);
        for sent in old.into_iter().flatten().filter(|sent| sent.index >= self.begins) {
            let place = self.place(sent.index);
            self.sent[place] = Some(sent);
        }
    }

    /// Whether an index went out and was not repeated within the last round trip.
    pub(super) fn may_repeat(&self, index: u64, now: Instant, round_trip: Option<Duration>) -> bool {
        let repeat = round_trip.map_or(REPEAT, |trip| trip.clamp(SOONEST, REPEAT));
        let repeat = repeat.as_millis() as u32;
        self.sent(index)
            .is_some_and(|sent| sent.resent == NEVER || self.since(now).saturating_sub(sent.resent) >= repeat)
    }

    /// Whether an index was repeated so long ago that the repeat was lost, too, if it is asked for now.
    pub(super) fn was_lost_again(&self, index: u64, now: Instant, round_trip: Option<Duration>) -> bool {
        let repeated = self.sent(index).filter(|sent| sent.resent != NEVER);
        repeated.zip(round_trip).is_some_and(|(sent, trip)| {
            u128::from(self.since(now).saturating_sub(sent.resent)) >= trip.as_millis()
        })
    }

    /// How an index went out, if it is remembered.
    pub(super) fn form(&self, index: u64) -> Option<Form> {
        Some(self.sent(index)?.form)
    }

    fn sent(&self, index: u64) -> Option<Sent> {
        let place = self.sent.get(self.place(index))?;
        place.filter(|sent| sent.index == index)
    }

    /// An index is repeated now.
    pub(super) fn repeated(&mut self, index: u64, now: Instant) {
        let since = self.since(now);
        let place = self.place(index);
        if let Some(Some(sent)) = self.sent.get_mut(place) {
            sent.resent = since;
        }
    }

    fn since(&self, now: Instant) -> u32 {
        self.began
            .map_or(0, |began| now.saturating_duration_since(began).as_millis() as u32)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const FORM: Form = Form {
        marker: false,
        empty: false,
    };

    /// Indices from 1,000 on go out at a rate; gives how many places that takes.
    fn places(rate: u32) -> usize {
        let (mut history, start) = (History::default(), Instant::now());
        for n in 0..5_000 {
            let index = 1_000 + u64::from(n);
            assert!(history.remember(index, index, FORM, start + Duration::from_secs(1) * n / rate));
        }
        history.sent.len()
    }

    #[test]
    fn a_slow_stream_takes_few_places_and_keeps_four_seconds() {
        assert_eq!([10, 50, 100, 600].map(places), [64, 256, 512, HISTORY]);
    }

    #[test]
    fn what_lies_before_the_first_is_not_sealed() {
        let (mut history, now) = (History::default(), Instant::now());
        assert!(history.remember(500, 500, FORM, now));
        assert!(!history.remember(499, 501, FORM, now));
    }

    proptest! {
        #[test]
        fn no_index_goes_out_twice_and_what_went_out_lately_is_known(
            steps in prop::collection::vec((0u64..40, 0u64..120, 0u32..200), 1..2_000),
        ) {
            let (mut history, start) = (History::default(), Instant::now());
            let (mut next, mut out, mut now) = (1_000u64, BTreeSet::new(), start);
            for (back, ahead, pause) in steps {
                now += Duration::from_millis(u64::from(pause) / 20);
                // Most are the next one; some leave a gap, some come late.
                let index = if ahead < 4 { next + ahead } else { next.saturating_sub(back) };
                if history.remember(index, next, FORM, now) {
                    prop_assert!(out.insert(index), "{} twice", index);
                }
                next = next.max(index + 1);
                if history.sent.len() < HISTORY {
                    let lately = out.range(next.saturating_sub(64)..next);
                    prop_assert!(lately.into_iter().all(|index| history.form(*index).is_some()));
                }
            }
        }
    }
}
