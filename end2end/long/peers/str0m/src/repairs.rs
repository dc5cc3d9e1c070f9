//! Which pictures of a receiver can be shown.

/// A decoder needs a keyframe to begin with, and another one after each picture that it did not get.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Repairs {
    whole: bool,
}

impl Repairs {
    /// Whether this picture can be decoded; if not, it is time to ask for a keyframe. `follows` is a picture to
    /// which nothing is missing since the one before.
    pub(crate) fn take(&mut self, keyframe: bool, follows: bool) -> bool {
        self.whole = keyframe || (self.whole && follows);
        self.whole
    }
}

#[cfg(test)]
mod tests {
    use super::Repairs;

    #[test]
    fn pictures_count_from_a_keyframe_until_one_is_missing() {
        let mut repairs = Repairs::default();
        let came = [
            (false, true, false),
            (true, false, true),
            (false, true, true),
            (false, false, false),
            (false, true, false),
            (true, true, true),
            (false, true, true),
        ];
        for (at, (keyframe, follows, shown)) in came.into_iter().enumerate() {
            assert_eq!(repairs.take(keyframe, follows), shown, "picture {at}");
        }
    }
}
