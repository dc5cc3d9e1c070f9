//! Texts as the typeface can print them. They come from customers and can be anything.

use crate::face::{Face, Figures};
use crate::run::Run;
use krilla::text::GlyphId;

/// What stands for a character that the typeface does not have.
const MISSING: char = '?';

/// A text without what draws nothing: line ends and tabs become spaces, the rest goes.
pub(crate) fn tidy(text: &str) -> String {
    let seen = text.chars().filter_map(|c| match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() || draws_nothing(c) => None,
        c => Some(c),
    });
    seen.collect()
}

/// A text of which every character is in the face.
pub(crate) fn printable(face: &Face, text: &str) -> String {
    let text = tidy(text);
    // The typeface has all of ASCII, which most texts are; they need not be set twice.
    if text.is_ascii() {
        return text;
    }
    let run = Run::set(face, Figures::Proportional, &text);
    let mut missing = vec![false; text.len()];
    for glyph in run.glyphs.iter().filter(|it| it.glyph_id == GlyphId::new(0)) {
        missing[glyph.text_range.clone()].fill(true);
    }
    let printed = text.char_indices();
    printed
        .map(|(at, c)| if missing[at] { MISSING } else { c })
        .collect()
}

/// Soft hyphens, joiners, marks of direction, variation selectors, skin tones, tags and what is not a
/// character; also private ones, which mean something else to everybody (PDF/A-2a refuses them).
const fn draws_nothing(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{10ffff}')
}
