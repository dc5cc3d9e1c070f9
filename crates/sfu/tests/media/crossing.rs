//! What is on its way from one shard to another.

use std::collections::VecDeque;

use sfu::core::Parcel;

/// Parcels with the shards that they come from, in order.
#[derive(Default)]
pub(crate) struct Crossing {
    parcels: VecDeque<(usize, Parcel)>,
    /// Nothing arrives for now.
    pub(crate) held: bool,
}

impl Crossing {
    pub(crate) fn extend(&mut self, parcels: impl Iterator<Item = (usize, Parcel)>) {
        self.parcels.extend(parcels);
    }

    /// The next one that arrives.
    pub(crate) fn next(&mut self) -> Option<(usize, Parcel)> {
        if self.held { None } else { self.parcels.pop_front() }
    }
}
