//! The one floating toolbar.

use super::switch::Switch;
use crate::meeting::browser;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::shortcuts;
use crate::meeting::state::{Layout, MeetingState, Panel, Phase};
use crate::ui::icon::{Glyph, Icon};
use leptos::prelude::*;
use signal::SourceKind;

/// Microphone, camera, screen, people, layout, settings, and, apart, leave.
#[component]
pub(crate) fn Toolbar(room: String) -> impl IntoView {
    let meeting = use_meeting();
    let can_share = RwSignal::new(false);
    Effect::new(move |_| can_share.set(browser::can_share_screen()));
    let panel = meeting.part(|state| state.panel);
    let may_share = meeting.part(MeetingState::may_share);
    let people = meeting.part(|state| state.people.len());
    let inside = meeting.part(|state| state.phase == Phase::Meeting);
    let layout = Memo::new(move |_| meeting.arrangement.with(|a| a.layout));
    let pressed = move |which| {
        move || {
            if panel.get() == Some(which) {
                "true"
            } else {
                "false"
            }
        }
    };
    view! {
        <div class="mt-bar">
            <p class="mt-bar-room" title=room>{room.clone()}</p>
            <div class="mt-bar-middle" role="group" aria-label="Meeting controls">
                <Switch kind=SourceKind::Microphone/>
                <Switch kind=SourceKind::Camera/>
                <Show when=move || inside.get()>
                    <Show when=move || can_share.get() && may_share.get()>
                        <Switch kind=SourceKind::Screen/>
                    </Show>
                    <button
                        type="button"
                        class="mt-button"
                        class:is-active=move || panel.get() == Some(Panel::People)
                        aria-label=move || format!("People, {} in the meeting", people.get())
                        aria-pressed=pressed(Panel::People)
                        data-opens="people"
                        aria-keyshortcuts=shortcuts::PEOPLE
                        title="People (p)"
                        on:click=move |_| meeting.send(Event::Panel(Panel::People))
                    >
                        <Icon glyph=Glyph::Users/>
                        <span class="mt-count num" aria-hidden="true">{move || people.get()}</span>
                    </button>
                    <button
                        type="button"
                        class="mt-button"
                        aria-label="Stage view"
                        aria-pressed=move || if layout.get() == Layout::Stage { "true" } else { "false" }
                        aria-keyshortcuts=shortcuts::LAYOUT
                        title=move || match layout.get() {
                            Layout::Tiles => "One large (t)",
                            Layout::Stage => "Everybody the same size (t)",
                        }
                        on:click=move |_| meeting.send(Event::Arrange(shortcuts::other(layout.get_untracked())))
                    >
                        {move || {
                            let glyph = match layout.get() {
                                Layout::Tiles => Glyph::Stage,
                                Layout::Stage => Glyph::Tiles,
                            };
                            view! { <Icon glyph/> }
                        }}
                    </button>
                    <button
                        type="button"
                        class="mt-button"
                        class:is-active=move || panel.get() == Some(Panel::Settings)
                        aria-label="Settings"
                        aria-pressed=pressed(Panel::Settings)
                        data-opens="settings"
                        title="Name and devices"
                        on:click=move |_| meeting.send(Event::Panel(Panel::Settings))
                    >
                        <Icon glyph=Glyph::More/>
                    </button>
                </Show>
            </div>
            <button
                type="button"
                class="mt-button mt-leave"
                aria-label="Leave the meeting"
                title="Leave the meeting"
                on:click=move |_| meeting.send(Event::Leave)
            >
                <Icon glyph=Glyph::HangUp/>
                <span class="mt-leave-word" aria-hidden="true">"Leave"</span>
            </button>
        </div>
    }
}
