//! Buttons, and links that look like them.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What a button is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Look {
    /// The one thing a page is for.
    Primary,
    /// Everything else.
    #[default]
    Quiet,
    /// No border until it is pointed at; toolbars.
    Ghost,
    /// What cannot be undone, in its confirmation.
    Danger,
    /// The way to a confirmation.
    DangerQuiet,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn-primary",
            Self::Quiet => "",
            Self::Ghost => "btn-ghost",
            Self::Danger => "btn-danger",
            Self::DangerQuiet => "btn-danger-quiet",
        }
    }
}

/// A button. While `busy` it keeps its label, shows that it works, and does not take a second press.
#[component]
pub(crate) fn Button(
    #[prop(optional)] look: Look,
    /// `submit`, or `button` by default.
    #[prop(default = "button")]
    kind: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Does its work in this page alone, so it can be pressed only once the page is awake.
    #[prop(optional)]
    live: bool,
    #[prop(optional)] icon: Option<Glyph>,
    /// Says what it does where it shows an icon alone.
    #[prop(optional, into)]
    label: Option<String>,
    /// Classes beside `btn`: `btn-sm`, `btn-lg`, `btn-wide`, `btn-icon`.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let asleep = RwSignal::new(live);
    // Effects run in the browser only, after the page has woken up.
    Effect::new(move |_| asleep.set(false));
    view! {
        <button
            type=kind
            class=format!("btn {} {class}", look.class())
            aria-busy=move || busy.get().then_some("true")
            aria-label=label.clone()
            title=label
            disabled=move || asleep.get() || disabled.get()
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                }
            }
        >
            {icon.map(|glyph| view! { <Icon glyph/> })}
            {children.map(|children| view! { <span>{children()}</span> })}
        </button>
    }
    .into_any()
}

/// A link in the shape of a button; it stays an `<a>`, so that middle click works.
#[component]
pub(crate) fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] look: Look,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] class: &'static str,
    /// Fetches a page of its own from the server: files, and pages with another content policy.
    #[prop(optional)]
    external: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=move || href.get() rel=external.then_some("external") class=format!("btn {} {class}", look.class())>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span>{children()}</span>
        </a>
    }
    .into_any()
}
