//! Menus of cameras, microphones and speakers.

use crate::meeting::devices::DeviceKind;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use leptos::prelude::*;

const MENUS: [(DeviceKind, &str, &str, &str); 3] = [
    (DeviceKind::Camera, "camera", "Camera", "Default camera"),
    (
        DeviceKind::Microphone,
        "microphone",
        "Microphone",
        "Default microphone",
    ),
    (DeviceKind::Speaker, "speaker", "Speaker", "Default speaker"),
];

/// The three menus; the speaker's only where the browser lets a page choose. `prefix` keeps ids apart.
#[component]
pub(crate) fn DeviceMenus(prefix: &'static str) -> impl IntoView {
    view! {
        <div class="mt-devices">
            {MENUS
                .map(|(kind, id, label, default)| {
                    view! { <Menu kind id=format!("{prefix}-{id}") label default/> }
                })
                .collect_view()}
        </div>
    }
}

#[component]
fn Menu(kind: DeviceKind, id: String, label: &'static str, default: &'static str) -> impl IntoView {
    let meeting = use_meeting();
    let list = meeting.part(move |state| state.devices.of(kind).to_vec());
    let chosen = meeting.part(move |state| state.devices.chosen(kind).unwrap_or_default().to_owned());
    let fixed = meeting.part(move |state| kind == DeviceKind::Speaker && state.devices.fixed_speaker);
    view! {
        <div class="field" hidden=move || fixed.get()>
            <label class="field-label" for=id.clone()>{label}</label>
            <select
                id=id
                class="input"
                disabled=move || list.with(Vec::is_empty)
                on:change=move |event| meeting.send(Event::Choose(kind, event_target_value(&event)))
            >
                <option value="" selected=move || chosen.with(String::is_empty)>{default}</option>
                {move || {
                    list.get()
                        .into_iter()
                        // "default" and "communications" are Chromium's names for what the first line says.
                        .filter(|device| device.id != "default" && device.id != "communications")
                        .map(|device| {
                            let id = device.id.clone();
                            view! {
                                <option value=device.id selected=move || chosen.with(|chosen| *chosen == id)>
                                    {device.label}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </div>
    }
}
