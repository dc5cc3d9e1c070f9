//! The order of voices as other shards are told it: those in front, who are heard.

use arrayvec::ArrayVec;

use super::Order;
use super::order::{FRONT, SMALL};

/// The voices in front, the loudest first, and the extra one if everybody hears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Front<K> {
    voices: ArrayVec<K, SMALL>,
    extra: Option<K>,
}

impl<K> Front<K> {
    /// The same voices by other names; those without one are left out.
    pub(crate) fn named<L>(&self, name: impl Fn(&K) -> Option<L>) -> Front<L> {
        Front {
            voices: self.voices.iter().filter_map(&name).collect(),
            extra: self.extra.as_ref().and_then(name),
        }
    }
}

impl Order {
    /// What other shards need to know of it.
    pub(crate) fn front_voices(&self) -> Front<usize> {
        Front {
            voices: self.voices.iter().copied().take(SMALL).collect(),
            extra: self.extra,
        }
    }

    /// The voices that somebody may hear.
    pub(crate) fn within_reach(&self) -> &[usize] {
        let reach = if self.is_small() { SMALL } else { FRONT + 1 };
        &self.voices[..reach.min(self.voices.len())]
    }

    /// Takes over what the shard that arranges the voices decided. Gives whether anything changed.
    pub(crate) fn follow(&mut self, front: &Front<usize>) -> bool {
        let known = |voice: &&usize| self.voices.contains(voice);
        let voices: ArrayVec<usize, SMALL> = front.voices.iter().filter(known).copied().collect();
        let extra = front.extra.filter(|extra| voices.contains(extra));
        if self.voices.starts_with(&voices) && self.extra == extra {
            return false;
        }
        self.voices.retain(|voice| !voices.contains(voice));
        drop(self.voices.splice(0..0, voices));
        self.extra = extra;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(voices: impl IntoIterator<Item = usize>) -> Order {
        let mut order = Order::default();
        voices.into_iter().for_each(|voice| order.add(voice));
        order
    }

    #[test]
    fn what_one_shard_decided_holds_on_another_that_knows_voices_in_another_order() {
        let decided = order([7, 3, 5, 1, 2, 4, 6]);
        let mut other = order([1, 2, 3, 4, 6, 7]);
        assert!(other.follow(&decided.front_voices()));
        assert_eq!(other.voices, [7, 3, 1, 2, 4, 6], "5 is not known yet");
        other.add(5);
        assert!(other.follow(&decided.front_voices()));
        assert!(!other.follow(&decided.front_voices()));
        assert_eq!(other.front_voices(), decided.front_voices());
        assert_eq!(other.within_reach(), [7, 3, 5, 1]);
    }
}
