//! A map by text with a hard limit: a crowd of strangers must not fill the memory.

use domain::Timestamp;
use std::collections::HashMap;

/// Entries kept; each is about a hundred bytes.
pub(crate) const MOST: usize = 50_000;

/// The place of `key`, after making room if the map is full: first go the entries whose moment has come, then
/// the half whose moment comes soonest.
pub(crate) fn place<'a>(
    map: &'a mut HashMap<Box<str>, Timestamp>,
    key: &str,
    now: Timestamp,
) -> &'a mut Timestamp {
    if map.len() >= MOST && !map.contains_key(key) {
        map.retain(|_, moment| *moment > now);
        if map.len() >= MOST {
            let mut moments: Vec<Timestamp> = map.values().copied().collect();
            let half = moments.len() / 2;
            let (_, middle, _) = moments.select_nth_unstable(half);
            let middle = *middle;
            map.retain(|_, moment| *moment > middle);
        }
    }
    map.entry(key.into()).or_insert(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: usize) -> Timestamp {
        Timestamp::from_seconds(1_800_000_000 + i64::try_from(seconds).unwrap())
    }

    fn full() -> HashMap<Box<str>, Timestamp> {
        (0..MOST)
            .map(|n| (n.to_string().into_boxed_str(), at(n + 1)))
            .collect()
    }

    #[test]
    fn those_whose_moment_has_come_make_room() {
        let mut map = full();
        place(&mut map, "late", at(MOST - 1));
        assert_eq!(map.len(), 2);
    }

    #[test]
    fn a_crowd_that_still_matters_has_an_end() {
        let mut map = full();
        place(&mut map, "late", at(0));
        assert!(map.len() <= MOST / 2 + 1, "{}", map.len());
        assert!(map.contains_key(&*(MOST - 1).to_string()), "the last ones stay");
        // Even if all have the same moment.
        map = full().into_keys().map(|key| (key, at(5))).collect();
        place(&mut map, "late", at(0));
        assert!(map.len() < MOST, "{}", map.len());
    }
}
