//! Who is here, and what moderators may do about it.

use super::panel::SidePanel;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::state::MeetingState;
use crate::meeting::words::initials;
use crate::ui::icon::{Glyph, Icon};
use domain::EndpointId;
use leptos::html;
use leptos::prelude::*;
use signal::SourceKind;

/// A line of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Line {
    name: String,
    me: bool,
    moderator: bool,
    away: bool,
    microphone: bool,
    camera: bool,
    screen: bool,
}

fn line(state: &MeetingState, endpoint: &EndpointId) -> Line {
    state.person(endpoint).map_or_else(Line::default, |person| Line {
        name: person.name.clone(),
        me: state.is_me(endpoint),
        moderator: person.moderator,
        away: person.away,
        microphone: state.is_live(endpoint, SourceKind::Microphone),
        camera: state.is_live(endpoint, SourceKind::Camera),
        screen: state.is_live(endpoint, SourceKind::Screen),
    })
}

fn remarks(line: &Line) -> String {
    let mut remarks = Vec::new();
    if line.me {
        remarks.push("You");
    }
    if line.moderator {
        remarks.push("Moderator");
    }
    if line.screen {
        remarks.push("Shares the screen");
    }
    if line.away {
        remarks.push("Reconnecting");
    }
    remarks.join(" · ")
}

/// The participants.
#[component]
pub(crate) fn People() -> impl IntoView {
    let meeting = use_meeting();
    let everybody = meeting.part(|state| {
        state
            .people
            .iter()
            .map(|person| person.endpoint.clone())
            .collect::<Vec<_>>()
    });
    let moderates = meeting.part(MeetingState::i_moderate);
    view! {
        <SidePanel title="People" id="mt-people" opener="people">
            <Show when=move || moderates.get() && everybody.with(|all| all.len() > 1)>
                <button type="button" class="btn btn-wide" on:click=move |_| meeting.send(Event::MuteEverybody)>
                    <Icon glyph=Glyph::MicOff/>
                    "Mute everybody else"
                </button>
            </Show>
            <ul class="mt-people">
                <For
                    each=move || everybody.get()
                    key=Clone::clone
                    children=move |endpoint| view! { <Person endpoint moderates/> }
                />
            </ul>
        </SidePanel>
    }
}

#[component]
fn Person(endpoint: EndpointId, moderates: Memo<bool>) -> impl IntoView {
    let meeting = use_meeting();
    let line = {
        let endpoint = endpoint.clone();
        meeting.part(move |state| line(state, &endpoint))
    };
    let asking = RwSignal::new(false);
    // The button that was pressed goes away; the focus follows to what takes its place.
    let (ask, keep) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    Effect::new(move |before: Option<bool>| {
        let now = asking.get();
        let button = if now { keep.get() } else { ask.get() };
        if let Some(button) = button.filter(|_| before.is_some_and(|before| before != now)) {
            let _ = button.focus();
        }
        now
    });
    let endpoint = StoredValue::new(endpoint);
    let name = move || line.with(|line| line.name.clone());
    let source = move |on: fn(&Line) -> bool, glyphs: (Glyph, Glyph), words: (&'static str, &'static str)| {
        move || {
            if line.with(on) {
                view! { <Icon glyph=glyphs.0 label=words.0 class="icon-sm"/> }
            } else {
                view! { <Icon glyph=glyphs.1 label=words.1 class="icon-sm"/> }
            }
        }
    };
    view! {
        <li data-person=endpoint.get_value().to_string()>
            <span class="mt-initials is-small" aria-hidden="true">{move || initials(&name())}</span>
            <span class="mt-person">
                <span>{name}</span>
                <small>{move || line.with(remarks)}</small>
            </span>
            <span class="mt-person-signs">
                {source(|line| line.microphone, (Glyph::Mic, Glyph::MicOff), ("Microphone on", "Microphone off"))}
                {source(|line| line.camera, (Glyph::Camera, Glyph::CameraOff), ("Camera on", "Camera off"))}
            </span>
            <Show when=move || moderates.get() && !line.with(|line| line.me)>
                <span class="mt-person-acts">
                    <Show when=move || line.with(|line| line.microphone)>
                        <button
                            type="button"
                            class="btn btn-sm"
                            aria-label=move || format!("Mute {}", name())
                            on:click=move |_| meeting.send(Event::MuteOther(endpoint.get_value(), SourceKind::Microphone))
                        >
                            "Mute"
                        </button>
                    </Show>
                    <Show
                        when=move || asking.get()
                        fallback=move || view! {
                            <button
                                type="button"
                                class="btn btn-sm btn-danger-quiet"
                                aria-label=move || format!("Remove {}", name())
                                node_ref=ask
                                on:click=move |_| asking.set(true)
                            >
                                "Remove"
                            </button>
                        }
                    >
                        <span class="mt-confirm" role="group" aria-label="Confirm">
                            <span>{move || format!("Remove {} from the meeting?", name())}</span>
                            <button
                                type="button"
                                class="btn btn-sm btn-danger"
                                on:click=move |_| {
                                    asking.set(false);
                                    meeting.send(Event::Remove(endpoint.get_value()));
                                }
                            >
                                "Remove"
                            </button>
                            <button type="button" class="btn btn-sm" node_ref=keep on:click=move |_| asking.set(false)>
                                "Keep"
                            </button>
                        </span>
                    </Show>
                </span>
            </Show>
        </li>
    }
}
