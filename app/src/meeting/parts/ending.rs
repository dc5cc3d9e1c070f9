//! After the meeting, or instead of it: what happened, and what to do.

use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::state::Ending;
use crate::meeting::words::farewell;
use crate::ui::brand::Mark;
use leptos::html;
use leptos::prelude::*;
use signal::ErrorCode;

/// The last face.
#[component]
pub(crate) fn Over(ending: Ending, room: String) -> impl IntoView {
    let meeting = use_meeting();
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let reload = matches!(
        ending,
        Ending::Refused {
            code: ErrorCode::Version,
            ..
        } | Ending::Expelled
    );
    let go_on = move |_| {
        if reload {
            let _ = window().location().reload();
        } else {
            meeting.send(Event::Join);
        }
    };
    let farewell = farewell(ending);
    view! {
        <main class="mt-over">
            <div class="mt-over-mark"><Mark/></div>
            <p class="soft">{room}</p>
            <h1 node_ref=heading tabindex="-1">{farewell.title}</h1>
            <p>{farewell.text}</p>
            {farewell.rule.map(|rule| view! {
                <p class="soft mt-rule">
                    "For the developer: the rule is "
                    <code data-rule=rule>{rule.clone()}</code>
                    ". The token inspector of the console explains it."
                </p>
            })}
            {farewell.again.map(|label| view! {
                <button type="button" class="btn btn-primary btn-lg" on:click=go_on>{label}</button>
            })}
        </main>
    }
}
