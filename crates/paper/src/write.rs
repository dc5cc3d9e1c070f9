//! Draws a sheet as a tagged PDF.

use crate::face::Figures;
use crate::look::{Colour, FOOT, LEFT, Look, PAGE, RIGHT, SMALL};
use crate::printable::{printable, tidy};
use crate::run::Run;
use crate::sheet::{Ink, Sheet};
use crate::{Error, Result};
use domain::Date;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, SpanTag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};

/// The longest author in the metadata; longer ones are cut.
const AUTHOR: usize = 300;

/// What a document says about itself.
pub(crate) struct About<'a> {
    /// Such as `Invoice INV-000042`.
    pub(crate) title: String,
    /// The seller.
    pub(crate) author: &'a str,
    /// When it was issued.
    pub(crate) on: Date,
}

/// The bytes of the document.
pub(crate) fn write(sheet: &Sheet, about: &About<'_>) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| Error::Document("its formats exclude each other"))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let mut leaves: Vec<Vec<Node>> = sheet.parts.iter().map(|_| Vec::new()).collect();
    for (at, inks) in sheet.pages.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or(Error::Document("its page has no size"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for ink in inks {
            draw(&mut surface, sheet, ink, &mut leaves);
        }
        footer(&mut surface, sheet, about, at);
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(about.title.clone(), top));
    document.set_outline(outline);
    document.set_tag_tree(tree(sheet, leaves));
    document.set_metadata(metadata(about));
    document.finish().map_err(|error| match error {
        KrillaError::Validation(_) => Error::Document("it would not be fit for archives and screen readers"),
        KrillaError::Font(..) => Error::Document("its typeface cannot be embedded"),
        _ => Error::Document("it exceeds what its format can hold"),
    })
}

fn draw(surface: &mut Surface<'_>, sheet: &Sheet, ink: &Ink, leaves: &mut [Vec<Node>]) {
    match ink {
        Ink::Text {
            part: Some(part),
            x,
            y,
            run,
            look,
        } => {
            let leaf = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            text(surface, sheet, (*x, *y), run, *look);
            surface.end_tagged();
            if let Some(leaves) = leaves.get_mut(part.0) {
                leaves.push(leaf.into());
            }
        }
        Ink::Text {
            part: None,
            x,
            y,
            run,
            look,
        } => decoration(surface, ArtifactType::PaginationOther, |surface| {
            text(surface, sheet, (*x, *y), run, *look);
        }),
        Ink::Box {
            x,
            y,
            width,
            height,
            colour,
        } => decoration(surface, ArtifactType::Layout, |surface| {
            let mut path = PathBuilder::new();
            if let Some(area) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(area);
            }
            if let Some(path) = path.finish() {
                surface.set_fill(Some(fill(*colour)));
                surface.draw_path(&path);
            }
        }),
    }
}

fn decoration(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

fn text(surface: &mut Surface<'_>, sheet: &Sheet, (x, y): (f32, f32), run: &Run, look: Look) {
    let font = sheet.faces.of(look.weight).font.clone();
    surface.set_fill(Some(fill(look.colour)));
    surface.draw_glyphs(
        Point::from_xy(x, y),
        &run.glyphs,
        font,
        &run.text,
        look.size,
        false,
    );
}

fn fill([red, green, blue]: Colour) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        ..Fill::default()
    }
}

/// Which document and which page this is, for whoever prints it.
fn footer(surface: &mut Surface<'_>, sheet: &Sheet, about: &About<'_>, at: usize) {
    let face = sheet.faces.of(SMALL.weight);
    let title = Run::set(face, Figures::Proportional, &printable(face, &about.title));
    let page = format!("Page {} of {}", at + 1, sheet.pages.len());
    let page = Run::set(face, Figures::Proportional, &page);
    let right = RIGHT - page.width(SMALL.size);
    decoration(surface, ArtifactType::Footer, |surface| {
        text(surface, sheet, (LEFT, FOOT), &title, SMALL);
        text(surface, sheet, (right, FOOT), &page, SMALL);
    });
}

/// The structure, with what was drawn for each part.
fn tree(sheet: &Sheet, leaves: Vec<Vec<Node>>) -> TagTree {
    let parts = sheet.parts.iter().zip(leaves);
    let mut groups: Vec<_> = parts
        .map(|((tag, within), leaves)| (TagGroup::with_children(tag.clone(), leaves), *within))
        .collect();
    let mut tree = TagTree::new();
    let mut roots = Vec::new();
    // Parents come before their children, so from the end every group is complete when it is moved.
    while let Some((mut group, within)) = groups.pop() {
        // Children were moved in from the last to the first; leaves and children never mix.
        if group.children.iter().any(|child| matches!(child, Node::Group(_))) {
            group.children.reverse();
        }
        match within.and_then(|part| groups.get_mut(part.0)) {
            Some((parent, _)) => parent.push(group),
            None => roots.push(group),
        }
    }
    roots.into_iter().rev().for_each(|group| tree.push(group));
    tree
}

fn metadata(about: &About<'_>) -> Metadata {
    let author: String = tidy(about.author).chars().take(AUTHOR).collect();
    let year = u16::try_from(about.on.year()).unwrap_or_default();
    let on = DateTime::new(year)
        .month(about.on.month().into())
        .day(about.on.day())
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .document_id(format!("{} {author}", about.title))
        .title(tidy(&about.title))
        .authors(vec![author])
        .creation_date(on)
        .language("en".to_owned())
}
