//! The area that tiles fill, and the pages of it.

use super::tile::TileView;
use crate::meeting::browser::SizeObserver;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::state::Layout;
use crate::ui::icon::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// All tiles. One container for both layouts: a picture that moved to another parent would stop.
#[component]
pub(crate) fn Stage() -> impl IntoView {
    let meeting = use_meeting();
    let area = NodeRef::<html::Div>::new();
    // Lives as long as the stage.
    let observer = StoredValue::new_local(None::<SizeObserver>);
    Effect::new(move |_| {
        observer.set_value(area.get().and_then(|area| SizeObserver::new(&area, meeting)));
    });
    let layout = Memo::new(move |_| meeting.arrangement.with(|a| a.layout));
    view! {
        <div
            node_ref=area
            class="mt-stage"
            data-layout=move || match layout.get() {
                Layout::Tiles => "tiles",
                Layout::Stage => "stage",
            }
        >
            <For
                each=move || meeting.arrangement.with(|a| a.tiles.iter().map(|tile| tile.source.clone()).collect::<Vec<_>>())
                key=Clone::clone
                children=|source| view! { <TileView source/> }
            />
        </div>
        <Pager/>
    }
}

#[component]
fn Pager() -> impl IntoView {
    let meeting = use_meeting();
    let pages = Memo::new(move |_| meeting.arrangement.with(|a| (a.page, a.pages)));
    view! {
        <Show when=move || { pages.get().1 > 1 }>
            <nav class="mt-pager" aria-label="Pages of participants">
                <button
                    type="button"
                    class="mt-button is-small"
                    aria-label="Previous page"
                    disabled=move || pages.get().0 == 0
                    on:click=move |_| meeting.send(Event::Page(pages.get_untracked().0.saturating_sub(1)))
                >
                    <Icon glyph=Glyph::ArrowLeft/>
                </button>
                <span class="num">{move || format!("{} of {}", pages.get().0 + 1, pages.get().1)}</span>
                <button
                    type="button"
                    class="mt-button is-small"
                    aria-label="Next page"
                    disabled=move || { pages.get().0 + 1 >= pages.get().1 }
                    on:click=move |_| meeting.send(Event::Page(pages.get_untracked().0 + 1))
                >
                    <Icon glyph=Glyph::ArrowRight/>
                </button>
            </nav>
        </Show>
    }
}
