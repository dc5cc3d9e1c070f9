//! Checkbox, radio button and switch.

use leptos::prelude::*;

/// Which of the three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ChoiceKind {
    /// Any number of several.
    #[default]
    Checkbox,
    /// One of several.
    Radio,
    /// On or off, at once.
    Switch,
}

/// One choice with its label.
#[component]
pub(crate) fn Choice(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional)] kind: ChoiceKind,
    #[prop(default = String::from("true"), into)] value: String,
    #[prop(optional)] checked: bool,
    /// Sets the state from outside after the page woke up.
    #[prop(optional, into)]
    state: Option<Signal<bool>>,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] hint: Option<String>,
    /// Called with the new state.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type=if kind == ChoiceKind::Radio { "radio" } else { "checkbox" }
                role=(kind == ChoiceKind::Switch).then_some("switch")
                name=name
                value=value
                checked=checked
                prop:checked=move || state.map(|s| s.get())
                disabled=disabled
                on:change=move |event| {
                    if let Some(on_change) = on_change {
                        on_change.run(event_target_checked(&event));
                    }
                }
            />
            <span>
                {label}
                {hint.map(|hint| view! { <span class="choice-hint">{hint}</span> })}
            </span>
        </label>
    }
    .into_any()
}
