//! A measured quantity.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A number that was measured: finite, and equal to itself.
#[derive(Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Figure(f64);

// A figure is never NaN.
impl Eq for Figure {}

/// Not a number, or endless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a figure is a finite number")]
pub struct FigureError;

impl Figure {
    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Figure {
    type Error = FigureError;
    fn try_from(number: f64) -> Result<Self, FigureError> {
        number.is_finite().then_some(Self(number)).ok_or(FigureError)
    }
}

impl From<Figure> for f64 {
    fn from(figure: Figure) -> Self {
        figure.0
    }
}

impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_numbers_are_figures() {
        assert_eq!(Figure::try_from(0.5).map(Figure::get), Ok(0.5));
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Figure::try_from(number), Err(FigureError));
        }
    }
}
