//! Tables: a frame that scrolls by itself, with a name for assistive technology.

use leptos::prelude::*;

/// Wraps `<thead>` and `<tbody>`. With `stack` rows become blocks on narrow screens; give cells a
/// `data-label` then.
#[component]
pub(crate) fn Table(
    #[prop(into)] caption: String,
    #[prop(optional)] stack: bool,
    children: Children,
) -> impl IntoView {
    let label = caption.clone();
    view! {
        <div class="table-wrap" role="region" tabindex="0" aria-label=label>
            <table class=if stack { "table table-stack" } else { "table" }>
                <caption class="visually-hidden">{caption}</caption>
                {children()}
            </table>
        </div>
    }
    .into_any()
}
