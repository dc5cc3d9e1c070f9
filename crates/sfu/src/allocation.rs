//! Who gets how much of a subscriber's bandwidth: everybody his smallest picture first, then what stands on stage
//! as much as it shows, then the tallest, then the others in turn, those who speak before those who do not.

mod patience;

use std::cmp::Reverse;

use arrayvec::ArrayVec;

pub(crate) use patience::Patience;

use crate::api::MAX_LAYERS;
use crate::rtp::SPATIAL_LAYERS;

/// An upgrade must fit with this much to spare (in percent of the sum), or it would soon be undone.
const SPARE: u64 = 15;

/// Temporal layers of an encoding that are told apart.
const MAX_TEMPORAL: usize = 4;

/// Ways to send a source, the cheapest first.
pub(crate) type Ladder = ArrayVec<Rung, { MAX_LAYERS * SPATIAL_LAYERS * MAX_TEMPORAL }>;

/// One way to send a source, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rung {
    /// The encoding.
    pub layer: usize,
    /// Its highest spatial layer.
    pub spatial: u8,
    /// Its highest temporal layer.
    pub temporal: u8,
    /// Bits a second.
    pub bits: u64,
}

/// A slot that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// Which of the page's video slots.
    pub slot: usize,
    /// How many spoke later than its publisher; among equals it breaks the tie.
    pub quiet: usize,
    /// What comes first if there is not enough for all.
    pub rank: Rank,
    /// Whether the page can show it, as far as is known.
    pub shown: bool,
    /// Ways to send it; the last one is as good as the page can show.
    pub ladder: Ladder,
    /// What it has now, as an index into the ladder.
    pub has: Option<usize>,
    /// What it gets.
    pub gets: Option<usize>,
}

/// What comes first: equals share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    /// It stands on stage.
    pub on_stage: bool,
    /// Height in pixels on the page.
    pub height: u32,
}

impl Request {
    /// Bits a second of a rung.
    fn cost(&self, rung: Option<usize>) -> u64 {
        rung.and_then(|at| self.ladder.get(at))
            .map_or(0, |rung| rung.bits)
    }
}

/// Chooses a rung for every request within `budget` bits a second; without a budget everybody gets the best.
/// The requests change their order.
pub(crate) fn allocate(budget: Option<u64>, requests: &mut [Request]) {
    let Some(budget) = budget else {
        for request in requests {
            request.gets = request.ladder.len().checked_sub(1);
        }
        return;
    };
    requests.sort_unstable_by_key(|request| (Reverse(request.rank), request.quiet, request.slot));
    let mut spent = 0;
    for request in requests.iter_mut() {
        request.gets = None;
        raise(request, budget, &mut spent);
    }
    for equals in requests.chunk_by_mut(|one, other| one.rank == other.rank) {
        let mut raised = true;
        while raised {
            raised = false;
            for request in equals.iter_mut() {
                raised |= request.gets.is_some() && raise(request, budget, &mut spent);
            }
        }
    }
}

/// One rung up, if that fits. What a slot has already is kept up to the budget itself.
fn raise(request: &mut Request, budget: u64, spent: &mut u64) -> bool {
    let next = request.gets.map_or(0, |at| at + 1);
    if next >= request.ladder.len() {
        return false;
    }
    let sum = *spent - request.cost(request.gets) + request.cost(Some(next));
    let keeps = request.has.is_some_and(|has| next <= has);
    let fits = if keeps {
        sum <= budget
    } else {
        sum + sum * SPARE / 100 <= budget
    };
    if fits {
        *spent = sum;
        request.gets = Some(next);
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) fn request(height: u32, bits: &[u64], has: Option<usize>) -> Request {
        let rung = |(layer, bits): (usize, &u64)| Rung {
            layer,
            spatial: 0,
            temporal: 3,
            bits: *bits,
        };
        Request {
            slot: 0,
            quiet: 0,
            rank: Rank {
                on_stage: false,
                height,
            },
            shown: true,
            ladder: bits.iter().enumerate().map(rung).collect(),
            has,
            gets: None,
        }
    }

    /// What each gets, in the order given.
    fn gets(budget: u64, requests: &[Request]) -> Vec<Option<usize>> {
        let mut requests = requests.to_vec();
        for (slot, request) in requests.iter_mut().enumerate() {
            request.slot = slot;
        }
        allocate(Some(budget), &mut requests);
        requests.sort_by_key(|request| request.slot);
        requests.iter().map(|request| request.gets).collect()
    }

    const CAMERA: [u64; 3] = [150, 500, 1500];

    #[test]
    fn everybody_has_a_small_picture_before_anybody_has_a_large_one() {
        let stage = request(720, &CAMERA, None);
        let tile = request(180, &CAMERA[..1], None);
        let room = [tile.clone(), stage, tile.clone(), tile];
        assert_eq!(gets(5000, &room), [Some(0), Some(2), Some(0), Some(0)]);
        assert_eq!(gets(1200, &room), [Some(0), Some(1), Some(0), Some(0)]);
        assert_eq!(gets(700, &room), [Some(0), Some(0), Some(0), Some(0)]);
        assert_eq!(gets(400, &room), [Some(0), Some(0), None, None]);
        assert_eq!(gets(100, &room), [None; 4]);
    }

    #[test]
    fn equals_are_raised_in_turn() {
        let tile = request(360, &CAMERA[..2], None);
        assert_eq!(
            gets(1100, &[tile.clone(), tile.clone(), tile]),
            [Some(1), Some(0), Some(0)]
        );
        let tall = request(360, &[100, 200, 300], None);
        assert_eq!(gets(480, &[tall.clone(), tall]), [Some(1), Some(1)]);
    }

    #[test]
    fn the_stage_comes_before_what_is_taller() {
        let screen = request(720, &CAMERA, None);
        let mut stage = request(360, &CAMERA, None);
        stage.rank.on_stage = true;
        assert_eq!(gets(800, &[screen.clone(), stage.clone()]), [Some(0), Some(1)]);
        assert_eq!(gets(200, &[screen, stage]), [None, Some(0)]);
    }

    #[test]
    fn among_equals_those_who_spoke_come_first() {
        let silent = Request {
            quiet: 9,
            ..request(180, &CAMERA, None)
        };
        let spoke = request(180, &CAMERA, None);
        assert_eq!(gets(200, &[silent.clone(), spoke.clone()]), [None, Some(0)]);
        assert_eq!(gets(800, &[silent, spoke]), [Some(0), Some(1)]);
    }

    #[test]
    fn what_is_there_is_kept_and_more_needs_room_to_spare() {
        assert_eq!(gets(510, &[request(720, &CAMERA, None)]), [Some(0)]);
        assert_eq!(gets(510, &[request(720, &CAMERA, Some(1))]), [Some(1)]);
        assert_eq!(gets(499, &[request(720, &CAMERA, Some(1))]), [Some(0)]);
        assert_eq!(gets(600, &[request(720, &CAMERA, None)]), [Some(1)]);
    }

    #[test]
    fn without_a_budget_everybody_gets_the_best() {
        let mut requests = [request(90, &CAMERA, None), request(90, &[], None)];
        allocate(None, &mut requests);
        assert_eq!(requests[0].gets, Some(2));
        assert_eq!(requests[1].gets, None);
    }

    proptest! {
        #[test]
        fn never_more_than_the_budget_and_never_a_picture_refused_that_fits(
            budget in 0u64..10_000,
            heights in prop::collection::vec(1u32..5, 0..9),
        ) {
            let requests: Vec<_> = heights.iter().map(|h| request(*h, &CAMERA, None)).collect();
            let mut after = requests;
            allocate(Some(budget), &mut after);
            let sum: u64 = after.iter().map(|r| r.cost(r.gets)).sum();
            prop_assert!(sum <= budget);
            if after.iter().any(|r| r.gets.is_none()) {
                prop_assert!((sum + CAMERA[0]) * (100 + SPARE) / 100 > budget);
            }
            for (one, other) in after.iter().zip(after.iter().skip(1)) {
                if one.rank > other.rank {
                    prop_assert!(one.gets >= other.gets);
                }
            }
        }
    }
}
