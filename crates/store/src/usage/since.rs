//! How many first counted in each stretch of time between boundaries.

use crate::{Result, Tx};
use domain::{AppId, CountBy, Date, Timestamp};

/// Those who first counted in one cycle and one stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSince {
    /// First day of the cycle.
    pub cycle: Date,
    /// The earliest moment at which one of them counted; it lies in the stretch and in the cycle.
    pub at: Timestamp,
    /// How many.
    pub count: u64,
}

/// How many devices or people first counted in each stretch of time between boundaries, for every cycle of
/// the app; in the order of cycles and stretches, those without anybody are left out.
///
/// A stretch is `[b, next b)`; the first one begins with time, the last one does not end. Boundaries may
/// come in any order; a repeated one makes no difference. Reads the days' sums, and counts rows only on
/// days on which a boundary lies. In a transaction that writes, others may count on meanwhile; each device
/// is in one stretch at most all the same.
///
/// # Errors
/// If the database does not answer.
pub async fn new_since(
    tx: &mut Tx,
    app: &AppId,
    by: CountBy,
    boundaries: &[Timestamp],
) -> Result<Vec<NewSince>> {
    within!(tx, since::new_since(app, by, boundaries))
}

/// Boundaries in order, each once.
#[derive(Debug)]
pub(crate) struct Stretches(Vec<Timestamp>);

impl Stretches {
    pub(crate) fn new(boundaries: &[Timestamp]) -> Self {
        let mut boundaries = boundaries.to_vec();
        boundaries.sort_unstable();
        boundaries.dedup();
        Self(boundaries)
    }

    /// The number of the stretch that a moment lies in.
    pub(crate) fn of(&self, at: Timestamp) -> usize {
        self.0.partition_point(|boundary| *boundary <= at)
    }

    /// The pieces `[from, to)` into which boundaries cut a day; none if the whole day lies in one stretch.
    pub(crate) fn pieces(&self, day: Date) -> Vec<(Timestamp, Timestamp)> {
        let start = Timestamp::start_of(day);
        let end = day
            .next_day()
            .map_or(Timestamp::from_micros(i64::MAX), Timestamp::start_of);
        let inside = self.0.iter().copied().filter(|b| start < *b && *b < end);
        let edges: Vec<_> = std::iter::once(start)
            .chain(inside)
            .chain(std::iter::once(end))
            .collect();
        match edges.len() {
            2 => Vec::new(),
            _ => edges.windows(2).map(|pair| (pair[0], pair[1])).collect(),
        }
    }
}

/// Sums up what falls into the same cycle and stretch; to be given in the order of cycles.
#[derive(Debug, Default)]
pub(crate) struct Sums(Vec<(usize, NewSince)>);

impl Sums {
    pub(crate) fn add(&mut self, stretch: usize, more: NewSince) {
        let same = self
            .0
            .iter_mut()
            .rev()
            .take_while(|(_, sum)| sum.cycle == more.cycle)
            .find(|(number, _)| *number == stretch);
        match same {
            Some((_, sum)) => {
                sum.count += more.count;
                sum.at = sum.at.min(more.at);
            }
            None => self.0.push((stretch, more)),
        }
    }

    pub(crate) fn into_inner(self) -> Vec<NewSince> {
        self.0.into_iter().map(|(_, sum)| sum).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_on_a_boundary_lies_behind_it() {
        let (one, two) = (at("2026-03-08T10:00:00Z"), at("2026-03-09T00:00:00Z"));
        let stretches = Stretches::new(&[two, one, two]);
        let just_before = Timestamp::from_micros(two.micros() - 1);
        let numbers = [Timestamp::from_micros(0), one, just_before, two].map(|at| stretches.of(at));
        assert_eq!(numbers, [0, 1, 1, 2]);
    }

    #[test]
    fn midnight_cuts_no_day() {
        let (noon, midnight) = (at("2026-03-08T12:00:00Z"), at("2026-03-09T00:00:00Z"));
        let stretches = Stretches::new(&[noon, midnight]);
        let pieces = stretches.pieces(date!(2026 - 03 - 08));
        let start = at("2026-03-08T00:00:00Z");
        assert_eq!(pieces, [(start, noon), (noon, midnight)]);
        assert_eq!(stretches.pieces(date!(2026 - 03 - 09)), []);
        assert_eq!(stretches.pieces(date!(2026 - 03 - 07)), []);
    }
}
