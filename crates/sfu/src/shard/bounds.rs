//! How much a shard may hold, for those who try to make it hold more.

use std::collections::HashSet;

use super::Shard;
use crate::ring::VIDEO_PACKETS;

/// Ways and streams of one page, as its leg bounds them, and announced streams besides.
const WAYS: usize = 8;
const STREAMS: usize = 24 + 8;

impl Shard {
    /// What there is more of than there may be.
    pub(crate) fn beyond_bounds(&self) -> Option<&'static str> {
        let legs = self.legs.len();
        let layers = || self.sources.iter().flat_map(|(_, source)| &source.layers);
        let distinct = |list: &[usize]| list.iter().collect::<HashSet<_>>().len() == list.len();
        let bounds = [
            ("ways", self.by_route.len() <= WAYS * legs),
            ("names", self.by_ufrag.len() == legs && self.by_key.len() == legs),
            ("rooms", self.rooms.len() <= legs),
            ("sources", self.by_source.len() == self.sources.len()),
            (
                "sources of other shards",
                self.by_far.len()
                    == self
                        .sources
                        .iter()
                        .filter(|(_, source)| source.leg().is_none())
                        .count(),
            ),
            (
                "shards that take a source",
                self.sources
                    .iter()
                    .all(|(_, source)| source.takers.len() < self.place.count),
            ),
            (
                "streams",
                self.legs.iter().all(|(_, leg)| leg.streams.len() <= STREAMS),
            ),
            ("legs to be paced", distinct(&self.paced)),
            ("legs to be probed", distinct(&self.probing)),
            (
                "encodings that are ready",
                self.ready.iter().collect::<HashSet<_>>().len() == self.ready.len(),
            ),
            (
                "packets of an encoding",
                layers().all(|layer| layer.pending.len() <= VIDEO_PACKETS),
            ),
            (
                "subscribers of an encoding",
                layers().all(|layer| {
                    let each: HashSet<_> = layer.subscribers.iter().map(|s| (s.leg, s.slot)).collect();
                    each.len() == layer.subscribers.len()
                }),
            ),
        ];
        bounds.into_iter().find(|(_, holds)| !holds).map(|(what, _)| what)
    }
}
