//! The room's parts without the browser's side, for the style guide.

use super::connection::Connection;
use super::notices::{Banners, Notices};
use super::people::People;
use super::settings::Settings;
use super::stage::Stage;
use super::toolbar::Toolbar;
use crate::meeting::state::Panel;
use leptos::prelude::*;

/// A room in a frame of the page.
#[component]
pub(crate) fn Shown(panel: Option<Panel>) -> impl IntoView {
    view! {
        <div class="mt-room is-shown" class:has-panel=panel.is_some()>
            <Stage/>
            <Banners/>
            <Toolbar room="daily".to_owned()/>
            <Notices/>
            {panel.map(|panel| match panel {
                Panel::People => view! { <People/> }.into_any(),
                Panel::Settings => view! { <Settings/> }.into_any(),
        Panel::Connection => view! { <Connection/> }.into_any(),
            })}
        </div>
    }
    .into_any()
}
