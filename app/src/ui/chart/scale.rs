//! Axes with few and round labels.

/// From zero to a round number at or above the highest value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    top: u64,
    step: u64,
}

impl Scale {
    /// A scale that holds `highest`, with two to five steps of 1, 2 or 5 times a power of ten.
    pub(super) fn up_to(highest: u64) -> Self {
        let highest = highest.max(2);
        let mut power = 1_u64;
        loop {
            for factor in [1, 2, 5] {
                let step = power.saturating_mul(factor);
                if highest.div_ceil(step) <= 4 {
                    return Self {
                        top: highest.div_ceil(step).saturating_mul(step),
                        step,
                    };
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// Where a value lies between zero and the top.
    #[expect(clippy::cast_precision_loss, reason = "a drawing needs three digits")]
    pub(super) fn share(self, value: u64) -> f64 {
        value as f64 / self.top as f64
    }

    /// The labelled values.
    pub(super) fn marks(self) -> Vec<u64> {
        (0..=self.top / self.step).map(|i| i * self.step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn labels_are_few_and_round() {
        assert_eq!(Scale::up_to(0).marks(), [0, 1, 2]);
        assert_eq!(Scale::up_to(3).marks(), [0, 1, 2, 3]);
        assert_eq!(Scale::up_to(25).marks(), [0, 10, 20, 30]);
        assert_eq!(Scale::up_to(1_234).marks(), [0, 500, 1_000, 1_500]);
    }

    #[test]
    fn every_value_fits() {
        for highest in 0..5_000 {
            let scale = Scale::up_to(highest);
            assert!(scale.share(highest) <= 1.0);
            assert!(scale.marks().len() <= 6, "{highest}");
        }
        assert!(Scale::up_to(u64::MAX).marks().len() <= 6);
    }
}
