//! One's own tracks: asked for, held, and let go.

use crate::meeting::event::Event;
use crate::meeting::handle::Meeting;
use signal::SourceKind;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MediaStream, MediaStreamTrack, MediaStreamTrackState};

/// A track of one's own. Dropping it turns its device off.
struct Held {
    track: MediaStreamTrack,
    stream: MediaStream,
    /// The device that was asked for.
    device: Option<String>,
    _on_end: Closure<dyn FnMut()>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.track.set_onended(None);
        self.track.stop();
    }
}

/// The tracks of the four sources.
#[derive(Default)]
pub(super) struct Capture {
    held: RefCell<[Option<Held>; 4]>,
    /// Counts requests of each source: an answer to an older request is let go.
    asked: [Cell<u32>; 4],
}

const fn place(kind: SourceKind) -> usize {
    match kind {
        SourceKind::Microphone => 0,
        SourceKind::Camera => 1,
        SourceKind::Screen => 2,
        SourceKind::ScreenAudio => 3,
    }
}

impl Capture {
    /// Begins a request; the number tells its answer from older ones.
    pub(super) fn ask(&self, kind: SourceKind) -> u32 {
        let asked = &self.asked[place(kind)];
        asked.set(asked.get() + 1);
        asked.get()
    }

    /// Whether an answer is still wanted.
    pub(super) fn is_latest(&self, kind: SourceKind, number: u32) -> bool {
        self.asked[place(kind)].get() == number
    }

    /// Holds a track and reports when it ends by itself.
    pub(super) fn hold(
        &self,
        kind: SourceKind,
        track: MediaStreamTrack,
        device: Option<String>,
        meeting: Meeting,
    ) {
        let Ok(stream) = MediaStream::new() else {
            track.stop();
            return;
        };
        stream.add_track(&track);
        let on_end = Closure::<dyn FnMut()>::new(move || meeting.send(Event::Ended(kind)));
        track.set_onended(Some(on_end.as_ref().unchecked_ref()));
        let held = Held {
            track,
            stream,
            device,
            _on_end: on_end,
        };
        let before = self.held.borrow_mut()[place(kind)].replace(held);
        drop(before);
    }

    /// Lets a track go; a request under way is let go too.
    pub(super) fn release(&self, kind: SourceKind) {
        self.ask(kind);
        let held = self.held.borrow_mut()[place(kind)].take();
        drop(held);
    }

    /// Turns a held track's sound off or on; false if there is none of this device that still works.
    pub(super) fn enable(&self, kind: SourceKind, on: bool, device: Option<&str>) -> bool {
        let held = self.held.borrow();
        let Some(held) = &held[place(kind)] else {
            return false;
        };
        if on && (held.track.ready_state() != MediaStreamTrackState::Live || held.device.as_deref() != device)
        {
            return false;
        }
        held.track.set_enabled(on);
        true
    }

    /// The track of a source.
    pub(super) fn track(&self, kind: SourceKind) -> Option<MediaStreamTrack> {
        // The very track: its own method `clone` is JavaScript's, and a second track keeps the device on.
        self.held.borrow()[place(kind)]
            .as_ref()
            .map(|held| Clone::clone(&held.track))
    }

    /// The track of a source as something to show or to listen to.
    pub(super) fn stream(&self, kind: SourceKind) -> Option<MediaStream> {
        self.held.borrow()[place(kind)]
            .as_ref()
            .map(|held| Clone::clone(&held.stream))
    }
}
