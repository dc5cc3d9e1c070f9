//! Places held open in the size of what comes.

use leptos::prelude::*;

/// What comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A page head and a block.
    Page,
    /// A table of so many rows.
    Table(usize),
    /// A line of text.
    Line,
    /// A chart or a card.
    Block,
}

/// Shown only while something loads after the first answer.
#[component]
pub(crate) fn Skeleton(shape: Shape) -> impl IntoView {
    match shape {
        Shape::Page => view! {
            <div class="stack" aria-busy="true">
                <span class="skeleton skeleton-title"></span>
                <span class="skeleton skeleton-line"></span>
                <span class="skeleton skeleton-block"></span>
            </div>
        }
        .into_any(),
        Shape::Table(rows) => view! {
            <div class="table-wrap" aria-busy="true">
                {(0..rows).map(|_| view! { <span class="skeleton skeleton-row"></span> }).collect_view()}
            </div>
        }
        .into_any(),
        Shape::Line => view! { <span class="skeleton skeleton-line" aria-busy="true"></span> }.into_any(),
        Shape::Block => view! { <span class="skeleton skeleton-block" aria-busy="true"></span> }.into_any(),
    }
}
