//! Breaks texts into lines that fit.

use crate::face::{Face, Figures};
use crate::run::Run;

/// A text in lines of at most so many points. Lines break at spaces; a word that is longer than a line
/// breaks between any two letters. There is always a line. One that broke at a space keeps it, so that
/// the words stay apart when the text is read out or copied.
pub(crate) fn wrap(face: &Face, text: &str, size: f32, width: f32) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let run = Run::set(face, Figures::Proportional, &text);
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    // Behind the last space of the line, and how much of the line is used there.
    let mut space: Option<(usize, f32)> = None;
    for glyph in &run.glyphs {
        let (range, advance) = (glyph.text_range.clone(), glyph.x_advance * size);
        let is_space = text.get(range.clone()) == Some(" ");
        while !is_space && used + advance > width && range.start > start {
            // The mark of a letter has the letter's range, so the two are never parted.
            let (end, before) = space.take().unwrap_or((range.start, used));
            lines.push(text.get(start..end).unwrap_or_default().to_owned());
            (start, used) = (end, used - before);
        }
        used += advance;
        if is_space {
            space = Some((range.end, used));
        }
    }
    lines.push(text.get(start..).unwrap_or_default().to_owned());
    lines
}
