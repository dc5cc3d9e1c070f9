//! What the server's messages do.

use super::{direct, end, link, media, notify, own};
use crate::meeting::event::Effect;
use crate::meeting::state::{Ending, MeetingState, Millis, Phase, Secret, Tone};
use domain::EndpointId;
use signal::{
    AudioSlot, ErrorCode, Joined, Participant, ParticipantChange, ServerMessage, SourceKind, SourceName,
};

/// How many recent speakers are remembered.
const RECENT: usize = 24;

pub(super) fn said(state: &mut MeetingState, message: ServerMessage, now: Millis, out: &mut Vec<Effect>) {
    if !matches!(state.phase, Phase::Joining | Phase::Meeting) {
        return;
    }
    match message {
        ServerMessage::Joined(joined) => self::joined(state, *joined, now, out),
        ServerMessage::Refused { code, rule, message } => {
            end(state, Ending::Refused { code, rule, message }, out);
        }
        ServerMessage::Answer { sdp } => media::answered(state, sdp, now, out),
        ServerMessage::ParticipantJoined { participant } => came(state, participant),
        ServerMessage::ParticipantLeft { endpoint, kicked } => left(state, &endpoint, kicked),
        ServerMessage::ParticipantChanged { endpoint, change } => {
            changed(state, &endpoint, change);
        }
        ServerMessage::Speakers { dominant, levels } => speakers(state, dominant, levels),
        ServerMessage::AudioSlot(AudioSlot { slot, source }) => {
            if let Some(voice) = state.voices.get_mut(slot) {
                *voice = source;
            }
        }
        ServerMessage::Codecs { codecs } => {
            state.codecs = codecs;
            media::codecs(state, out);
        }
        ServerMessage::Layers { source, layers } => out.push(Effect::SendLayers(source, layers)),
        ServerMessage::MutedByModerator { source, by } => {
            let sentence = muted_sentence(&state.name_of(&by), source);
            own::muted_by_moderator(state, source, out);
            notify(state, Tone::Warn, sentence, now);
        }
        ServerMessage::Kicked { reason } => end(state, Ending::Removed { reason }, out),
        ServerMessage::Media { connected } => media::server_says(state, connected, now, out),
        ServerMessage::Direct { from, step } => direct::said(state, from, step, now, out),
        ServerMessage::GoingAway => state.server_stops = true,
        ServerMessage::Error { code, message } => match code {
            ErrorCode::Version | ErrorCode::RoomFull | ErrorCode::Token | ErrorCode::PlanLimit => end(
                state,
                Ending::Refused {
                    code,
                    rule: None,
                    message,
                },
                out,
            ),
            ErrorCode::BadOffer => {
                media::broken(state, now);
                notify(state, Tone::Warn, message, now);
            }
            // Whoever it was about has just left; that shows by itself.
            ErrorCode::NotFound => {}
            _ => notify(state, Tone::Warn, message, now),
        },
        ServerMessage::Pong { id } if id == state.ping => state.ponged = true,
        // A newer server may say more; what this page does not know does not concern it.
        _ => {}
    }
}

fn joined(state: &mut MeetingState, joined: Joined, now: Millis, out: &mut Vec<Effect>) {
    let keeps_peer = joined.resumed
        && state.me.as_ref() == Some(&joined.me)
        && state.slots == Some(joined.slots)
        && state.media.stage != crate::meeting::state::MediaStage::None;
    state.phase = Phase::Meeting;
    state.me = Some(joined.me);
    state.people = joined.participants;
    state.resume = Some(Secret(joined.resume));
    state.slots = Some(joined.slots);
    state.features = joined.features;
    state.ice_servers = joined.ice_servers;
    state.codecs = joined.codecs;
    if !keeps_peer {
        state.voices = vec![None; joined.slots.audio];
        state.media = crate::meeting::state::Media::default();
    }
    link::up(state, now, out);
    if !keeps_peer {
        media::build(state, now, out);
    }
    out.push(Effect::ForgetView);
    let me = state.me.as_ref().and_then(|me| state.person(me));
    if let Some(me) = me {
        let (name, live) = (me.name.clone(), me.live.clone());
        state.name = name;
        own::reconcile(state, &live, out);
    }
    let here: Vec<EndpointId> = state.people.iter().map(|p| p.endpoint.clone()).collect();
    let is_here = |source: &SourceName| here.contains(&source.endpoint);
    state.recent.retain(|endpoint| here.contains(endpoint));
    state.pinned = state.pinned.take().filter(is_here);
    state.dismissed.retain(is_here);
    state.announcement = match state.people.len() {
        0 | 1 => "You are in the meeting. Nobody else is here yet.".to_owned(),
        2 => "You are in the meeting with one other person.".to_owned(),
        more => format!("You are in the meeting with {} others.", more - 1),
    };
}

fn came(state: &mut MeetingState, participant: Participant) {
    state.announcement = format!("{} joined.", participant.name);
    match state
        .people
        .iter_mut()
        .find(|person| person.endpoint == participant.endpoint)
    {
        Some(person) => *person = participant,
        None => state.people.push(participant),
    }
}

fn left(state: &mut MeetingState, endpoint: &EndpointId, kicked: bool) {
    let name = state.name_of(endpoint);
    state.announcement = if kicked {
        format!("{name} was removed by a moderator.")
    } else {
        format!("{name} left.")
    };
    state.people.retain(|person| person.endpoint != *endpoint);
    state.levels.retain(|level| level.endpoint != *endpoint);
    state.recent.retain(|other| other != endpoint);
    state.dismissed.retain(|source| source.endpoint != *endpoint);
    if state.dominant.as_ref() == Some(endpoint) {
        state.dominant = None;
    }
    if state
        .pinned
        .as_ref()
        .is_some_and(|source| source.endpoint == *endpoint)
    {
        state.pinned = None;
    }
}

fn changed(state: &mut MeetingState, endpoint: &EndpointId, change: ParticipantChange) {
    let is_me = state.is_me(endpoint);
    let Some(person) = state
        .people
        .iter_mut()
        .find(|person| person.endpoint == *endpoint)
    else {
        return;
    };
    if let Some(name) = change.name {
        if is_me {
            state.name.clone_from(&name);
        }
        person.name = name;
    }
    if let Some(away) = change.away {
        person.away = away;
    }
    if let Some(moderator) = change.moderator {
        person.moderator = moderator;
    }
    if let Some(live) = change.live {
        let shared = |live: &[SourceKind]| live.contains(&SourceKind::Screen);
        let (before, after) = (shared(&person.live), shared(&live));
        person.live = live;
        if before != after && !is_me {
            let does = if after {
                "shares the screen"
            } else {
                "stopped sharing the screen"
            };
            state.announcement = format!("{} {does}.", person.name);
        }
        if !after {
            let screen = SourceName {
                endpoint: endpoint.clone(),
                kind: SourceKind::Screen,
            };
            state.dismissed.retain(|source| *source != screen);
            if state.pinned.as_ref() == Some(&screen) {
                state.pinned = None;
            }
        }
    }
}

fn speakers(state: &mut MeetingState, dominant: Option<EndpointId>, levels: Vec<signal::Level>) {
    state.levels = levels;
    if let Some(speaker) = &dominant
        && state.recent.first() != Some(speaker)
    {
        state.recent.retain(|other| other != speaker);
        state.recent.insert(0, speaker.clone());
        state.recent.truncate(RECENT);
    }
    state.dominant = dominant;
}

fn muted_sentence(who: &str, source: SourceKind) -> String {
    match source {
        SourceKind::Microphone => {
            format!("{who} muted your microphone. You can turn it on again.")
        }
        SourceKind::Camera => format!("{who} turned your camera off. You can turn it on again."),
        SourceKind::Screen | SourceKind::ScreenAudio => {
            format!("{who} stopped your screen share. You can share again.")
        }
    }
}
