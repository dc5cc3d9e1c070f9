//! A word of help over a control.

use leptos::prelude::*;

/// Shows `text` on hover and keyboard focus of what is inside; the control has a name of its own.
#[component]
pub(crate) fn Tooltip(#[prop(into)] text: String, children: Children) -> impl IntoView {
    view! {
        <span class="tip">
            {children()}
            <span class="tip-text" aria-hidden="true">{text}</span>
        </span>
    }
    .into_any()
}
