//! An id with a button that copies it and answers with a tick in place.

use super::browser;
use super::icon::{Glyph, Icon};
use super::toast::use_toasts;
use leptos::prelude::*;
use std::time::Duration;

/// The button alone. `what` names the thing for people who cannot see it.
#[component]
pub(crate) fn CopyButton(#[prop(into)] text: Signal<String>, #[prop(into)] what: String) -> impl IntoView {
    let done = RwSignal::new(false);
    let label = format!("Copy {what}");
    let toasts = use_toasts();
    let press = move |_| {
        leptos::task::spawn_local(async move {
            if browser::copy(&text.get_untracked()).await {
                done.set(true);
                set_timeout(move || done.set(false), Duration::from_secs(2));
            } else {
                toasts
                    .failed("This browser does not let the page copy. Select the text and copy it by hand.");
            }
        });
    };
    view! {
        <button type="button" class="copy-btn" class:is-done=move || done.get() aria-label=label.clone() title=label on:click=press>
            {move || if done.get() {
                view! { <Icon glyph=Glyph::Check/> }
            } else {
                view! { <Icon glyph=Glyph::Copy/> }
            }}
            <span class="visually-hidden" aria-live="polite">{move || if done.get() { "Copied" } else { "" }}</span>
        </button>
    }
    .into_any()
}

/// An id in mono with its copy button.
#[component]
pub(crate) fn CopyId(#[prop(into)] id: String, #[prop(into)] what: String) -> impl IntoView {
    view! {
        <span class="copy">
            <code>{id.clone()}</code>
            <CopyButton text=Signal::stored(id) what/>
        </span>
    }
    .into_any()
}
