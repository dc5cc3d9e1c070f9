//! A card holds one thing.

use leptos::prelude::*;

/// A bordered panel with an optional title and a note at its right.
#[component]
pub(crate) fn Card(
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional, into)] note: Option<String>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("card {class}")>
            {title.map(|title| view! {
                <div class="card-head">
                    <h2>{title}</h2>
                    {note.map(|note| view! { <p class="card-note">{note}</p> })}
                </div>
            })}
            {children()}
        </section>
    }
    .into_any()
}
