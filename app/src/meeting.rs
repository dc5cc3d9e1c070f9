//! The meeting page: prejoin, the meeting itself, and what is said afterwards.
//!
//! `state`, `reducer`, `tiles`, `layout` and `view_plan` are pure and tested natively; `browser` does
//! what they decide; `parts` are the views. Views and browser meet in [`handle::Meeting`] alone, and
//! so will the API of an embedding page.

mod browser;
mod claims;
mod devices;
mod direct;
mod encodings;
mod event;
mod figures;
mod handle;
mod layout;
mod params;
mod parts;
mod reducer;
mod shortcuts;
pub(crate) mod showcase;
mod state;
mod tiles;
mod view_plan;
mod words;

use crate::page::{Page, travels_in};
use crate::ui::error_page::NotFound;
use domain::{AppId, RoomName};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use parts::room::Room;

/// The page at `/{AppID}/{room}`, a chunk of its own.
#[derive(Debug)]
pub struct MeetingPage {
    place: Option<(AppId, RoomName)>,
}

travels_in!(meeting: MeetingPage);

impl Page for MeetingPage {
    fn data() -> Self {
        let params = use_params_map();
        let place = params.with_untracked(|params| {
            let app = params.get("app")?.parse().ok()?;
            let room = params.get("room")?.parse().ok()?;
            Some((app, room))
        });
        Self { place }
    }

    fn view(self) -> AnyView {
        match self.place {
            Some((app, room)) => view! { <Room app room/> }.into_any(),
            None => view! { <NotFound/> }.into_any(),
        }
    }
}
