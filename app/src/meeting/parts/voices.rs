//! The audio receivers, one element each, and the button for browsers that want a click first.

use crate::meeting::browser;
use crate::meeting::event::{Effect as Wish, Event};
use crate::meeting::handle::{Meeting, use_meeting};
use crate::ui::icon::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;
use signal::SourceKind;
use web_sys::MediaStream;

/// Every voice.
#[component]
pub(crate) fn Voices() -> impl IntoView {
    let meeting = use_meeting();
    let count = meeting.part(|state| state.slots.map_or(0, |slots| slots.audio));
    let blocked = meeting.part(|state| state.sound_blocked);
    view! {
        <div class="mt-voices">
            <For each=move || 0..count.get() key=|number| *number children=|number| view! { <Voice number/> }/>
            <Straight kind=SourceKind::Microphone/>
            <Straight kind=SourceKind::ScreenAudio/>
        </div>
        <Show when=move || blocked.get()>
            <button type="button" class="btn btn-primary mt-sound" on:click=move |_| meeting.send(Event::TurnSoundOn)>
                <Icon glyph=Glyph::Speaker/>
                "Turn sound on"
            </button>
        </Show>
    }
}

/// Plays what a connection brings, and what the next one brings in its place.
fn follow(meeting: Meeting, audio: NodeRef<html::Audio>, stream: impl Fn() -> Option<MediaStream> + 'static) {
    Effect::new(move |_| {
        meeting.peers.track();
        let Some(audio) = audio.get() else {
            return;
        };
        let stream = stream();
        if audio.src_object() != stream {
            audio.set_src_object(stream.as_ref());
        }
        if stream.is_some() {
            browser::play(&audio, meeting);
            browser::run(vec![Wish::UseSpeaker]);
        }
    });
}

#[component]
fn Voice(number: usize) -> impl IntoView {
    let meeting = use_meeting();
    let audio = NodeRef::<html::Audio>::new();
    let whose = meeting.part(move |state| state.voices.get(number).cloned().flatten());
    // What is heard straight from the other page is not heard through the server as well.
    let twice = meeting.part(move |state| {
        let source = state.voices.get(number).and_then(Option::as_ref);
        source.is_some_and(|source| state.direct.takes(source))
    });
    follow(meeting, audio, move || browser::voice(number));
    view! {
        <audio
            node_ref=audio
            autoplay
            prop:muted=move || twice.get()
            data-slot=number.to_string()
            data-slot-endpoint=move || whose.get().map(|source| source.endpoint.to_string())
            data-source=move || whose.get().map(|source| source.to_string())
        ></audio>
    }
}

/// Sound straight from the only other page; silent until it flows.
#[component]
fn Straight(kind: SourceKind) -> impl IntoView {
    let meeting = use_meeting();
    let audio = NodeRef::<html::Audio>::new();
    let whose = meeting.part(move |state| {
        let taken = state.direct.taken.contains(&kind);
        state.direct.peer.clone().filter(|_| taken)
    });
    follow(meeting, audio, move || browser::direct(kind));
    view! {
        <audio
            node_ref=audio
            autoplay
            prop:muted=move || whose.get().is_none()
            data-path="direct"
            data-slot-endpoint=move || whose.get().map(|endpoint| endpoint.to_string())
        ></audio>
    }
}
