//! Tells the server what is on the screen, and follows the size of the area that tiles fill.

use crate::meeting::handle::Meeting;
use crate::meeting::layout::Size;
use crate::meeting::view_plan::SlotTable;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// A window that is dragged, or ten people who come at once, make one message.
const PAUSE: Duration = Duration::from_millis(120);

/// Keeps the table of receivers in step with what is wanted, and tells the server after a pause.
pub(crate) fn follow_view(meeting: Meeting) {
    Effect::new(move |_| {
        let slots = meeting
            .state
            .with(|state| state.slots)
            .map_or(0, |slots| slots.video);
        let wanted = meeting.wanted.get();
        meeting.table.update(|table| {
            if table.count() != slots {
                *table = SlotTable::new(slots);
            }
            table.show(&wanted);
        });
        tell_soon();
    });
}

/// Tells the server what is on the screen after a pause.
pub(super) fn tell_soon() {
    let Some(engine) = super::engine() else {
        return;
    };
    let teller = set_timeout_with_handle(
        || {
            if let Some(engine) = super::engine() {
                engine.tell_view();
            }
        },
        PAUSE,
    );
    engine.view_timer(teller.ok());
}

/// Follows an element's size as long as it lives.
pub(crate) struct SizeObserver {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl SizeObserver {
    /// Reports this element's size as the area for tiles.
    #[must_use]
    pub(crate) fn new(element: &Element, meeting: Meeting) -> Option<Self> {
        let watched = element.clone();
        let callback = Closure::<dyn FnMut()>::new(move || {
            let size = Size {
                width: f64::from(watched.client_width()),
                height: f64::from(watched.client_height()),
            };
            if meeting.area.get_untracked() != size {
                meeting.area.set(size);
            }
        });
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
