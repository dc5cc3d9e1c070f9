//! Before the meeting: one's own picture, a name, two switches, the devices, and "Join".

use super::device_menus::DeviceMenus;
use super::level::MicrophoneLevel;
use super::switch::Switch;
use crate::meeting::browser;
use crate::meeting::devices::Source;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::params::MAX_NAME;
use crate::meeting::state::Phase;
use crate::meeting::words::initials;
use crate::ui::brand::Mark;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::no_script::NoScript;
use leptos::html;
use leptos::prelude::*;
use signal::SourceKind;

/// The prejoin face. Before the page is awake it stands at rest in the same size.
#[component]
pub(crate) fn Prejoin(room: String) -> impl IntoView {
    let meeting = use_meeting();
    let ready = meeting.part(|state| state.phase == Phase::Prejoin);
    let name = meeting.part(|state| state.name.clone());
    view! {
        <main class="mt-prejoin">
            <header class="mt-prejoin-head">
                <Mark/>
                <span>"Conclave"</span>
            </header>
            <NoScript html="Meetings need JavaScript. Turn it on for this page, or open it in another browser."/>
            <form
                class="mt-prejoin-body"
                on:submit=move |event| {
                    event.prevent_default();
                    if ready.get_untracked() {
                        meeting.send(Event::Join);
                    }
                }
            >
                <div class="mt-prejoin-look">
                    <Preview/>
                    <Problems/>
                </div>
                <div class="mt-prejoin-form">
                    <div>
                        <h1>{room}</h1>
                        <p class="soft">"Check how you look and sound, then join."</p>
                    </div>
                    <div class="field">
                        <label class="field-label" for="mt-name">"Your name"</label>
                        <input
                            id="mt-name"
                            class="input"
                            type="text"
                            autocomplete="name"
                            maxlength=MAX_NAME.to_string()
                            disabled=move || !ready.get()
                            placeholder="As others will see it"
                            prop:value=move || name.get()
                            on:input=move |event| meeting.send(Event::NameTyped(event_target_value(&event)))
                        />
                    </div>
                    <DeviceMenus prefix="mt-pre"/>
                    <button class="btn btn-primary btn-lg btn-wide" type="submit" disabled=move || !ready.get()>
                        "Join"
                    </button>
                </div>
            </form>
        </main>
    }
}

#[component]
fn Preview() -> impl IntoView {
    let meeting = use_meeting();
    let video = NodeRef::<html::Video>::new();
    let camera = meeting.part(|state| state.own.camera);
    let name = meeting.part(|state| state.name.clone());
    Effect::new(move |_| {
        meeting.captures.track();
        if let Some(video) = video.get() {
            video.set_src_object(browser::own_picture(SourceKind::Camera).as_ref());
        }
    });
    view! {
        <div class="mt-preview">
            <video
                node_ref=video
                class="is-mirrored"
                class:is-showing=move || camera.get().is_on()
                autoplay
                playsinline
                prop:muted=true
                aria-label="Your camera's picture"
            ></video>
            <div class="mt-preview-rest" class:is-showing=move || !camera.get().is_on()>
                <span class="mt-initials" aria-hidden="true">
                    {move || {
                        let letters = name.with(|name| initials(name));
                        if letters.is_empty() {
                            view! { <Icon glyph=Glyph::User class="icon-lg"/> }.into_any()
                        } else {
                            letters.into_any()
                        }
                    }}
                </span>
                <p>{move || camera_sentence(camera.get())}</p>
            </div>
            <div class="mt-preview-switches">
                <Switch kind=SourceKind::Microphone/>
                <Switch kind=SourceKind::Camera/>
                <MicrophoneLevel/>
            </div>
        </div>
    }
}

const fn camera_sentence(camera: Source) -> &'static str {
    match camera {
        Source::Off => "Your camera is off",
        Source::Opening => "Starting your camera; your browser may ask you",
        Source::On => "",
        Source::Failed(_) => "No picture from your camera",
    }
}

/// What went wrong with the devices, and what to do. Joining works all the same.
#[component]
fn Problems() -> impl IntoView {
    let meeting = use_meeting();
    let sentences = meeting.part(|state| state.own.troubles());
    view! {
        <div role="status" class="mt-problems">
            {move || {
                sentences
                    .get()
                    .into_iter()
                    .map(|sentence| {
                        view! {
                            <p>
                                <Icon glyph=Glyph::Warning/>
                                <span>{sentence}</span>
                            </p>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}
