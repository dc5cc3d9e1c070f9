//! What stands where on which page, and what it is to a screen reader. Drawn by [`crate::write`].

use crate::Result;
use crate::face::{Face, Faces, Figures};
use crate::look::{BOTTOM, Colour, Look, TOP};
use crate::printable::printable;
use crate::run::Run;
use crate::wrap::wrap;
use krilla::tagging::TagKind;

/// The pages of a document as they fill up, from top to bottom.
pub(crate) struct Sheet {
    pub(crate) faces: Faces,
    pub(crate) pages: Vec<Vec<Ink>>,
    /// The structure, parents before their children.
    pub(crate) parts: Vec<(TagKind, Option<Part>)>,
    /// How far the current page is filled.
    pub(crate) y: f32,
}

/// A part of the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part(pub(crate) usize);

/// What is drawn. Without a part it is decoration.
pub(crate) enum Ink {
    /// Text from a point on its baseline.
    Text {
        part: Option<Part>,
        x: f32,
        y: f32,
        run: Run,
        look: Look,
    },
    /// A filled rectangle; hairlines are flat ones.
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
}

/// Where a line of text is held.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At {
    /// It begins here.
    Left(f32),
    /// It ends here; figures are tabular, so that they line up with those above.
    Right(f32),
}

impl Sheet {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            faces: Faces::load()?,
            pages: vec![Vec::new()],
            parts: Vec::new(),
            y: TOP,
        })
    }

    fn face(&self, look: Look) -> &Face {
        self.faces.of(look.weight)
    }

    /// A new part of the structure.
    pub(crate) fn part(&mut self, tag: impl Into<TagKind>, within: Option<Part>) -> Part {
        self.parts.push((tag.into(), within));
        Part(self.parts.len() - 1)
    }

    /// Makes room for something of a height. Answers whether that took a new page.
    pub(crate) fn room(&mut self, height: f32) -> bool {
        let fits = self.y + height <= BOTTOM;
        // What is higher than a page begins where it is; nothing is gained by a new one.
        let turns = !fits && self.y > TOP && height <= BOTTOM - TOP;
        if turns {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
        turns
    }

    /// Leaves a gap, but not at the top of a page.
    pub(crate) fn gap(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// A text in lines that fit, as they can be printed.
    pub(crate) fn lines(&self, look: Look, text: &str, width: f32) -> Vec<String> {
        let face = self.face(look);
        wrap(face, &printable(face, text), look.size, width)
    }

    /// One line of text whose top is `down` below where the page is filled to.
    pub(crate) fn text(&mut self, part: Option<Part>, look: Look, at: At, down: f32, text: &str) {
        let face = self.face(look);
        let text = printable(face, text);
        let (run, x) = match at {
            At::Left(x) => (Run::set(face, Figures::Proportional, &text), x),
            At::Right(x) => {
                let run = Run::set(face, Figures::Tabular, &text);
                let width = run.width(look.size);
                (run, x - width)
            }
        };
        let y = self.y + down + look.ascent();
        self.ink(Ink::Text {
            part,
            x,
            y,
            run,
            look,
        });
    }

    /// Lines one below the other, each of which fits; pages turn between them.
    pub(crate) fn paragraph(&mut self, part: Option<Part>, look: Look, x: f32, lines: &[String]) {
        for line in lines {
            self.room(look.leading);
            self.text(part, look, At::Left(x), 0.0, line);
            self.y += look.leading;
        }
    }

    /// A horizontal line from one place to another, half a point thick.
    pub(crate) fn rule(&mut self, from: f32, to: f32, colour: Colour) {
        let y = self.y;
        self.ink(Ink::Box {
            x: from,
            y,
            width: to - from,
            height: 0.5,
            colour,
        });
    }

    pub(crate) fn ink(&mut self, ink: Ink) {
        if let Some(page) = self.pages.last_mut() {
            page.push(ink);
        }
    }
}
