//! The round button that turns one of one's own sources on and off.

use crate::meeting::devices::Source;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::shortcuts;
use crate::ui::icon::{Glyph, Icon};
use leptos::prelude::*;
use signal::SourceKind;

/// What a switch is called, its key, and its icons on and off.
struct Face {
    name: &'static str,
    on: &'static str,
    off: &'static str,
    key: &'static str,
    glyph_on: Glyph,
    glyph_off: Glyph,
}

const fn face(kind: SourceKind) -> Face {
    match kind {
        SourceKind::Microphone => Face {
            name: "Microphone",
            on: "Turn microphone off",
            off: "Turn microphone on",
            key: shortcuts::MICROPHONE,
            glyph_on: Glyph::Mic,
            glyph_off: Glyph::MicOff,
        },
        SourceKind::Camera => Face {
            name: "Camera",
            on: "Turn camera off",
            off: "Turn camera on",
            key: shortcuts::CAMERA,
            glyph_on: Glyph::Camera,
            glyph_off: Glyph::CameraOff,
        },
        SourceKind::Screen | SourceKind::ScreenAudio => Face {
            name: "Share screen",
            on: "Stop sharing your screen",
            off: "Share your screen",
            key: shortcuts::SCREEN,
            glyph_on: Glyph::ScreenShareOff,
            glyph_off: Glyph::ScreenShare,
        },
    }
}

/// The switch of one source.
#[component]
pub(crate) fn Switch(kind: SourceKind) -> impl IntoView {
    let meeting = use_meeting();
    let Face {
        name,
        on,
        off,
        key,
        glyph_on,
        glyph_off,
    } = face(kind);
    let source = meeting.part(move |state| state.own.get(kind));
    let title = move || {
        let what = if source.get().is_wanted() { on } else { off };
        format!("{what} ({key})")
    };
    view! {
        <button
            type="button"
            class="mt-button"
            class:is-off=move || kind != SourceKind::Screen && !source.get().is_wanted()
            class:is-active=move || kind == SourceKind::Screen && source.get().is_wanted()
            class:is-troubled=move || matches!(source.get(), Source::Failed(_))
            aria-label=name
            aria-pressed=move || if source.get().is_wanted() { "true" } else { "false" }
            aria-busy=move || (source.get() == Source::Opening).then_some("true")
            aria-keyshortcuts=key
            title=title
            data-source-switch=kind.suffix()
            on:click=move |_| meeting.send(Event::Toggle(kind))
        >
            {move || {
                let glyph = if source.get().is_wanted() { glyph_on } else { glyph_off };
                view! { <Icon glyph/> }
            }}
        </button>
    }
}
