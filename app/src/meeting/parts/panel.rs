//! What slides in from the right, or up on phones.

use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::ui::browser;
use crate::ui::icon::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// A panel with a title and a way to put it away; it takes the focus when it comes, and gives it back to
/// the button with `data-opens=opener` when it goes.
#[component]
pub(crate) fn SidePanel(
    title: &'static str,
    id: &'static str,
    opener: &'static str,
    children: Children,
) -> impl IntoView {
    let meeting = use_meeting();
    let heading = NodeRef::<html::H2>::new();
    let came = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
            came.set_value(true);
        }
    });
    // Only where it took the focus: the server, too, makes and drops panels.
    on_cleanup(move || {
        if came.try_get_value() == Some(true) {
            browser::focus(&format!("[data-opens={opener}]"));
        }
    });
    view! {
        <section class="mt-panel" id=id aria-label=title>
            <header>
                <h2 node_ref=heading tabindex="-1">{title}</h2>
                <button
                    type="button"
                    class="mt-button is-small"
                    aria-label=format!("Close {}", title.to_lowercase())
                    title="Close (Esc)"
                    on:click=move |_| meeting.send(Event::ClosePanel)
                >
                    <Icon glyph=Glyph::Close/>
                </button>
            </header>
            <div class="mt-panel-body">{children()}</div>
        </section>
    }
}
