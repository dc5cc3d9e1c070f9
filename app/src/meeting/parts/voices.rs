//! The audio receivers, one element each, and the button for browsers that want a click first.

use crate::meeting::browser;
use crate::meeting::event::{Effect as Wish, Event};
use crate::meeting::handle::use_meeting;
use crate::ui::icon::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// Every voice.
#[component]
pub(crate) fn Voices() -> impl IntoView {
    let meeting = use_meeting();
    let count = meeting.part(|state| state.slots.map_or(0, |slots| slots.audio));
    let blocked = meeting.part(|state| state.sound_blocked);
    view! {
        <div class="mt-voices">
            <For each=move || 0..count.get() key=|number| *number children=|number| view! { <Voice number/> }/>
        </div>
        <Show when=move || blocked.get()>
            <button type="button" class="btn btn-primary mt-sound" on:click=move |_| meeting.send(Event::TurnSoundOn)>
                <Icon glyph=Glyph::Speaker/>
                "Turn sound on"
            </button>
        </Show>
    }
}

#[component]
fn Voice(number: usize) -> impl IntoView {
    let meeting = use_meeting();
    let audio = NodeRef::<html::Audio>::new();
    let whose = meeting.part(move |state| state.voices.get(number).cloned().flatten());
    Effect::new(move |_| {
        meeting.peers.track();
        let Some(audio) = audio.get() else {
            return;
        };
        let stream = browser::voice(number);
        if audio.src_object() != stream {
            audio.set_src_object(stream.as_ref());
        }
        if stream.is_some() {
            browser::play(&audio, meeting);
            browser::run(vec![Wish::UseSpeaker]);
        }
    });
    view! {
        <audio
            node_ref=audio
            autoplay
            data-slot=number.to_string()
            data-slot-endpoint=move || whose.get().map(|source| source.endpoint.to_string())
            data-source=move || whose.get().map(|source| source.to_string())
        ></audio>
    }
}
