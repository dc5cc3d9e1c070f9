//! The message connection: opening, greeting, pings, and coming back after a break.

use super::{GIVE_UP, end, media};
use crate::meeting::event::Effect;
use crate::meeting::state::{Ending, Link, MeetingState, Millis, Phase};
use signal::{ClientMessage, CloseCode, Device, Join, VERSION};

/// An attempt that has not led inside by then is dropped, in milliseconds.
const PATIENCE: Millis = 10_000;

/// Between pings, in milliseconds.
const PING_EVERY: Millis = 10_000;

/// A ping that is not answered by then means that the connection is broken, in milliseconds.
const PONG_WITHIN: Millis = 20_000;

/// The pause before the n-th new attempt, in milliseconds: 0.3 s, doubled up to 5 s.
pub(super) fn pause(attempt: u32) -> u32 {
    (300_u32 << attempt.min(5)).min(5_000)
}

pub(super) fn open(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    state.link = Link::Opening {
        since: now,
        attempt: 0,
        until: now + PATIENCE,
    };
    out.push(Effect::OpenLink(0));
}

pub(super) fn opened(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    let Link::Opening { until, .. } = &mut state.link else {
        return;
    };
    *until = now + PATIENCE;
    let Some(credentials) = &state.credentials else {
        return;
    };
    out.push(Effect::Send(ClientMessage::Join(Box::new(Join {
        version: VERSION,
        jwt: credentials.jwt.as_ref().map(|jwt| jwt.0.clone()),
        device: Device {
            id: credentials.device.clone(),
        },
        name: state.name.clone(),
        muted: state.own.muted(),
        embedded: state.embedded,
        direct: state.direct.allowed,
        resume: state.resume.as_ref().map(|resume| resume.0.clone()),
    }))));
}

pub(super) fn closed(state: &mut MeetingState, code: u16, now: Millis, out: &mut Vec<Effect>) {
    if !matches!(state.phase, Phase::Joining | Phase::Meeting) {
        return;
    }
    if CloseCode::may_return(code) {
        retry(state, now, out);
        return;
    }
    // The message that explains a removal or a refusal came before and has ended the meeting already.
    let ending = if code == CloseCode::Kicked.number() {
        Ending::Removed { reason: None }
    } else if code == CloseCode::Replaced.number() {
        Ending::Replaced
    } else if code == CloseCode::Left.number() {
        Ending::Left
    } else {
        Ending::Expelled
    };
    end(state, ending, out);
}

fn retry(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    let (since, attempt) = match state.link {
        Link::Opening { since, attempt, .. } => (since, attempt + 1),
        Link::Up | Link::Idle => (now, 0),
    };
    if now.saturating_sub(since) > GIVE_UP {
        end(state, Ending::Unreachable, out);
        return;
    }
    let wait = pause(attempt);
    state.link = Link::Opening {
        since,
        attempt,
        until: now + Millis::from(wait) + PATIENCE,
    };
    state.levels.clear();
    out.push(Effect::OpenLink(wait));
}

pub(super) fn online(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    match &mut state.link {
        Link::Idle => return,
        Link::Opening { until, .. } => *until = now + PATIENCE,
        // The network it was made on is gone, and with it most often the connection, which nobody would notice
        // before a ping goes unanswered. Once it is open again a new way for the media is looked for.
        Link::Up => {
            state.link = Link::Opening {
                since: now,
                attempt: 0,
                until: now + PATIENCE,
            };
        }
    }
    out.push(Effect::OpenLink(0));
}

pub(super) fn tick(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    match state.link {
        Link::Idle => {}
        Link::Opening { until, .. } => {
            if now >= until {
                retry(state, now, out);
            }
        }
        Link::Up => {
            let waited = now.saturating_sub(state.pinged);
            if !state.ponged && waited >= PONG_WITHIN {
                retry(state, now, out);
            } else if state.ponged && waited >= PING_EVERY {
                state.ping += 1;
                state.pinged = now;
                state.ponged = false;
                out.push(Effect::Send(ClientMessage::Ping { id: state.ping }));
            }
        }
    }
}

/// The server let the page in: pings begin to count.
pub(super) fn up(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    state.link = Link::Up;
    state.server_stops = false;
    state.pinged = now;
    state.ponged = true;
    media::link_is_up(state, now, out);
}
