//! Colour, type, mark and icons.

use crate::ui::brand::{Mark, Wordmark};
use crate::ui::prelude::*;

const COLORS: [&str; 10] = [
    "ground", "surface", "line", "ink", "ink-soft", "accent", "good", "warn", "danger", "sandbox",
];

/// What everything is made of.
#[component]
pub(super) fn Foundations(theme: &'static str) -> impl IntoView {
    view! {
        <section>
            <h2>{format!("Foundations, {theme}")}</h2>
            <div class="stack-lg">
                <div class="guide-row"><Wordmark/><span class="text-accent"><Mark/></span></div>
                <div class="swatches">
                    {COLORS.map(|name| view! {
                        <div class=format!("swatch swatch-{name}")><span></span><code>{name}</code></div>
                    }).collect_view()}
                </div>
                <div class="stack-sm">
                    <p class="text-3xl">"44 A room that locks"</p>
                    <p class="text-2xl">"32 A room that locks"</p>
                    <p class="text-xl">"24 A room that locks"</p>
                    <p class="text-lg">"20 A room that locks"</p>
                    <p class="text-md">"16 Site and meeting body: a room that locks, and a key that opens it."</p>
                    <p class="text-base">"14 Console body: a room that locks, and a key that opens it."</p>
                    <p class="text-sm soft">"13 Hints and notes in soft ink"</p>
                    <p class="text-xs soft">"12 The smallest words"</p>
                    <p><code>"vpaas-magic-cookie-0123456789abcdef0123456789abcdef"</code></p>
                    <p><a href="/styleguide">"A link in running text"</a></p>
                </div>
                <div class="glyphs">
                    {Glyph::ALL.iter().map(|glyph| view! {
                        <div><Icon glyph=*glyph/><span>{format!("{glyph:?}")}</span></div>
                    }).collect_view()}
                </div>
            </div>
        </section>
    }
    .into_any()
}
