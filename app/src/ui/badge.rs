//! A state in a word, with a sign beside it.

use super::alert::Tone;
use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// A state. The sign keeps it readable without colour.
#[component]
pub(crate) fn Badge(
    #[prop(default = Tone::Plain)] tone: Tone,
    #[prop(optional)] glyph: Option<Glyph>,
    #[prop(into)] text: String,
) -> impl IntoView {
    let tone = if tone == Tone::Info { "accent" } else { tone.name() };
    let plain = if glyph.is_none() { "badge-live" } else { "" };
    view! {
        <span class=format!("badge badge-{tone} {plain}")>
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            {text}
        </span>
    }
    .into_any()
}
