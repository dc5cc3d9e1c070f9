//! Shards that share a room, in memory.

use std::collections::VecDeque;
use std::time::Instant;

use sfu::Counters;
use sfu::core::{Output, Parcel, Shard};

use super::world::Over;

/// Parcels on their way from one shard to another, with where they come from.
#[derive(Default)]
pub(crate) struct Crossing {
    parcels: VecDeque<(usize, Parcel)>,
    /// Nothing arrives for now.
    pub(crate) held: bool,
}

impl<const SHARDS: usize> Over<SHARDS> {
    /// One shard does something, and what it wants done is done.
    pub(crate) fn on(&mut self, at: usize, act: impl FnOnce(&mut Shard, Instant, &mut Output)) {
        let (mut out, now) = (Output::default(), self.now);
        act(self.shard_at(at), now, &mut out);
        let parcels = std::mem::take(&mut out.across);
        let parcels = parcels.into_iter().map(|parcel| (at, parcel));
        self.crossing.parcels.extend(parcels);
        self.deliver(&mut out);
        self.cross();
    }

    pub(crate) fn shard_at(&mut self, at: usize) -> &mut Shard {
        match at.checked_sub(1) {
            None => &mut self.shard,
            Some(at) => &mut self.others[at],
        }
    }

    /// Parcels arrive.
    fn cross(&mut self) {
        while let Some((from, parcel)) = self.arrival() {
            self.on(parcel.to, |shard, now, out| shard.across(from, &parcel, now, out));
        }
    }

    /// The next parcel that arrives.
    fn arrival(&mut self) -> Option<(usize, Parcel)> {
        match self.crossing.held {
            true => None,
            false => self.crossing.parcels.pop_front(),
        }
    }

    /// The shards that parcels wait for take nothing at present, and those that sent them are told; gives how many
    /// packets are lost.
    pub(crate) fn lighten(&mut self) -> u64 {
        let mut waiting = std::mem::take(&mut self.crossing.parcels);
        let each = waiting.iter_mut();
        let dropped = each.map(|(from, parcel)| self.shard_at(*from).lighten(parcel));
        let dropped = dropped.sum();
        self.crossing.parcels = waiting;
        dropped
    }

    /// What all shards together counted.
    pub(crate) fn count(&self, of: impl Fn(&Counters) -> u64) -> u64 {
        let shards = [&self.shard].into_iter().chain(&self.others);
        shards.map(|shard| of(&shard.counters())).sum()
    }
}
