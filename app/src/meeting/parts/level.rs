//! Shows that the microphone hears something.

use crate::meeting::browser::{self, Meter};
use crate::meeting::handle::use_meeting;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use std::cell::RefCell;
use std::time::Duration;

/// Often enough to look alive.
const PERIOD: Duration = Duration::from_millis(100);

thread_local! {
    // An audio context and a timer cannot leave the browser's thread, and only one level shows at a time.
    static LISTENING: RefCell<Option<(Meter, IntervalHandle)>> = const { RefCell::new(None) };
}

fn stop() {
    if let Some((_, timer)) = LISTENING.take() {
        timer.clear();
    }
}

/// Five bars that rise with the microphone's level.
#[component]
pub(crate) fn MicrophoneLevel() -> impl IntoView {
    let meeting = use_meeting();
    let on = meeting.part(|state| state.own.microphone.is_on());
    let level = RwSignal::new(0_u8);
    Effect::new(move |_| {
        meeting.captures.track();
        stop();
        level.set(0);
        let Some(meter) = browser::microphone()
            .filter(|_| on.get())
            .and_then(|stream| Meter::new(&stream))
        else {
            return;
        };
        let timer = set_interval_with_handle(
            move || {
                LISTENING.with_borrow(|listening| {
                    if let Some((meter, _)) = listening {
                        let _ = level.try_set(meter.level());
                    }
                });
            },
            PERIOD,
        );
        if let Ok(timer) = timer {
            LISTENING.set(Some((meter, timer)));
        }
    });
    on_cleanup(stop);
    view! {
        <span
            class="mt-level"
            class:is-off=move || !on.get()
            role="meter"
            aria-label="Microphone level"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || level.get().to_string()
        >
            {(0..5_u8)
                .map(|bar| view! { <i class:is-lit=move || { level.get() > 12 + bar * 16 }></i> })
                .collect_view()}
        </span>
    }
}
