//! Which shard a leg is put on: its room's home as long as not many of the room are there, then another one.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::across::home;
use crate::api::{LegKey, RoomKey};

/// Whoever was prepared and is not added within this time does not come any more.
const EXPECTED: Duration = Duration::from_secs(60);

/// Where a leg is.
#[derive(Debug, Clone, Copy)]
struct Placed {
    room: RoomKey,
    shard: usize,
    /// It was added, or is expected until then.
    until: Option<Instant>,
}

/// Where all legs are, and how many are where.
#[derive(Debug)]
pub(super) struct Placement {
    legs: HashMap<LegKey, Placed>,
    /// Legs of a room on each shard that has any.
    rooms: HashMap<RoomKey, HashMap<usize, usize>>,
    /// Legs on each shard.
    shards: Vec<usize>,
    most: usize,
    expected: VecDeque<(Instant, LegKey)>,
}

impl Placement {
    /// Over so many shards, with at most `most` legs of a room on one as long as another has fewer.
    pub(super) fn new(shards: usize, most: usize) -> Self {
        Self {
            legs: HashMap::new(),
            rooms: HashMap::new(),
            shards: vec![0; shards],
            most: most.max(1),
            expected: VecDeque::new(),
        }
    }

    /// Chooses the shard of a leg that is going to be added; one that has a shard in this room keeps it.
    pub(super) fn prepare(&mut self, room: RoomKey, leg: LegKey, now: Instant) -> usize {
        self.place(room, leg, None, now)
    }

    /// The same for a leg that was told to come to this shard, however long ago.
    pub(super) fn place(&mut self, room: RoomKey, leg: LegKey, told: Option<usize>, now: Instant) -> usize {
        self.forget_expected(now);
        if let Some(placed) = self.legs.get(&leg).filter(|placed| placed.room == room) {
            return placed.shard;
        }
        self.remove(leg);
        let told = told.filter(|shard| *shard < self.shards.len());
        let shard = told.unwrap_or_else(|| self.choose(room));
        let until = now + EXPECTED;
        self.expected.push_back((until, leg));
        let placed = Placed {
            room,
            shard,
            until: Some(until),
        };
        self.legs.insert(leg, placed);
        *self.rooms.entry(room).or_default().entry(shard).or_default() += 1;
        self.shards[shard] += 1;
        shard
    }

    /// A leg was added.
    pub(super) fn add(&mut self, leg: LegKey) {
        if let Some(placed) = self.legs.get_mut(&leg) {
            placed.until = None;
        }
    }

    /// A leg is gone.
    pub(super) fn remove(&mut self, leg: LegKey) {
        let Some(Placed { room, shard, .. }) = self.legs.remove(&leg) else {
            return;
        };
        self.shards[shard] -= 1;
        let Some(counts) = self.rooms.get_mut(&room) else {
            return;
        };
        if let Some(count) = counts.get_mut(&shard) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&shard);
            }
        }
        if counts.is_empty() {
            self.rooms.remove(&room);
        }
    }

    /// The shard of a leg that was added or is expected.
    pub(super) fn shard_of(&self, leg: LegKey) -> Option<usize> {
        Some(self.legs.get(&leg)?.shard)
    }

    fn choose(&self, room: RoomKey) -> usize {
        let count = self.shards.len();
        let home = home(room, count);
        let counts = self.rooms.get(&room);
        let of_room = |shard: usize| counts.and_then(|counts| counts.get(&shard)).copied().unwrap_or(0);
        let in_turn = || (0..count).map(|after| (home + after) % count);
        // The fewer shards a room is on the less has to cross.
        let begun = in_turn().find(|shard| {
            let has = of_room(*shard);
            has < self.most && (has > 0 || *shard == home)
        });
        begun
            .or_else(|| {
                in_turn()
                    .filter(|shard| of_room(*shard) == 0)
                    .min_by_key(|shard| self.shards[*shard])
            })
            .or_else(|| in_turn().min_by_key(|shard| (of_room(*shard), self.shards[*shard])))
            .unwrap_or(home)
    }

    /// Nobody waits for those any more who were prepared long ago.
    fn forget_expected(&mut self, now: Instant) {
        while let Some((_, leg)) = self.expected.pop_front_if(|(until, _)| *until <= now) {
            let overdue = self.legs.get(&leg).and_then(|placed| placed.until);
            if overdue.is_some_and(|until| until <= now) {
                self.remove(leg);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOM: RoomKey = RoomKey(7);

    /// How many of so many legs that come to a room are put on each shard.
    fn spread(placement: &mut Placement, legs: std::ops::Range<u64>, now: Instant) -> Vec<usize> {
        let mut counts = vec![0; placement.shards.len()];
        for leg in legs {
            counts[placement.prepare(ROOM, LegKey(leg), now)] += 1;
            placement.add(LegKey(leg));
        }
        counts
    }

    #[test]
    fn a_room_fills_its_home_then_the_least_loaded_shard_then_all_evenly() {
        let now = Instant::now();
        let mut placement = Placement::new(3, 10);
        let home = home(ROOM, 3);
        let [busy, free] = [(home + 1) % 3, (home + 2) % 3];
        placement.shards[busy] = 5;
        let after = |counts: Vec<usize>| [counts[home], counts[free], counts[busy]];
        assert_eq!(after(spread(&mut placement, 0..10, now)), [10, 0, 0]);
        assert_eq!(after(spread(&mut placement, 10..20, now)), [0, 10, 0]);
        assert_eq!(after(spread(&mut placement, 20..30, now)), [0, 0, 10]);
        assert_eq!(after(spread(&mut placement, 30..36, now)), [2, 2, 2]);
    }

    #[test]
    fn a_leg_keeps_its_shard_and_its_place_is_free_when_it_has_gone() {
        let now = Instant::now();
        let mut placement = Placement::new(2, 2);
        let home = home(ROOM, 2);
        assert_eq!(spread(&mut placement, 0..3, now)[home], 2);
        for leg in 0..3 {
            let shard = placement.shard_of(LegKey(leg));
            assert_eq!(Some(placement.prepare(ROOM, LegKey(leg), now)), shard);
        }
        placement.remove(LegKey(0));
        assert_eq!(placement.prepare(ROOM, LegKey(3), now), home);
    }

    #[test]
    fn who_is_expected_counts_for_a_minute() {
        let now = Instant::now();
        let mut placement = Placement::new(2, 1);
        let first = placement.prepare(ROOM, LegKey(1), now);
        assert_ne!(placement.prepare(ROOM, LegKey(2), now), first);
        placement.add(LegKey(2));
        let later = now + EXPECTED;
        assert_eq!(placement.prepare(ROOM, LegKey(3), later), first);
        assert_eq!(placement.shard_of(LegKey(1)), None);
        assert!(placement.shard_of(LegKey(2)).is_some());
    }

    proptest! {
        #[test]
        fn whatever_comes_and_goes_the_counts_are_those_of_the_legs(
            steps in prop::collection::vec((0u64..20, 0u64..3, 0u8..4), 0..200),
        ) {
            let start = Instant::now();
            let mut placement = Placement::new(3, 4);
            for (n, (leg, room, what)) in (0..).zip(steps) {
                let (leg, now) = (LegKey(leg), start + Duration::from_secs(n));
                match what {
                    0 => placement.remove(leg),
                    1 => placement.add(leg),
                    _ => drop(placement.prepare(RoomKey(room), leg, now)),
                }
                let of = |shard| placement.legs.values().filter(|placed| placed.shard == shard).count();
                prop_assert!((0..3).all(|shard| placement.shards[shard] == of(shard)));
                for (room, counts) in &placement.rooms {
                    let of = |shard| {
                        let legs = placement.legs.values();
                        legs.filter(|placed| placed.room == *room && placed.shard == shard).count()
                    };
                    prop_assert!(counts.iter().all(|(shard, count)| *count > 0 && *count == of(*shard)));
                }
            }
            placement.prepare(ROOM, LegKey(99), start + Duration::from_secs(1000));
            prop_assert!(placement.expected.len() == 1);
        }
    }
}
