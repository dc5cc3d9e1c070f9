//! Keys that work in the meeting while nothing is being typed.

use super::event::Event;
use super::state::{Layout, Panel};
use signal::SourceKind;

/// Microphone.
pub(crate) const MICROPHONE: &str = "m";
/// Camera.
pub(crate) const CAMERA: &str = "v";
/// Screen share.
pub(crate) const SCREEN: &str = "s";
/// Participants.
pub(crate) const PEOPLE: &str = "p";
/// Tiles or stage.
pub(crate) const LAYOUT: &str = "t";

/// What a key asks for, given the layout in force.
#[must_use]
pub(crate) fn event(key: &str, layout: Layout) -> Option<Event> {
    let key = key.to_lowercase();
    Some(match key.as_str() {
        MICROPHONE => Event::Toggle(SourceKind::Microphone),
        CAMERA => Event::Toggle(SourceKind::Camera),
        SCREEN => Event::Toggle(SourceKind::Screen),
        PEOPLE => Event::Panel(Panel::People),
        LAYOUT => Event::Arrange(other(layout)),
        "escape" => Event::ClosePanel,
        _ => return None,
    })
}

/// The layout that is not in force.
#[must_use]
pub(crate) const fn other(layout: Layout) -> Layout {
    match layout {
        Layout::Tiles => Layout::Stage,
        Layout::Stage => Layout::Tiles,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_toggle_and_the_rest_is_left_alone() {
        assert_eq!(
            event("M", Layout::Tiles),
            Some(Event::Toggle(SourceKind::Microphone))
        );
        assert_eq!(event("t", Layout::Stage), Some(Event::Arrange(Layout::Tiles)));
        assert_eq!(event("x", Layout::Tiles), None);
        assert_eq!(event("Enter", Layout::Tiles), None);
    }
}
