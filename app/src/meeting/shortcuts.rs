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

/// What a key asks for, given the layout in force. Letters can be switched off, because who dictates or
/// presses keys by accident would otherwise switch devices (WCAG 2.1.4).
#[must_use]
pub(crate) fn event(key: &str, layout: Layout, letters: bool) -> Option<Event> {
    let key = key.to_lowercase();
    if !letters && key != "escape" {
        return None;
    }
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
            event("M", Layout::Tiles, true),
            Some(Event::Toggle(SourceKind::Microphone))
        );
        assert_eq!(
            event("t", Layout::Stage, true),
            Some(Event::Arrange(Layout::Tiles))
        );
        assert_eq!(event("x", Layout::Tiles, true), None);
        assert_eq!(event("Enter", Layout::Tiles, true), None);
        assert_eq!(event("m", Layout::Tiles, false), None);
        assert_eq!(event("Escape", Layout::Tiles, false), Some(Event::ClosePanel));
    }
}
