//! Sound: starting it where the browser waits for a click, and choosing the speaker.

use super::{exception, forget};
use crate::meeting::event::Event;
use crate::meeting::handle::Meeting;
use js_sys::{Function, Reflect};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlMediaElement;

const VOICES: &str = ".mt-voices audio";

fn voices() -> Vec<HtmlMediaElement> {
    let Ok(found) = document().query_selector_all(VOICES) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}

/// Plays an element and reports if the browser wants a click first.
pub(crate) fn play(element: &HtmlMediaElement, meeting: Meeting) {
    let Ok(promise) = element.play() else {
        return;
    };
    spawn_local(async move {
        if let Err(error) = JsFuture::from(promise).await
            && exception(&error) == "NotAllowedError"
        {
            meeting.send(Event::SoundBlocked(true));
        }
    });
}

/// Plays every voice; called from a click.
pub(super) fn play_all(meeting: Meeting) {
    for voice in voices() {
        play(&voice, meeting);
    }
}

/// `setSinkId`, where the browser has it.
fn set_sink_id(element: &HtmlMediaElement) -> Option<Function> {
    Reflect::get(element, &"setSinkId".into()).ok()?.dyn_into().ok()
}

/// Whether a page may choose the speaker here.
pub(super) fn can_choose_speaker() -> bool {
    document()
        .create_element("audio")
        .ok()
        .and_then(|element| element.dyn_into().ok())
        .is_some_and(|element: HtmlMediaElement| set_sink_id(&element).is_some())
}

/// Plays every voice through this speaker; an empty id is the browser's choice.
pub(super) fn use_speaker(id: &str) {
    for voice in voices() {
        if let Some(set) = set_sink_id(&voice)
            && let Ok(promise) = set.call1(&voice, &id.into())
        {
            forget(promise.unchecked_into());
        }
    }
}
