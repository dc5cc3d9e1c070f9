//! One's own sources: opening, closing, and telling the server.

use super::{link, notify};
use crate::meeting::devices::{DeviceKind, Devices, Problem, Source};
use crate::meeting::event::{Effect, Start};
use crate::meeting::state::{Link, MeetingState, Millis, Phase, Tone};
use signal::{ClientMessage, SourceKind};

pub(super) fn started(state: &mut MeetingState, start: Start, now: Millis, out: &mut Vec<Effect>) {
    if state.phase != Phase::Starting {
        return;
    }
    state.credentials = Some(start.credentials);
    state.name = start.name;
    state.embedded = start.embedded;
    state.relay_only = start.relay_only;
    state.direct.allowed = start.direct;
    state.direct.back_after = start.back_after;
    state.favourites = start.favourites;
    state.direct.codecs = start.direct_codecs;
    state.keep_stats = start.keep_stats;
    // An address that skips the prejoin page opens no devices by itself unless a page that embeds
    // this one vouches for it: otherwise a link would be enough to look into somebody's room
    // (contract §4.10).
    if start.prejoin || start.embedded {
        let mut kinds = Vec::new();
        for (kind, wanted) in [
            (SourceKind::Microphone, start.microphone),
            (SourceKind::Camera, start.camera),
        ] {
            if wanted {
                state.own.set(kind, Source::Opening);
                kinds.push(kind);
            }
        }
        if !kinds.is_empty() {
            out.push(Effect::Open(kinds));
        }
    }
    if start.prejoin {
        state.phase = Phase::Prejoin;
    } else {
        state.phase = Phase::Joining;
        link::open(state, now, out);
    }
}

/// After "Join again" the same sources are wanted as before.
pub(super) fn reopen(state: &mut MeetingState, out: &mut Vec<Effect>) {
    let kinds: Vec<SourceKind> = [SourceKind::Microphone, SourceKind::Camera]
        .into_iter()
        .filter(|kind| state.own.get(*kind).is_wanted())
        .collect();
    if !kinds.is_empty() {
        out.push(Effect::Open(kinds));
    }
}

/// Devices are let go; which were on is remembered for "Join again".
pub(super) fn forget(state: &mut MeetingState) {
    for kind in SourceKind::ALL {
        let next = match kind {
            SourceKind::Microphone | SourceKind::Camera if state.own.get(kind).is_wanted() => Source::Opening,
            _ => Source::Off,
        };
        state.own.set(kind, next);
    }
}

pub(super) fn toggle(state: &mut MeetingState, kind: SourceKind, out: &mut Vec<Effect>) {
    if state.own.get(kind).is_wanted() {
        close(state, kind, out);
    } else if kind != SourceKind::Screen || state.may_share() {
        state.own.set(kind, Source::Opening);
        out.push(Effect::Open(vec![kind]));
    }
}

fn close(state: &mut MeetingState, kind: SourceKind, out: &mut Vec<Effect>) {
    out.push(Effect::Close(kind));
    off(state, kind, out);
}

/// The source is off, whoever turned it off; a screen takes its sound with it.
fn off(state: &mut MeetingState, kind: SourceKind, out: &mut Vec<Effect>) {
    let was_on = state.own.get(kind).is_on();
    state.own.set(kind, Source::Off);
    if was_on {
        tell(state, kind, true, out);
    }
    if kind == SourceKind::Screen && state.own.screen_audio.is_on() {
        off(state, SourceKind::ScreenAudio, out);
    }
}

fn tell(state: &MeetingState, source: SourceKind, muted: bool, out: &mut Vec<Effect>) {
    if state.in_meeting() && state.link == Link::Up {
        out.push(Effect::Send(ClientMessage::Mute { source, muted }));
    }
}

pub(super) fn opened(state: &mut MeetingState, kind: SourceKind, with_sound: bool, out: &mut Vec<Effect>) {
    // Turned off again, or left, while the browser was still asking.
    if !state.own.get(kind).is_wanted() || matches!(state.phase, Phase::Over(_)) {
        out.push(Effect::Close(kind));
        return;
    }
    let was_on = state.own.get(kind).is_on();
    state.own.set(kind, Source::On);
    if !was_on {
        tell(state, kind, false, out);
    }
    if kind == SourceKind::Screen && with_sound {
        state.own.screen_audio = Source::On;
        tell(state, SourceKind::ScreenAudio, false, out);
    }
}

pub(super) fn failed(state: &mut MeetingState, kind: SourceKind, problem: Option<Problem>, now: Millis) {
    state.own.set(kind, problem.map_or(Source::Off, Source::Failed));
    if let Some(problem) = problem
        && state.in_meeting()
    {
        notify(state, Tone::Warn, problem.sentence(kind), now);
    }
}

pub(super) fn ended(state: &mut MeetingState, kind: SourceKind, now: Millis, out: &mut Vec<Effect>) {
    if !state.own.get(kind).is_wanted() {
        return;
    }
    close(state, kind, out);
    let sentence = match kind {
        SourceKind::Microphone => "The microphone stopped. Plug it in again or choose another one.",
        SourceKind::Camera => "The camera stopped. Plug it in again or choose another one.",
        SourceKind::Screen => "You stopped sharing your screen.",
        SourceKind::ScreenAudio => return,
    };
    if matches!(state.phase, Phase::Meeting) {
        notify(state, Tone::Info, sentence, now);
    }
}

/// A moderator turned it off; the server knows already.
pub(super) fn muted_by_moderator(state: &mut MeetingState, kind: SourceKind, out: &mut Vec<Effect>) {
    state.own.set(kind, Source::Off);
    out.push(Effect::Close(kind));
    if kind == SourceKind::Screen {
        off(state, SourceKind::ScreenAudio, out);
    }
}

/// What the server believes about one's own sources is set right after a return.
pub(super) fn reconcile(state: &MeetingState, live: &[SourceKind], out: &mut Vec<Effect>) {
    for source in SourceKind::ALL {
        let on = state.own.get(source).is_on();
        if on != live.contains(&source) {
            tell(state, source, !on, out);
        }
    }
}

pub(super) fn choose(state: &mut MeetingState, kind: DeviceKind, id: &str, out: &mut Vec<Effect>) {
    state.devices.choose(kind, id);
    out.push(Effect::KeepDevices);
    let source = match kind {
        DeviceKind::Speaker => {
            out.push(Effect::UseSpeaker);
            return;
        }
        DeviceKind::Camera => SourceKind::Camera,
        DeviceKind::Microphone => SourceKind::Microphone,
    };
    // A choice made after a failure is a wish to try again; a device that is off stays off.
    if state.own.get(source) != Source::Off {
        if !state.own.get(source).is_on() {
            state.own.set(source, Source::Opening);
        }
        out.push(Effect::Open(vec![source]));
    }
}

/// Menus change; a choice that is gone falls back to the browser's.
pub(super) fn listed(state: &mut MeetingState, devices: Devices) {
    let Devices {
        camera,
        microphone,
        speaker,
        ..
    } = std::mem::take(&mut state.devices);
    let known = |list: &[crate::meeting::devices::Device], id: Option<String>| {
        id.filter(|id| list.is_empty() || list.iter().any(|device| device.id == *id))
    };
    state.devices = Devices {
        camera: known(&devices.cameras, camera.or(devices.camera)),
        microphone: known(&devices.microphones, microphone.or(devices.microphone)),
        speaker: known(&devices.speakers, speaker.or(devices.speaker)),
        cameras: devices.cameras,
        microphones: devices.microphones,
        speakers: devices.speakers,
        fixed_speaker: devices.fixed_speaker,
    };
}
