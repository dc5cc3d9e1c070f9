//! What opens beside the tiles.

use super::connection::Connection;
use super::people::People;
use super::settings::Settings;
use crate::meeting::state::Panel;
use crate::page::split_view;
use leptos::prelude::*;

split_view!(panels: panels(panel: Panel) =>
    match panel {
        Panel::People => view! { <People/> }.into_any(),
        Panel::Settings => view! { <Settings/> }.into_any(),
        Panel::Connection => view! { <Connection/> }.into_any(),
    }
);
