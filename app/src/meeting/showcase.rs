//! The meeting's components for the style guide, in states that a real meeting reaches: the same views
//! on a state that is written down here.

use super::devices::{Problem, Source};
use super::handle::Meeting;
use super::parts::showcase::Shown;
use super::state::{Link, Media, MediaStage, MeetingState, Notice, Panel, Phase, Tone};
use leptos::context::Provider;
use leptos::prelude::*;
use signal::{Level, Participant, SourceKind};

/// What is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scene {
    /// Three people, one of whom speaks.
    Talking,
    /// Nothing works as it should.
    Troubled,
    /// The list of people, for a moderator.
    People,
    /// Name, devices and keys.
    Settings,
}

/// All of them, with a title.
pub(crate) const SCENES: [(&str, Scene); 4] = [
    ("Three people, one speaks, one is muted", Scene::Talking),
    (
        "A broken connection, a device that fails, notices",
        Scene::Troubled,
    ),
    ("The people, for a moderator", Scene::People),
    ("Settings", Scene::Settings),
];

fn person(id: &str, name: &str, live: &[SourceKind], away: bool) -> Option<Participant> {
    Some(Participant {
        endpoint: id.parse().ok()?,
        name: name.to_owned(),
        avatar: None,
        moderator: id == "0000000a",
        live: live.to_vec(),
        away,
        direct: false,
    })
}

fn notice(id: u32, tone: Tone, text: &str) -> Notice {
    Notice {
        id,
        tone,
        text: text.to_owned(),
        until: u64::MAX,
    }
}

fn state(scene: Scene) -> MeetingState {
    let people: Vec<Participant> = [
        person("0000000a", "Ada Lovelace", &[], false),
        person("0000000b", "Grace Hopper", &[SourceKind::Microphone], false),
        person("0000000c", "Katherine Johnson", &[], scene == Scene::Troubled),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut state = MeetingState {
        phase: Phase::Meeting,
        link: Link::Up,
        media: Media {
            stage: MediaStage::Up,
            ..Media::default()
        },
        name: "Ada Lovelace".to_owned(),
        me: people.first().map(|me| me.endpoint.clone()),
        levels: people
            .get(1)
            .map(|speaker| Level {
                endpoint: speaker.endpoint.clone(),
                level: 110,
            })
            .into_iter()
            .collect(),
        people,
        ..MeetingState::default()
    };
    state.own.set(SourceKind::Microphone, Source::On);
    match scene {
        Scene::Talking => {}
        Scene::Troubled => {
            state.link = Link::Opening {
                since: 0,
                attempt: 2,
                until: u64::MAX,
            };
            state.own.set(SourceKind::Microphone, Source::Opening);
            state
                .own
                .set(SourceKind::Camera, Source::Failed(Problem::Blocked));
            state.notices = vec![
                notice(1, Tone::Info, "Everybody else was muted."),
                notice(2, Tone::Warn, Problem::Blocked.sentence(SourceKind::Camera)),
            ];
        }
        Scene::People => state.panel = Some(Panel::People),
        Scene::Settings => state.panel = Some(Panel::Settings),
    }
    state
}

/// One scene. Buttons change what is shown and reach nobody.
#[component]
pub(crate) fn Showcase(scene: Scene) -> impl IntoView {
    let meeting = Meeting::new();
    meeting.state.set(state(scene));
    view! {
        <Provider value=meeting>
            <Shown panel=meeting.state.with_untracked(|state| state.panel)/>
        </Provider>
    }
    .into_any()
}
