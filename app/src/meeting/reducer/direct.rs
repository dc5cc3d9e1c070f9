//! Two pages that are alone connect directly, and part when somebody else comes or packets stop. Nothing of
//! it shows: what is seen changes over only when the other picture is there.

use crate::meeting::direct::{Direct, DirectStage};
use crate::meeting::event::{Effect, PeerState};
use crate::meeting::state::{Link, MediaStage, MeetingState, Millis, Phase};
use domain::EndpointId;
use signal::{ClientMessage, Direct as Step, Participant, SourceKind, SourceName};

/// The first time two are alone they need not wait long, in milliseconds.
const FIRST: Millis = 1_000;

/// An attempt that has not led to packets by then has failed, in milliseconds.
const PATIENCE: Millis = 15_000;

/// The pause after a failure, in milliseconds; doubled with each up to [`LONGEST`].
const PAUSE: Millis = 10_000;
const LONGEST: Millis = 320_000;

/// The server's pictures are waited for this long, in milliseconds.
const LEAVING: Millis = 3_000;

/// The only other participant.
fn partner(state: &MeetingState) -> Option<&Participant> {
    let mut others = state
        .people
        .iter()
        .filter(|person| !state.is_me(&person.endpoint));
    let only = others.next()?;
    others.next().is_none().then_some(only)
}

/// Of two, the one who came first offers.
fn i_offer(state: &MeetingState) -> bool {
    state
        .people
        .first()
        .is_some_and(|first| state.is_me(&first.endpoint))
}

fn is_partner(state: &MeetingState) -> bool {
    state.phase == Phase::Meeting
        && partner(state).map(|partner| &partner.endpoint) == state.direct.peer.as_ref()
}

/// Brings the direct connection in step with whatever just happened.
pub(super) fn follow(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    state.direct.crowd |= state.people.len() > 2;
    match state.direct.stage {
        DirectStage::None => consider(state, now, out),
        DirectStage::Offering | DirectStage::Connecting => {
            if !is_partner(state) {
                close(state, out);
            } else if now.saturating_sub(state.direct.since) > PATIENCE {
                fail(state, now, out);
            }
        }
        DirectStage::Up => {
            if !is_partner(state) {
                leave(state, now, out);
            }
        }
        DirectStage::Leaving => {
            let gone = |kind: &SourceKind| {
                state
                    .direct
                    .peer
                    .as_ref()
                    .is_none_or(|peer| !state.is_live(peer, *kind))
            };
            let all = state.direct.taken.iter().all(gone);
            if all || now.saturating_sub(state.direct.since) > LEAVING {
                close(state, out);
            }
        }
    }
}

fn consider(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    let able = state.direct.allowed
        && state.phase == Phase::Meeting
        && state.link == Link::Up
        && state.media.stage == MediaStage::Up;
    let peer = partner(state)
        .filter(|partner| able && partner.direct && !partner.away)
        .map(|partner| partner.endpoint.clone());
    let Some(peer) = peer else {
        // Being alone again begins anew; a failure is not forgotten.
        if state.direct.failures == 0 {
            state.direct.not_before = None;
        }
        return;
    };
    let wait = if state.direct.crowd {
        state.direct.back_after
    } else {
        FIRST
    };
    let not_before = *state.direct.not_before.get_or_insert(now + wait);
    if now >= not_before && i_offer(state) {
        begin(state, peer, state.direct.attempt.wrapping_add(1), now);
        state.direct.stage = DirectStage::Offering;
        out.push(Effect::OfferDirect(state.direct.attempt));
    }
}

fn begin(state: &mut MeetingState, peer: EndpointId, attempt: u32, now: Millis) {
    let direct = &mut state.direct;
    direct.peer = Some(peer);
    direct.attempt = attempt;
    direct.since = now;
    direct.not_before = None;
    direct.taken.clear();
}

/// The browser has described our side.
pub(super) fn described(state: &MeetingState, attempt: u32, sdp: String, out: &mut Vec<Effect>) {
    let direct = &state.direct;
    let step = match direct.stage {
        _ if direct.attempt != attempt => return,
        DirectStage::Offering => Step::Offer { attempt, sdp },
        DirectStage::Connecting => Step::Answer { attempt, sdp },
        DirectStage::None | DirectStage::Up | DirectStage::Leaving => return,
    };
    tell(state, step, out);
}

fn tell(state: &MeetingState, step: Step, out: &mut Vec<Effect>) {
    if let Some(to) = state.direct.peer.clone().filter(|_| state.link == Link::Up) {
        out.push(Effect::Send(ClientMessage::Direct { to, step }));
    }
}

/// The other page said something.
pub(super) fn said(
    state: &mut MeetingState,
    from: EndpointId,
    step: Step,
    now: Millis,
    out: &mut Vec<Effect>,
) {
    if partner(state).is_none_or(|partner| partner.endpoint != from) {
        return;
    }
    match step {
        Step::Offer { attempt, sdp } if state.direct.allowed && !i_offer(state) => {
            // A new offer says that the connection before is gone.
            if state.direct.stage != DirectStage::None {
                close(state, out);
            }
            begin(state, from, attempt, now);
            state.direct.stage = DirectStage::Connecting;
            out.push(Effect::AnswerDirect(attempt, sdp));
        }
        Step::Answer { attempt, sdp }
            if state.direct.stage == DirectStage::Offering && state.direct.attempt == attempt =>
        {
            state.direct.stage = DirectStage::Connecting;
            out.push(Effect::AcceptDirect(attempt, sdp));
        }
        Step::End { attempt } if state.direct.attempt == attempt => {
            leave(state, now, out);
            state.direct.not_before = Some(now + PAUSE);
        }
        Step::Offer { .. } | Step::Answer { .. } | Step::End { .. } => {}
    }
}

/// The browser says how it is.
pub(super) fn peer(
    state: &mut MeetingState,
    attempt: u32,
    peer: PeerState,
    now: Millis,
    out: &mut Vec<Effect>,
) {
    if state.direct.attempt != attempt {
        return;
    }
    match (peer, state.direct.stage) {
        (PeerState::Connected, DirectStage::Connecting) => {
            state.direct.stage = DirectStage::Up;
            state.direct.since = now;
            state.direct.failures = 0;
        }
        (PeerState::Disconnected | PeerState::Failed, DirectStage::Up) => {
            tell(state, Step::End { attempt }, out);
            leave(state, now, out);
            state.direct.not_before = Some(now + PAUSE);
        }
        (PeerState::Failed, DirectStage::Offering | DirectStage::Connecting) => fail(state, now, out),
        _ => {}
    }
}

/// The browser could not take part.
pub(super) fn broken(state: &mut MeetingState, attempt: u32, now: Millis, out: &mut Vec<Effect>) {
    peer(state, attempt, PeerState::Failed, now, out);
}

/// A source of the other one has begun to come directly.
pub(super) fn flows(state: &mut MeetingState, attempt: u32, kind: SourceKind) {
    let direct = &mut state.direct;
    if direct.attempt == attempt && direct.stage == DirectStage::Up && !direct.taken.contains(&kind) {
        direct.taken.push(kind);
    }
}

/// It has begun to come through the server again.
pub(super) fn server_flows(state: &mut MeetingState, source: &SourceName, out: &mut Vec<Effect>) {
    if state.direct.stage == DirectStage::Leaving && state.direct.takes(source) {
        state.direct.taken.retain(|kind| *kind != source.kind);
        if state.direct.taken.is_empty() {
            close(state, out);
        }
    }
}

fn fail(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    tell(
        state,
        Step::End {
            attempt: state.direct.attempt,
        },
        out,
    );
    close(state, out);
    let direct = &mut state.direct;
    let pause = PAUSE << direct.failures.min(5);
    direct.failures += 1;
    direct.not_before = Some(now + pause.min(LONGEST));
}

/// Back to the server: sound is there at once, pictures are asked for and waited for.
fn leave(state: &mut MeetingState, now: Millis, out: &mut Vec<Effect>) {
    if matches!(state.direct.stage, DirectStage::None | DirectStage::Leaving) {
        return;
    }
    state.direct.stage = DirectStage::Leaving;
    state.direct.since = now;
    state.direct.taken.retain(|kind| kind.is_video());
    out.push(Effect::WatchServer);
    follow(state, now, out);
}

/// Lets go of the connection.
pub(super) fn close(state: &mut MeetingState, out: &mut Vec<Effect>) {
    let direct = &mut state.direct;
    if direct.stage != DirectStage::None {
        *direct = Direct {
            stage: DirectStage::None,
            peer: None,
            since: 0,
            taken: Vec::new(),
            ..std::mem::take(direct)
        };
        out.push(Effect::CloseDirect);
    }
}
