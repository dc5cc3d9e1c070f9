//! The mark: a keyhole formed by the gap of a round table seen from above.

use leptos::prelude::*;

/// The mark alone: a ring with one opening, and a dot.
#[component]
pub(crate) fn Mark(
    /// Stroke width on the 24 px grid.
    #[prop(default = "2.25")]
    weight: &'static str,
) -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width=weight stroke-linecap="round" aria-hidden="true">
            <path d="M9.2 20.6 A9 9 0 1 1 14.8 20.6"></path>
            <path d="M12 13.4 V20.6"></path>
            <circle cx="12" cy="10.6" r="2.6"></circle>
        </svg>
    }
    .into_any()
}

/// Mark and name, linking to the first page.
#[component]
pub(crate) fn Wordmark(#[prop(default = "/")] href: &'static str) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <Mark/>
            "Conclave"
        </a>
    }
    .into_any()
}
