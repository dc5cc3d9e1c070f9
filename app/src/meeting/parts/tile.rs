//! One tile: a picture or initials, a name, and what there is to know about its owner.

use crate::meeting::browser;
use crate::meeting::event::Event;
use crate::meeting::handle::use_meeting;
use crate::meeting::state::{MeetingState, Panel};
use crate::meeting::tiles::Role;
use crate::meeting::words::initials;
use crate::ui::icon::{Glyph, Icon};
use domain::EndpointId;
use leptos::html;
use leptos::prelude::*;
use signal::{SourceKind, SourceName};
use web_sys::MediaStream;

/// The level from which a voice is meant and not the room it is in; see [`signal::Level`].
const VOICE: u8 = 70;

/// What the tile says about its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Owner {
    name: String,
    avatar: Option<String>,
    me: bool,
    muted: bool,
    away: bool,
}

fn owner(state: &MeetingState, endpoint: &EndpointId) -> Owner {
    let person = state.person(endpoint);
    Owner {
        name: state.name_of(endpoint),
        avatar: person.and_then(|person| person.avatar.clone()),
        me: state.is_me(endpoint),
        muted: !state.is_live(endpoint, SourceKind::Microphone),
        away: person.is_some_and(|person| person.away),
    }
}

fn label(owner: &Owner, kind: SourceKind) -> String {
    match (owner.me, kind) {
        (true, SourceKind::Screen) => "Your screen".to_owned(),
        (false, SourceKind::Screen) => format!("{}'s screen", owner.name),
        (true, _) => format!("{} (you)", owner.name),
        (false, _) => owner.name.clone(),
    }
}

/// A tile in its place.
#[component]
pub(crate) fn TileView(source: SourceName) -> impl IntoView {
    let meeting = use_meeting();
    let kind = source.kind;
    let is_screen = kind == SourceKind::Screen;
    let endpoint = source.endpoint.clone();
    let place = {
        let source = source.clone();
        Memo::new(move |_| {
            meeting.arrangement.with(|arrangement| {
                arrangement
                    .tiles
                    .iter()
                    .find(|tile| tile.source == source)
                    .map(|tile| (tile.role, tile.place))
            })
        })
    };
    let length = move |read: fn(&crate::meeting::layout::Rect) -> f64| {
        place.get().map(|(_, place)| format!("{:.2}px", read(&place)))
    };
    let role = move || match place.get().map(|(role, _)| role) {
        Some(Role::Stage) => "stage",
        Some(Role::Film) => "film",
        _ => "grid",
    };
    let owner = {
        let endpoint = endpoint.clone();
        meeting.part(move |state| owner(state, &endpoint))
    };
    let live = {
        let endpoint = endpoint.clone();
        meeting.part(move |state| state.is_live(&endpoint, kind))
    };
    let level = {
        let endpoint = endpoint.clone();
        meeting.part(move |state| state.level_of(&endpoint))
    };
    let speaks = move || !is_screen && level.get() >= VOICE && !owner.with(|owner| owner.muted);
    let pinned = {
        let source = source.clone();
        meeting.part(move |state| state.pinned.as_ref() == Some(&source))
    };
    let pin = {
        let source = source.clone();
        move |_| meeting.send(Event::Pin(source.clone()))
    };
    let weak = {
        let source = source.clone();
        Memo::new(move |_| meeting.looks.with(|looks| looks.is_weak(&source)))
    };
    let described = move || {
        owner.with(|owner| {
            let mut words = label(owner, kind);
            if !is_screen && owner.muted {
                words.push_str(", microphone off");
            }
            if owner.away {
                words.push_str(", reconnecting");
            }
            words
        })
    };
    view! {
        <div
            class="mt-tile"
            class:is-speaking=speaks
            class:is-away=move || owner.with(|owner| owner.away)
            role="group"
            aria-label=described
            data-endpoint=endpoint.to_string()
            data-kind=if is_screen { "screen" } else { "camera" }
            data-role=role
            style:left=move || length(|place| place.left)
            style:top=move || length(|place| place.top)
            style:width=move || length(|place| place.width)
            style:height=move || length(|place| place.height)
            style=("--level", move || format!("{:.2}", f64::from(level.get().saturating_sub(VOICE)) / 57.0))
        >
            <Picture source live/>
            <Show when=move || !is_screen && !live.get()>
                <Face owner/>
            </Show>
            <Show when=move || owner.with(|owner| owner.away)>
                <p class="mt-away">"Reconnecting"</p>
            </Show>
            <Show when=move || weak.get()>
                <button
                    type="button"
                    class="mt-weak"
                    title="How the connections fare"
                    on:click=move |_| meeting.send(Event::Panel(Panel::Connection))
                >
                    <Icon glyph=Glyph::Signal class="icon-sm"/>
                    <span>"Weak connection"</span>
                </button>
            </Show>
            <div class="mt-name" aria-hidden="true">
                <Show when=move || !is_screen && owner.with(|owner| owner.muted)>
                    <Icon glyph=Glyph::MicOff class="icon-sm"/>
                </Show>
                <Show when=move || is_screen>
                    <Icon glyph=Glyph::Monitor class="icon-sm"/>
                </Show>
                <span>{move || owner.with(|owner| label(owner, kind))}</span>
            </div>
            <button
                type="button"
                class="mt-pin"
                aria-pressed=move || if pinned.get() { "true" } else { "false" }
                aria-label=move || format!("Keep {} large", owner.with(|owner| label(owner, kind)))
                title=move || if pinned.get() { "Let the stage go" } else { "Keep large" }
                on:click=pin
            >
                {move || {
                    let glyph = if pinned.get() { Glyph::PinOff } else { Glyph::Pin };
                    view! { <Icon glyph class="icon-sm"/> }
                }}
            </button>
        </div>
    }
}

/// The picture of a source: from one's own devices, from the receiver that shows it, or straight from the
/// other page. The straight one lies over the server's, and either is let go only when the other is there,
/// so that a change between them is not seen.
#[component]
fn Picture(source: SourceName, live: Memo<bool>) -> impl IntoView {
    let meeting = use_meeting();
    let kind = source.kind;
    let me = {
        let endpoint = source.endpoint.clone();
        meeting.part(move |state| state.is_me(&endpoint))
    };
    let taken = {
        let source = source.clone();
        meeting.part(move |state| state.direct.takes(&source))
    };
    let slot = {
        let source = source.clone();
        Memo::new(move |_| meeting.table.with(|table| table.slot_of(&source)))
    };
    let (served, straight) = (RwSignal::new(false), RwSignal::new(false));
    let own_or_served = move || {
        if me.get() {
            meeting.captures.track();
            return Wanted::Show(browser::own_picture(kind));
        }
        meeting.peers.track();
        match slot.get() {
            None if taken.get() && !straight.get() => Wanted::Stay,
            slot => Wanted::Show(slot.and_then(browser::picture)),
        }
    };
    let direct = move || {
        meeting.peers.track();
        if taken.get() {
            Wanted::Show(browser::direct(kind))
        } else if live.get() && !served.get() {
            Wanted::Stay
        } else {
            Wanted::Show(None)
        }
    };
    let name = source.to_string();
    view! {
        <Video name=name.clone() kind me live path="server" arrived=served wanted=own_or_served/>
        <Video name kind me live path="direct" arrived=straight wanted=direct/>
    }
}

/// What a picture's element is to do.
enum Wanted {
    /// Show this, or nothing.
    Show(Option<MediaStream>),
    /// Go on as it is.
    Stay,
}

/// One way that a picture comes by; `arrived` tells whether there is something in it.
#[component]
fn Video(
    name: String,
    kind: SourceKind,
    me: Memo<bool>,
    live: Memo<bool>,
    path: &'static str,
    arrived: RwSignal<bool>,
    wanted: impl Fn() -> Wanted + 'static,
) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    Effect::new(move |_| {
        let Wanted::Show(stream) = wanted() else {
            return;
        };
        let Some(video) = video.get() else {
            return;
        };
        if video.src_object() != stream {
            arrived.set(false);
            video.set_src_object(stream.as_ref());
        }
    });
    view! {
        <video
            node_ref=video
            class:is-mirrored=move || me.get() && kind == SourceKind::Camera
            class:is-contained=kind == SourceKind::Screen
            class:is-showing=move || live.get() && arrived.get()
            data-source=name
            data-path=path
            autoplay
            playsinline
            prop:muted=true
            aria-hidden="true"
            on:loadeddata=move |_| arrived.set(true)
            on:playing=move |_| arrived.set(true)
        ></video>
    }
}

/// What stands in for a camera that is off.
#[component]
fn Face(owner: Memo<Owner>) -> impl IntoView {
    let avatar = Memo::new(move |_| owner.with(|owner| owner.avatar.clone()));
    // An address that leads nowhere, or to a host without https, which the page's policy refuses.
    let broken = RwSignal::new(None::<String>);
    let avatar = Memo::new(move |_| {
        avatar
            .get()
            .filter(|address| broken.get().as_ref() != Some(address))
    });
    let letters = Memo::new(move |_| owner.with(|owner| initials(&owner.name)));
    view! {
        <span class="mt-initials" aria-hidden="true">
            {move || match avatar.get() {
                Some(address) => {
                    let this = address.clone();
                    view! {
                        <img
                            src=address
                            alt=""
                            referrerpolicy="no-referrer"
                            on:error=move |_| broken.set(Some(this.clone()))
                        />
                    }
                    .into_any()
                }
                None => letters.get().into_any(),
            }}
        </span>
    }
}
