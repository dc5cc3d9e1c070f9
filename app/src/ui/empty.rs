//! Nothing here yet: what this is, why it is empty, the one thing to do.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// An empty state; `children` is the one action.
#[component]
pub(crate) fn Empty(
    glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] sentence: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph/>
            <h2 class="empty-title">{title}</h2>
            <p>{sentence}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
    .into_any()
}
