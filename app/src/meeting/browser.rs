//! Everything of the meeting page that touches the browser. Runs in effects and event handlers only;
//! on the server none of it is called.

mod address;
mod capture;
mod codecs;
mod devices;
mod direct;
mod engine;
mod listeners;
mod meter;
mod peer;
mod player;
mod socket;
mod stats;
mod storage;
mod view;

use super::event::Effect;
use super::handle::Meeting;
use super::state::Millis;
use engine::Engine;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MediaStream;

pub(crate) use meter::Meter;
pub(crate) use player::play;
pub(crate) use view::{SizeObserver, follow_view};

thread_local! {
    // A document has one meeting. What it holds cannot leave the browser's thread, so it is kept here
    // and not in a signal.
    static ENGINE: RefCell<Option<Rc<Engine>>> = const { RefCell::new(None) };
}

fn engine() -> Option<Rc<Engine>> {
    ENGINE.with_borrow(Clone::clone)
}

/// Milliseconds of the browser's steady clock.
#[must_use]
pub(crate) fn now() -> Millis {
    leptos::prelude::window()
        .performance()
        .map_or(0.0, |clock| clock.now()) as Millis
}

/// Reads address and storage and begins. `key` is the part of the path that names app and room.
pub(crate) fn start(meeting: Meeting, key: &str) {
    let engine = Rc::new(Engine::new(meeting));
    ENGINE.set(Some(Rc::clone(&engine)));
    engine.begin();
    if let Some(start) = address::start(key) {
        meeting.send(super::event::Event::Started(Box::new(start)));
    }
}

/// Ends everything; the page is going away.
pub(crate) fn stop() {
    ENGINE.set(None);
}

/// Does what the reducer asked for.
pub(crate) fn run(effects: Vec<Effect>) {
    let Some(engine) = engine() else {
        return;
    };
    for effect in effects {
        engine.run(effect);
    }
}

/// What a video receiver shows.
#[must_use]
pub(crate) fn picture(slot: usize) -> Option<MediaStream> {
    engine()?.picture(slot)
}

/// What an audio receiver plays.
#[must_use]
pub(crate) fn voice(slot: usize) -> Option<MediaStream> {
    engine()?.voice(slot)
}

/// What comes directly as this source of the only other participant.
#[must_use]
pub(crate) fn direct(kind: signal::SourceKind) -> Option<MediaStream> {
    engine()?.direct_stream(kind)
}

/// One's own camera or screen.
#[must_use]
pub(crate) fn own_picture(kind: signal::SourceKind) -> Option<MediaStream> {
    engine()?.capture().stream(kind)
}

/// One's own microphone.
#[must_use]
pub(crate) fn microphone() -> Option<MediaStream> {
    engine()?.capture().stream(signal::SourceKind::Microphone)
}

/// Whether this browser shares screens; phones do not.
#[must_use]
pub(crate) fn can_share_screen() -> bool {
    devices::media_devices()
        .is_ok_and(|devices| js_sys::Reflect::has(&devices, &"getDisplayMedia".into()).unwrap_or(false))
}

/// The name of the exception behind a rejected promise.
fn exception(error: &JsValue) -> String {
    error
        .dyn_ref::<web_sys::DomException>()
        .map_or_else(|| "Error".to_owned(), web_sys::DomException::name)
}

/// A plain object with these fields.
fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        // Setting a field of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Resolves after so many milliseconds.
async fn sleep(milliseconds: u32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let wait = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        // Without a timer nobody would be woken; there is one in every window.
        let _ =
            leptos::prelude::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, wait);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Waits for a promise whose outcome changes nothing, so that its failure is not reported as unhandled.
fn forget(promise: js_sys::Promise) {
    wasm_bindgen_futures::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    });
}
