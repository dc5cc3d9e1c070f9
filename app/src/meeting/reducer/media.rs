//! The media connection: one offer, one answer, and an ICE restart when packets stop. If restarts do
//! not help, a fresh peer connection with the same tracks takes over.

use crate::meeting::encodings::choose;
use crate::meeting::event::{Effect, PeerState};
use crate::meeting::state::{Link, Media, MediaStage, MeetingState, Millis};
use signal::{ClientMessage, SourceKind};

/// An offer without answer, or an answer without packets, is tried again after this long, in milliseconds.
const PATIENCE: Millis = 12_000;

/// Packets often come back by themselves within this time after the browser noticed that they stopped, which
/// it does after seconds; in milliseconds.
const SHAKY: Millis = 1_000;

/// Every attempt waits longer than the one before by this much, in milliseconds.
const SLOWER: Millis = 1_000;

/// Restarts of one peer connection before it is replaced.
const RESTARTS: u32 = 2;

/// A fresh peer connection.
pub(super) fn build(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    let Some(slots) = state.slots else {
        return;
    };
    state.media = Media {
        stage: MediaStage::Offering,
        since: now,
        tries: state.media.tries,
        renewing: false,
    };
    out.push(Effect::BuildPeer(slots));
    out.push(Effect::ForgetView);
}

fn again(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    if state.media.stage == MediaStage::None {
        return;
    }
    if state.link != Link::Up {
        // Seen to as soon as messages get through again.
        state.media.stage = MediaStage::Shaky;
        return;
    }
    state.media.tries += 1;
    state.media.renewing = false;
    if state.media.tries > RESTARTS {
        build(state, now, out);
    } else {
        state.media.stage = MediaStage::Offering;
        state.media.since = now;
        out.push(Effect::RestartIce);
    }
}

/// The message connection is back; media that broke meanwhile is seen to at once.
pub(super) fn link_is_up(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    match state.media.stage {
        MediaStage::None => {}
        MediaStage::Up => {
            // An offer that was under way is lost with the connection.
            state.media.renewing = false;
            renew(state, out);
        }
        _ => again(state, now, out),
    }
}

/// Another network may have taken the place of the one that media flows by, which the browser notices only
/// after seconds: a restart of ICE finds the new way, and disturbs nothing if the old one still works.
pub(super) fn renew(state: &mut MeetingState, out: &mut Vec<Effect>) {
    if state.link == Link::Up && state.media.stage == MediaStage::Up && !state.media.renewing {
        state.media.renewing = true;
        out.push(Effect::RestartIce);
    }
}

pub(super) fn offered(state: &MeetingState, sdp: String, out: &mut Vec<Effect>) {
    // Without a connection the offer is lost; a new one is made when the connection is back.
    let wanted = state.media.stage == MediaStage::Offering || state.media.renewing;
    if state.link == Link::Up && wanted {
        out.push(Effect::Send(ClientMessage::Offer { sdp }));
    }
}

pub(super) fn answered(state: &mut MeetingState, sdp: String, now: Millis, out: &mut Vec<Effect>) {
    match state.media.stage {
        MediaStage::Offering => {
            state.media.stage = MediaStage::Connecting;
            state.media.since = now;
        }
        // A way was looked for while media flows.
        MediaStage::Up if state.media.renewing => state.media.renewing = false,
        MediaStage::Up | MediaStage::None | MediaStage::Connecting | MediaStage::Shaky => return,
    }
    out.push(Effect::Answer(sdp));
    out.push(Effect::ForgetView);
}

/// What everybody's page can show has changed, or there is a fresh connection: pictures go out in the
/// favourite of these.
pub(super) fn codecs(state: &MeetingState, out: &mut Vec<Effect>) {
    // Before that the browser does not know what the server takes.
    if state.media.stage != MediaStage::Up {
        return;
    }
    for (kind, favourites) in [
        (SourceKind::Camera, &state.favourites.camera),
        (SourceKind::Screen, &state.favourites.screen),
    ] {
        out.push(Effect::SendCodec(kind, choose(favourites, &state.codecs)));
    }
}

/// The browser took no part in an exchange; time brings the next attempt, on a fresh connection.
pub(super) fn broken(state: &mut MeetingState, now: Millis) {
    if state.media.stage != MediaStage::None {
        state.media.stage = MediaStage::Shaky;
        state.media.since = now;
        state.media.tries = state.media.tries.max(RESTARTS);
    }
}

pub(super) fn peer(state: &mut MeetingState, peer: PeerState, now: Millis, out: &mut Vec<Effect>) {
    match (peer, state.media.stage) {
        (_, MediaStage::None) => {}
        // A restart's old path may report once more before the answer is in.
        (_, MediaStage::Offering) => {}
        (PeerState::Connected, _) => up(state, now, out),
        (PeerState::Disconnected, MediaStage::Up) => {
            state.media.stage = MediaStage::Shaky;
            state.media.since = now;
        }
        (PeerState::Disconnected, _) => {}
        (PeerState::Failed, _) => again(state, now, out),
    }
}

/// The server's view of the same connection.
pub(super) fn server_says(state: &mut MeetingState, connected: bool, now: Millis, out: &mut Vec<Effect>) {
    match (connected, state.media.stage) {
        (true, MediaStage::Connecting | MediaStage::Shaky) => up(state, now, out),
        (false, MediaStage::Up | MediaStage::Shaky) => again(state, now, out),
        _ => {}
    }
}

fn up(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    state.media = Media {
        stage: MediaStage::Up,
        since: now,
        tries: 0,
        renewing: state.media.renewing,
    };
    codecs(state, out);
}

pub(super) fn tick(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    let waited = now.saturating_sub(state.media.since);
    let patience = match state.media.stage {
        MediaStage::None | MediaStage::Up => return,
        MediaStage::Shaky => SHAKY,
        MediaStage::Offering | MediaStage::Connecting => PATIENCE,
    } + SLOWER * Millis::from(state.media.tries.min(8));
    if waited >= patience {
        again(state, now, out);
    }
}
