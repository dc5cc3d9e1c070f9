//! Colours, sizes of type and measures of the page, in points (1/72 inch).

use crate::face::Weight;

/// Red, green, blue.
pub(crate) type Colour = [u8; 3];

// The light theme's tokens (style/tokens.css) in sRGB.
pub(crate) const INK: Colour = [21, 28, 30];
pub(crate) const SOFT: Colour = [81, 90, 93];
pub(crate) const LINE: Colour = [226, 225, 222];
pub(crate) const LINE_STRONG: Colour = [129, 135, 137];
pub(crate) const GOOD: Colour = [29, 115, 57];
pub(crate) const DANGER: Colour = [175, 61, 54];
pub(crate) const NOTICE: Colour = [153, 86, 0];
pub(crate) const NOTICE_SOFT: Colour = [255, 239, 219];

/// How a piece of text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) weight: Weight,
    pub(crate) size: f32,
    /// From one baseline to the next.
    pub(crate) leading: f32,
    pub(crate) colour: Colour,
}

impl Look {
    const fn regular(size: f32, leading: f32, colour: Colour) -> Self {
        let weight = Weight::Regular;
        Self {
            weight,
            size,
            leading,
            colour,
        }
    }

    const fn strong(size: f32, leading: f32, colour: Colour) -> Self {
        let weight = Weight::SemiBold;
        Self {
            weight,
            size,
            leading,
            colour,
        }
    }

    pub(crate) const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// From the top of a line to its baseline.
    pub(crate) fn ascent(self) -> f32 {
        // Half of the lead above, and the part of the em that is above the baseline in Inter.
        (self.leading - self.size) / 2.0 + self.size * 0.86
    }
}

pub(crate) const TITLE: Look = Look::strong(24.0, 28.0, INK);
pub(crate) const HEADLINE: Look = Look::strong(16.0, 22.0, INK);
pub(crate) const BODY: Look = Look::regular(9.5, 13.5, INK);
pub(crate) const STRONG: Look = Look::strong(9.5, 13.5, INK);
pub(crate) const LABEL: Look = Look::regular(8.0, 12.0, SOFT);
pub(crate) const SMALL: Look = Look::regular(8.0, 11.0, SOFT);
pub(crate) const COLUMN: Look = Look::strong(8.0, 12.0, SOFT);
pub(crate) const BAND: Look = Look::strong(9.5, 14.0, NOTICE);

/// A4.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
pub(crate) const LEFT: f32 = 56.0;
pub(crate) const RIGHT: f32 = PAGE.0 - 56.0;
pub(crate) const TOP: f32 = 48.0;
/// Nothing but the footer is below.
pub(crate) const BOTTOM: f32 = PAGE.1 - 62.0;
/// The baseline of the footer.
pub(crate) const FOOT: f32 = PAGE.1 - 36.0;
/// Where the right of two columns begins.
pub(crate) const MIDDLE: f32 = (LEFT + RIGHT) / 2.0;
