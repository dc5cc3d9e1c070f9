//! What a room was told last about who speaks.

/// Levels move by at least this much before they are worth telling.
const STEP: u8 = 6;

/// What the last `Speakers` event of a room said.
#[derive(Debug)]
pub(crate) struct Announced<K> {
    dominant: Option<K>,
    levels: Vec<(K, u8)>,
}

impl<K> Default for Announced<K> {
    fn default() -> Self {
        Self {
            dominant: None,
            levels: Vec::new(),
        }
    }
}

impl<K: Copy + Eq> Announced<K> {
    /// Whether this is worth telling; then it counts as told.
    pub(crate) fn update(&mut self, dominant: Option<K>, levels: &[(K, u8)]) -> bool {
        let near = |(key, level): &(K, u8)| {
            let mut told = self.levels.iter();
            told.any(|(other, told)| other == key && told.abs_diff(*level) < STEP)
        };
        let same = self.dominant == dominant && self.levels.len() == levels.len() && levels.iter().all(near);
        if !same {
            self.dominant = dominant;
            self.levels.clear();
            self.levels.extend_from_slice(levels);
        }
        !same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        let mut announced = Announced::default();
        assert!(!announced.update(None, &[]));
        assert!(announced.update(None, &[(1, 90)]));
        assert!(!announced.update(None, &[(1, 95)]));
        assert!(announced.update(None, &[(1, 96)]));
        assert!(announced.update(Some(1), &[(1, 96)]));
        assert!(announced.update(Some(1), &[(2, 96)]));
        assert!(announced.update(Some(1), &[]));
        assert!(!announced.update(Some(1), &[]));
        assert!(announced.update(None, &[]), "the dominant speaker left");
    }
}
