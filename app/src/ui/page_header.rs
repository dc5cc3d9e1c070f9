//! The head of a page: the object's name, one sentence, one primary action.

use leptos::prelude::*;
use leptos_meta::Title;

/// Names the page in the document's title too.
#[component]
pub(crate) fn PageHeader(
    #[prop(into)] title: String,
    #[prop(into)] sentence: String,
    /// The primary action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <header class="page-head">
            <div>
                <h1>{title}</h1>
                <p>{sentence}</p>
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
    .into_any()
}
