//! Name and devices while the meeting goes on.

use super::device_menus::DeviceMenus;
use super::level::MicrophoneLevel;
use super::panel::SidePanel;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::params::MAX_NAME;
use crate::meeting::state::Panel;
use crate::ui::choice::{Choice, ChoiceKind};
use crate::ui::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The keys, as they are told.
const KEYS: [(&str, &str); 5] = [
    ("m", "Microphone"),
    ("v", "Camera"),
    ("s", "Share screen"),
    ("p", "People"),
    ("t", "Tiles or stage"),
];

/// The settings panel.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let meeting = use_meeting();
    let letters = meeting.part(|state| !state.letters_off);
    let name = meeting.part(|state| state.name.clone());
    view! {
        <SidePanel title="Settings" id="mt-settings" opener="settings">
            <form
                class="form"
                on:submit=move |event| {
                    event.prevent_default();
                    meeting.send(Event::NameDone);
                }
            >
                <div class="field">
                    <label class="field-label" for="mt-rename">"Your name"</label>
                    <input
                        id="mt-rename"
                        class="input"
                        type="text"
                        autocomplete="name"
                        maxlength=MAX_NAME.to_string()
                        prop:value=move || name.get()
                        on:input=move |event| meeting.send(Event::NameTyped(event_target_value(&event)))
                        on:change=move |_| meeting.send(Event::NameDone)
                    />
                    <span class="field-hint">"Others see it as soon as you leave the field."</span>
                </div>
                <DeviceMenus prefix="mt-set"/>
                <div class="mt-heard">
                    <span>"Your microphone"</span>
                    <MicrophoneLevel/>
                </div>
            </form>
            <button
                type="button"
                class="btn btn-wide"
                data-opens="connection"
                on:click=move |_| meeting.send(Event::Panel(Panel::Connection))
            >
                <Icon glyph=Glyph::Signal/>
                "Connection"
            </button>
            <h3>"Keys"</h3>
            <Choice
                label="Single letters work as shortcuts"
                name="shortcuts"
                kind=ChoiceKind::Switch
                state=Signal::derive(move || letters.get())
                on_change=Callback::new(move |on| meeting.send(Event::Shortcuts(on)))
            />
            <dl class="mt-keys">
                {KEYS
                    .map(|(key, meaning)| {
                        view! {
                            <div>
                                <dt><kbd>{key}</kbd></dt>
                                <dd>{meaning}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </SidePanel>
    }
}
