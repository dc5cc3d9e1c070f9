//! What every event does to the state, and which effects follow. Pure: time is a parameter.

mod direct;
mod link;
mod media;
mod own;
mod server;

use super::event::{Effect, Event};
use super::params::clean_name;
use super::state::{Ending, Layout, Link, MeetingState, Millis, Notice, Phase, Tone};
use super::tiles;
use signal::{ClientMessage, SourceKind};

/// The page stops trying to come back after this long, in milliseconds.
pub(crate) const GIVE_UP: Millis = 120_000;

/// How long a notice shows, in milliseconds.
const NOTICE: Millis = 7_000;

/// Follows one event.
pub(crate) fn reduce(state: &mut MeetingState, event: Event, now: Millis) -> Vec<Effect> {
    let mut effects = Vec::new();
    let out = &mut effects;
    match event {
        Event::Started(start) => own::started(state, *start, now, out),
        Event::Tick => tick(state, now, out),
        Event::Online => link::online(state, now, out),
        Event::LinkOpened => link::opened(state, now, out),
        Event::LinkClosed(code) => link::closed(state, code, now, out),
        Event::Server(message) => server::said(state, *message, now, out),
        Event::Offered(sdp) => media::offered(state, sdp, out),
        Event::PeerBroken => media::broken(state, now),
        Event::Peer(peer) => media::peer(state, peer, now, out),
        Event::DirectDescribed(attempt, sdp) => direct::described(state, attempt, sdp, out),
        Event::DirectBroken(attempt) => direct::broken(state, attempt, now, out),
        Event::DirectPeer(attempt, peer) => direct::peer(state, attempt, peer, now, out),
        Event::DirectFlows(attempt, kind) => direct::flows(state, attempt, kind),
        Event::ServerFlows(source) => direct::server_flows(state, &source, out),
        Event::SoundBlocked(blocked) => state.sound_blocked = blocked,
        Event::Opened { kind, with_sound } => own::opened(state, kind, with_sound, out),
        Event::Failed { kind, problem } => own::failed(state, kind, problem, now),
        Event::Ended(kind) => own::ended(state, kind, now, out),
        Event::Listed(devices) => own::listed(state, *devices),
        Event::Join => join(state, now, out),
        Event::NameTyped(name) => state.name = name,
        Event::NameDone => rename(state, out),
        Event::Toggle(kind) => own::toggle(state, kind, out),
        Event::Choose(kind, id) => own::choose(state, kind, &id, out),
        Event::Shortcuts(on) => {
            state.letters_off = !on;
            out.push(Effect::KeepShortcuts(on));
        }
        Event::Leave if matches!(state.phase, Phase::Joining | Phase::Meeting) => {
            out.push(Effect::Send(ClientMessage::Leave));
            end(state, Ending::Left, out);
        }
        Event::Leave => {}
        Event::Arrange(layout) => arrange(state, layout),
        Event::Pin(source) => {
            state.dismissed.retain(|other| *other != source);
            state.pinned = (state.pinned.as_ref() != Some(&source)).then_some(source);
        }
        Event::Page(page) => state.page = page,
        Event::Panel(panel) => {
            state.panel = (state.panel != Some(panel)).then_some(panel);
        }
        Event::ClosePanel => state.panel = None,
        Event::MuteOther(endpoint, source) => {
            out.push(Effect::Send(ClientMessage::MuteOther { endpoint, source }));
        }
        Event::MuteEverybody => {
            out.push(Effect::Send(ClientMessage::MuteAll {
                source: SourceKind::Microphone,
            }));
            notify(state, Tone::Info, "Everybody else was muted.", now);
        }
        Event::Remove(endpoint) => out.push(Effect::Send(ClientMessage::Kick {
            endpoint,
            reason: None,
        })),
        Event::TurnSoundOn => {
            state.sound_blocked = false;
            out.push(Effect::Play);
        }
        Event::Dismiss(id) => state.notices.retain(|notice| notice.id != id),
    }
    direct::follow(state, now, out);
    effects
}

fn tick(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    if state.notices.iter().any(|notice| notice.until <= now) {
        state.notices.retain(|notice| notice.until > now);
    }
    link::tick(state, now, out);
    media::tick(state, now, out);
}

fn join(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    if !matches!(state.phase, Phase::Prejoin | Phase::Over(_)) {
        return;
    }
    let again = state.phase != Phase::Prejoin;
    state.name = clean_name(&state.name);
    state.phase = Phase::Joining;
    state.resume = None;
    if !state.name.is_empty() {
        out.push(Effect::KeepName(state.name.clone()));
    }
    link::open(state, now, out);
    if again {
        own::reopen(state, out);
    }
}

fn rename(state: &mut MeetingState, out: &mut Vec<Effect>) {
    state.name = clean_name(&state.name);
    let known = state.me.as_ref().map(|me| state.name_of(me));
    if state.name.is_empty() {
        state.name = known.unwrap_or_default();
    } else if known.is_some_and(|known| known != state.name) {
        out.push(Effect::KeepName(state.name.clone()));
        if state.link == Link::Up {
            out.push(Effect::Send(ClientMessage::Rename {
                name: state.name.clone(),
            }));
        }
    }
}

fn arrange(state: &mut MeetingState, layout: Layout) {
    state.layout = layout;
    state.page = 0;
    state.pinned = None;
    // Choosing tiles while a screen is on stage takes that screen off the stage; the next one comes on again.
    state.dismissed = match layout {
        Layout::Tiles => tiles::shared_screens(state),
        Layout::Stage => Vec::new(),
    };
}

/// Shows a sentence for a while; the same sentence is not shown twice at once.
fn notify(state: &mut MeetingState, tone: Tone, text: impl Into<String>, now: Millis) {
    let text = text.into();
    state.notices.retain(|notice| notice.text != text);
    state.notice_count += 1;
    state.notices.push(Notice {
        id: state.notice_count,
        tone,
        text,
        until: now + NOTICE,
    });
    if state.notices.len() > 4 {
        state.notices.remove(0);
    }
}

/// Ends the meeting for this page and lets go of everything.
fn end(state: &mut MeetingState, ending: Ending, out: &mut Vec<Effect>) {
    direct::close(state, out);
    state.direct.crowd = false;
    state.phase = Phase::Over(ending);
    state.link = Link::Idle;
    state.media = super::state::Media::default();
    state.resume = None;
    state.me = None;
    state.people.clear();
    state.levels.clear();
    state.recent.clear();
    state.voices.clear();
    state.dominant = None;
    state.pinned = None;
    state.dismissed.clear();
    state.panel = None;
    state.notices.clear();
    state.page = 0;
    state.sound_blocked = false;
    state.server_stops = false;
    own::forget(state);
    out.extend([Effect::CloseLink, Effect::ClosePeer, Effect::Release]);
}

#[cfg(test)]
mod tests;
