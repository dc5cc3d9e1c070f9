//! The meeting itself: tiles, toolbar, panels, and the words for what is happening.

use super::notices::{Banners, Notices};
use super::panels::panels;
use super::stage::Stage;
use super::toolbar::Toolbar;
use super::voices::Voices;
use crate::meeting::browser;
use crate::meeting::handle::use_meeting;
use crate::meeting::state::Millis;
use crate::page::split_view;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use std::time::Duration;

/// The toolbar goes when nothing has moved for this long, in milliseconds.
const QUIET: Millis = 4_000;

split_view!(room: inside(room: String) => view! { <Inside room/> }.into_any());

/// The meeting. Dark whatever the theme: faces carry the light.
#[component]
fn Inside(room: String) -> impl IntoView {
    let meeting = use_meeting();
    let panel = meeting.part(|state| state.panel);
    let moved = StoredValue::new(0);
    let asleep = RwSignal::new(false);
    let stir = move || {
        moved.set_value(browser::now());
        if asleep.get_untracked() {
            asleep.set(false);
        }
    };
    let timer = StoredValue::new(None::<IntervalHandle>);
    Effect::new(move |_| {
        moved.set_value(browser::now());
        let handle = set_interval_with_handle(
            move || {
                let quiet = browser::now().saturating_sub(moved.try_get_value().unwrap_or(0));
                if quiet >= QUIET && asleep.try_get_untracked() == Some(false) {
                    asleep.set(true);
                }
            },
            Duration::from_millis(500),
        );
        timer.set_value(handle.ok());
    });
    on_cleanup(move || {
        if let Some(Some(timer)) = timer.try_get_value() {
            timer.clear();
        }
    });
    view! {
        <main
            class="mt-room"
            class:is-asleep=move || asleep.get() && panel.get().is_none()
            class:has-panel=move || panel.get().is_some()
            on:pointermove=move |event| {
                // A finger that lands on a hidden toolbar must not press what then appears under it.
                if event.pointer_type() == "mouse" {
                    stir();
                }
            }
            on:click=move |_| stir()
            on:keydown=move |_| stir()
            on:focusin=move |_| stir()
        >
            <h1 class="visually-hidden">{room.clone()}</h1>
            <Stage/>
            <Banners/>
            <Toolbar room/>
            <Notices/>
            <Voices/>
            {move || panel.get().map(|panel| view! {
                <Suspense>{Suspend::new(panels::show(panel))}</Suspense>
            })}
        </main>
    }
}
