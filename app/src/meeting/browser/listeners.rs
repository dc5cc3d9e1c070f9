//! What the window reports: network, visibility, keys, devices, and its own end.

use super::engine::Engine;
use crate::meeting::event::Event;
use crate::meeting::handle::Meeting;
use crate::meeting::shortcuts;
use leptos::ev;
use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, KeyboardEvent};

/// A glance at another tab does not stop the pictures.
const GLANCE: Duration = Duration::from_secs(10);

/// Listens until it is dropped.
pub(super) struct Listeners {
    handles: Vec<WindowListenerHandle>,
    ticker: Option<IntervalHandle>,
    devices: Option<(web_sys::MediaDevices, Closure<dyn FnMut()>)>,
}

impl Listeners {
    pub(super) fn new(meeting: Meeting) -> Self {
        let handles = vec![
            window_event_listener_untyped("online", move |_| meeting.send(Event::Online)),
            window_event_listener_untyped("pagehide", move |_| meeting.send(Event::Leave)),
            window_event_listener(ev::keydown, move |event| key(&event, meeting)),
            window_event_listener_untyped("visibilitychange", move |_| visibility(meeting)),
        ];
        let ticker = set_interval_with_handle(move || meeting.send(Event::Tick), Duration::from_secs(1));
        let devices = super::devices::media_devices().ok().map(|devices| {
            let changed = Closure::<dyn FnMut()>::new(Engine::list_devices);
            devices.set_ondevicechange(Some(changed.as_ref().unchecked_ref()));
            (devices, changed)
        });
        Self {
            handles,
            ticker: ticker.ok(),
            devices,
        }
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        for handle in self.handles.drain(..) {
            handle.remove();
        }
        if let Some(ticker) = self.ticker.take() {
            ticker.clear();
        }
        if let Some((devices, _)) = self.devices.take() {
            devices.set_ondevicechange(None);
        }
    }
}

fn visibility(meeting: Meeting) {
    if !document().hidden() {
        meeting.hidden.set(false);
        return;
    }
    set_timeout(
        move || {
            if document().hidden() {
                let _ = meeting.hidden.try_set(true);
            }
        },
        GLANCE,
    );
}

fn key(event: &KeyboardEvent, meeting: Meeting) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() {
        return;
    }
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| {
            element
                .closest("input, textarea, select, [contenteditable], dialog")
                .ok()
                .flatten()
                .is_some()
        });
    let typing = typing && event.key() != "Escape";
    if typing || !meeting.state.with_untracked(|state| state.in_meeting()) {
        return;
    }
    let layout = meeting
        .arrangement
        .with_untracked(|arrangement| arrangement.layout);
    let letters = meeting.state.with_untracked(|state| !state.letters_off);
    if let Some(wish) = shortcuts::event(&event.key(), layout, letters) {
        meeting.send(wish);
    }
}
