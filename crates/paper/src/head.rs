//! The upper part of a document: notice, title, facts, who and to whom, and the sum in large.

use crate::Style;
use crate::look::{
    BAND, BODY, Colour, HEADLINE, INK, LABEL, LEFT, LINE, Look, MIDDLE, NOTICE_SOFT, RIGHT, STRONG, TITLE,
};
use crate::sheet::{At, Ink, Sheet};
use billing::{Parties, Party};
use krilla::tagging::Tag;
use std::num::NonZeroU16;

/// The notice stands in the margin, so that it takes little from the page.
const BAND_TOP: f32 = 30.0;
/// Space around the text of the notice.
const PADDING: f32 = 10.0;
/// How wide a note is: about seventy characters.
const NOTE: f32 = 340.0;
const NOTE_GAP: f32 = 18.0;
const PARAGRAPH_GAP: f32 = 4.0;
/// Between the two parties.
const GUTTER: f32 = 24.0;

/// Something short that is said under a label.
pub(crate) struct Fact {
    label: &'static str,
    value: String,
    colour: Colour,
}

impl Fact {
    pub(crate) const fn new(label: &'static str, value: String) -> Self {
        let colour = INK;
        Self { label, value, colour }
    }

    pub(crate) fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }
}

pub(crate) fn notice(sheet: &mut Sheet, style: &Style) {
    let Some(notice) = style.notice.as_deref().filter(|it| !it.trim().is_empty()) else {
        return;
    };
    let lines = sheet.lines(BAND, notice, RIGHT - LEFT - 2.0 * PADDING);
    let part = sheet.part(Tag::P, None);
    // The band is behind the text; a notice is a sentence, so it is on one page.
    let height = lines.len() as f32 * BAND.leading + PADDING;
    sheet.y = BAND_TOP;
    let (y, width) = (sheet.y, RIGHT - LEFT);
    sheet.ink(Ink::Box {
        x: LEFT,
        y,
        width,
        height,
        colour: NOTICE_SOFT,
    });
    sheet.y += PADDING / 2.0;
    sheet.paragraph(Some(part), BAND, LEFT + PADDING, &lines);
    sheet.y += PADDING / 2.0 + 20.0;
}

/// What it is, and what is to be known about it, side by side.
pub(crate) fn title(sheet: &mut Sheet, kind: &'static str, facts: Vec<Fact>) {
    let heading = Tag::Hn(NonZeroU16::MIN, Some(kind.to_owned()));
    let part = sheet.part(heading, None);
    sheet.paragraph(Some(part), TITLE, LEFT, &[kind.to_owned()]);
    sheet.y += 12.0;
    let column = (RIGHT - LEFT) / facts.len().max(1) as f32;
    let mut deepest = sheet.y;
    let top = sheet.y;
    for (at, fact) in facts.into_iter().enumerate() {
        let x = LEFT + at as f32 * column;
        let part = sheet.part(Tag::P, None);
        sheet.y = top;
        sheet.paragraph(Some(part), LABEL, x, &[format!("{} ", fact.label)]);
        let look = STRONG.coloured(fact.colour);
        let lines = sheet.lines(look, &fact.value, column - 12.0);
        sheet.paragraph(Some(part), look, x, &lines);
        deepest = deepest.max(sheet.y);
    }
    sheet.y = deepest + 12.0;
    sheet.rule(LEFT, RIGHT, LINE);
    sheet.y += 12.0;
}

/// Who writes and to whom, side by side; long addresses go on over pages.
pub(crate) fn parties(sheet: &mut Sheet, parties: &Parties, to: &'static str) {
    let left = party(sheet, "From", &parties.seller, MIDDLE - LEFT - GUTTER);
    let right = party(sheet, to, &parties.customer, RIGHT - MIDDLE);
    let rows = left.len().max(right.len());
    let (from, to) = (sheet.part(Tag::P, None), sheet.part(Tag::P, None));
    for row in 0..rows {
        sheet.room(BODY.leading);
        for (part, x, lines) in [(from, LEFT, &left), (to, MIDDLE, &right)] {
            if let Some((look, line)) = lines.get(row) {
                sheet.text(Some(part), *look, At::Left(x), 0.0, line);
            }
        }
        sheet.y += if row == 0 {
            LABEL.leading + 2.0
        } else {
            BODY.leading
        };
    }
}

fn party(sheet: &Sheet, label: &str, party: &Party, width: f32) -> Vec<(Look, String)> {
    let tax_id = party.tax_id.as_ref().map(|id| format!("Tax ID {id}"));
    let texts = [(STRONG, &party.name)]
        .into_iter()
        .chain(party.address.iter().map(|line| (BODY, line)))
        .chain([(BODY, &party.email)])
        .chain(tax_id.as_ref().map(|id| (BODY, id)))
        .filter(|(_, text)| !text.trim().is_empty());
    let mut lines = vec![(LABEL, format!("{label} "))];
    for (look, text) in texts {
        let wrapped = sheet.lines(look, text, width);
        // A space at the end keeps the lines apart when they are read out.
        lines.extend(
            wrapped
                .into_iter()
                .map(|line| (look, format!("{} ", line.trim_end()))),
        );
    }
    lines
}

/// The one number that matters, in words.
pub(crate) fn headline(sheet: &mut Sheet, text: &str) {
    sheet.gap(20.0);
    let lines = sheet.lines(HEADLINE, text, RIGHT - LEFT);
    let part = sheet.part(Tag::P, None);
    sheet.paragraph(Some(part), HEADLINE, LEFT, &lines);
    sheet.y += 10.0;
}

/// A text of several paragraphs, as it was typed; on one page, if it is not longer.
pub(crate) fn note(sheet: &mut Sheet, note: &str) {
    let paragraphs = note.lines().map(str::trim).filter(|it| !it.is_empty());
    let paragraphs: Vec<_> = paragraphs.map(|it| sheet.lines(BODY, it, NOTE)).collect();
    let lines: usize = paragraphs.iter().map(Vec::len).sum();
    if lines == 0 {
        return;
    }
    let gaps = NOTE_GAP + paragraphs.len() as f32 * PARAGRAPH_GAP;
    sheet.room(gaps + lines as f32 * BODY.leading);
    sheet.gap(NOTE_GAP);
    for lines in paragraphs {
        let part = sheet.part(Tag::P, None);
        sheet.paragraph(Some(part), BODY, LEFT, &lines);
        sheet.y += PARAGRAPH_GAP;
    }
}
