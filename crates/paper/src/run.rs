//! Pieces of text on one line, as glyphs of a face.

use crate::face::{Face, Figures};
use harfrust::{Direction, ShapeOptions, UnicodeBuffer};
use krilla::text::{GlyphId, KrillaGlyph};

/// A piece of text in glyphs. Advances are parts of the size of the type.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
}

impl Run {
    /// Sets a text.
    pub(crate) fn set(face: &Face, figures: Figures, text: &str) -> Self {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(Direction::LeftToRight);
        let shaper = face.shaper();
        let plan = face.plan(&shaper, buffer.script(), figures);
        let options = ShapeOptions::new().plan(Some(&plan)).features(figures.features());
        let set = shaper.shape(buffer, options);
        let em = face.font.units_per_em();
        let parts = |units: i32| units as f32 / em;
        let mut glyphs = Vec::with_capacity(set.len());
        // From the last to the first: a glyph stands for the text up to where the next one's begins.
        let (mut start, mut end) = (text.len(), text.len());
        for (info, position) in set.glyph_infos().iter().zip(set.glyph_positions()).rev() {
            let cluster = info.cluster as usize;
            if cluster != start {
                (start, end) = (cluster, start);
            }
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                parts(position.x_advance),
                parts(position.x_offset),
                parts(position.y_offset),
                parts(position.y_advance),
                start..end,
                None,
            ));
        }
        glyphs.reverse();
        Self {
            glyphs,
            text: text.to_owned(),
        }
    }

    /// Its width in points at a size, without spaces at its end.
    pub(crate) fn width(&self, size: f32) -> f32 {
        let end = self.text.trim_end().len();
        let seen = self.glyphs.iter().filter(|it| it.text_range.start < end);
        seen.map(|it| it.x_advance).sum::<f32>() * size
    }
}
