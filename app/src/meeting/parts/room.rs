//! One room of one app: which of the page's faces shows.

use super::ending::Over;
use super::inside::inside;
use super::notices::LiveRegion;
use super::panels::panels;
use super::prejoin::Prejoin;
use crate::meeting::browser;
use crate::meeting::handle::Meeting;
use crate::meeting::state::{Ending, MeetingState, Phase};
use domain::{AppId, RoomName};
use leptos::prelude::*;
use leptos_meta::Title;

/// The face of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Face {
    Prejoin,
    Inside,
    Over(Ending),
}

fn face(state: &MeetingState) -> Face {
    match &state.phase {
        Phase::Starting | Phase::Prejoin => Face::Prejoin,
        Phase::Joining | Phase::Meeting => Face::Inside,
        Phase::Over(ending) => Face::Over(ending.clone()),
    }
}

/// The whole page. The server renders the prejoin face with everything at rest; the rest is the
/// browser's.
#[component]
pub(crate) fn Room(app: AppId, room: RoomName) -> impl IntoView {
    let meeting = Meeting::new();
    provide_context(meeting);
    let room = String::from(room);
    let key = format!("{}/{room}", String::from(app));
    Effect::new(move |_| {
        // The rest of the page comes while people look at themselves.
        leptos::task::spawn_local(async {
            inside::preload().await;
            panels::preload().await;
        });
        browser::start(meeting, &key);
        browser::follow_view(meeting);
    });
    on_cleanup(browser::stop);
    let face = meeting.part(face);
    let name = StoredValue::new(room.clone());
    view! {
        <Title text=room/>
        <LiveRegion/>
        {move || match face.get() {
            Face::Prejoin => view! { <Prejoin room=name.get_value()/> }.into_any(),
            Face::Inside => view! {
                <Suspense fallback=|| view! { <main class="mt-room"></main> }>
                    {Suspend::new(inside::show(name.get_value()))}
                </Suspense>
            }.into_any(),
            Face::Over(ending) => view! { <Over ending room=name.get_value()/> }.into_any(),
        }}
    }
}
