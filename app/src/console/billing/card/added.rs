//! Says on the page that follows that the card is on file.

use crate::ui::prelude::*;
use leptos_router::hooks::use_query_map;

/// Shows while the address says `card=added`.
#[component]
pub(crate) fn CardAdded() -> impl IntoView {
    let query = use_query_map();
    view! {
        <div role="status">
            {move || query.read().get("card").is_some_and(|it| it == "added").then(|| view! {
                <Alert tone=Tone::Good>"The card is on file."</Alert>
            })}
        </div>
    }
    .into_any()
}
