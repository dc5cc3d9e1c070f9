//! A menu under a button: a disclosure that also closes on Escape and when the focus leaves.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// `trigger` is the button's content, `label` its name.
#[component]
pub(crate) fn Menu(#[prop(into)] label: String, trigger: Children, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = node.get_untracked() {
            details.set_open(false);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            super::browser::focus(".menu > summary");
        }
    };
    let on_leave = move |event: web_sys::FocusEvent| {
        let to = event
            .related_target()
            .and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        let inside = node
            .get_untracked()
            .is_some_and(|details| details.contains(to.as_ref()));
        if to.is_some() && !inside {
            close();
        }
    };
    view! {
        <details class="menu" node_ref=node on:keydown=on_key on:focusout=on_leave>
            <summary class="btn btn-ghost" aria-label=label>{trigger()}</summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
    .into_any()
}
