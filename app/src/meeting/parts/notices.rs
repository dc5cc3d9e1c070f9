//! Sentences: what is happening to the connection, what just happened, and the same for screen readers.

use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::state::Tone;
use crate::meeting::words::{alone, banner};
use crate::ui::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The state of the connections, as long as something is not as it should be.
#[component]
pub(crate) fn Banners() -> impl IntoView {
    let meeting = use_meeting();
    let banner = meeting.part(banner);
    let alone = meeting.part(alone);
    let joining = meeting.part(|state| !state.in_meeting());
    view! {
        <div class="mt-banners" class:is-joining=move || joining.get() role="status">
            {move || banner.get().map(|banner| view! {
                <div class="mt-banner">
                    <span class="mt-turning" aria-hidden="true"></span>
                    <p>
                        <strong>{banner.title}</strong>
                        " "
                        <span>{banner.text}</span>
                    </p>
                </div>
            })}
            {move || alone.get().map(|sentence| view! { <p class="mt-alone">{sentence}</p> })}
        </div>
    }
}

/// What just happened, each for a few seconds.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let meeting = use_meeting();
    let notices = meeting.part(|state| state.notices.clone());
    view! {
        <div class="mt-notices" role="log" aria-label="Notices" aria-live="polite">
            <For
                each=move || notices.get()
                key=|notice| notice.id
                children=move |notice| {
                    let glyph = match notice.tone {
                        Tone::Info => Glyph::Info,
                        Tone::Warn => Glyph::Warning,
                    };
                    view! {
                        <div class="mt-notice" class:is-warning=notice.tone == Tone::Warn>
                            <Icon glyph/>
                            <span>{notice.text}</span>
                            <button
                                type="button"
                                class="mt-button is-small"
                                aria-label="Close this notice"
                                on:click=move |_| meeting.send(Event::Dismiss(notice.id))
                            >
                                <Icon glyph=Glyph::Close class="icon-sm"/>
                            </button>
                        </div>
                    }
                }
            />
        </div>
    }
}

/// Who came and went, for screen readers.
#[component]
pub(crate) fn LiveRegion() -> impl IntoView {
    let meeting = use_meeting();
    let announcement = meeting.part(|state| state.announcement.clone());
    view! {
        <p class="visually-hidden" role="status">{move || announcement.get()}</p>
    }
}
