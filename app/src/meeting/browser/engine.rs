//! Does what the reducer asks for, and holds what cannot leave the browser's thread.

use super::capture::Capture;
use super::listeners::Listeners;
use super::peer::{self, Peer, Ways};
use super::socket::{Socket, send};
use super::{address, devices, player, storage};
use crate::meeting::devices::DeviceKind;
use crate::meeting::event::{Effect, Event};
use crate::meeting::handle::Meeting;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use signal::{ClientMessage, SlotPlan, SourceKind, View};
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;
use web_sys::MediaStream;

const CHOICES: [(DeviceKind, &str); 3] = [
    (DeviceKind::Camera, "conclave.camera"),
    (DeviceKind::Microphone, "conclave.microphone"),
    (DeviceKind::Speaker, "conclave.speaker"),
];

const SHORTCUTS: &str = "conclave.shortcuts";

/// The browser's side of a meeting.
pub(super) struct Engine {
    meeting: Meeting,
    socket: RefCell<Option<Socket>>,
    socket_timer: RefCell<Option<TimeoutHandle>>,
    peer: RefCell<Option<Peer>>,
    capture: Capture,
    told: RefCell<Option<View>>,
    view_timer: RefCell<Option<TimeoutHandle>>,
    listeners: RefCell<Option<Listeners>>,
}

impl Engine {
    pub(super) fn new(meeting: Meeting) -> Self {
        Self {
            meeting,
            socket: RefCell::default(),
            socket_timer: RefCell::default(),
            peer: RefCell::default(),
            capture: Capture::default(),
            told: RefCell::default(),
            view_timer: RefCell::default(),
            listeners: RefCell::default(),
        }
    }

    /// Begins to listen to the window.
    pub(super) fn begin(&self) {
        self.meeting.state.update_untracked(|state| {
            for (kind, key) in CHOICES {
                state.devices.choose(kind, &storage::get(key).unwrap_or_default());
            }
            state.letters_off = storage::get(SHORTCUTS).as_deref() == Some("off");
        });
        let listeners = Listeners::new(self.meeting);
        *self.listeners.borrow_mut() = Some(listeners);
        Self::list_devices();
    }

    pub(super) const fn capture(&self) -> &Capture {
        &self.capture
    }

    pub(super) fn voice(&self, slot: usize) -> Option<MediaStream> {
        self.peer.borrow().as_ref()?.voice(slot)
    }

    pub(super) fn picture(&self, slot: usize) -> Option<MediaStream> {
        self.peer.borrow().as_ref()?.picture(slot)
    }

    /// Does one thing.
    pub(super) fn run(&self, effect: Effect) {
        match effect {
            Effect::OpenLink(wait) => self.open_link(wait),
            Effect::CloseLink => {
                self.stop_waiting();
                let socket = self.socket.borrow_mut().take();
                drop(socket);
            }
            Effect::Send(message) => self.send(&message),
            Effect::BuildPeer(slots) => self.build_peer(slots),
            Effect::RestartIce => {
                if let Some(peer) = &*self.peer.borrow() {
                    peer.configure(&self.ways());
                }
                self.offer(true);
            }
            Effect::Answer(sdp) => self.answer(sdp),
            Effect::SendLayers(kind, layers) => {
                if let Some(peer) = self.peer.borrow().as_ref() {
                    peer.send_layers(kind, layers);
                }
            }
            Effect::ClosePeer => self.close_peer(),
            Effect::Open(kinds) => self.open(&kinds),
            Effect::Close(kind) => self.close(kind),
            Effect::Release => {
                for kind in SourceKind::ALL {
                    self.capture.release(kind);
                }
                self.captures_changed();
            }
            Effect::UseSpeaker => {
                let speaker = self.chosen(DeviceKind::Speaker);
                player::use_speaker(speaker.as_deref().unwrap_or_default());
            }
            Effect::Play => player::play_all(self.meeting),
            Effect::KeepName(name) => storage::keep(storage::NAME, &name),
            Effect::KeepDevices => {
                for (kind, key) in CHOICES {
                    storage::keep(key, self.chosen(kind).as_deref().unwrap_or_default());
                }
            }
            Effect::KeepShortcuts(on) => storage::keep(SHORTCUTS, if on { "on" } else { "off" }),
            Effect::ForgetView => {
                self.told.take();
                super::view::tell_soon();
            }
        }
    }

    fn chosen(&self, kind: DeviceKind) -> Option<String> {
        self.meeting
            .state
            .with_untracked(|state| state.devices.chosen(kind).map(str::to_owned))
    }

    fn captures_changed(&self) {
        let _ = self.meeting.captures.try_update(|count| *count += 1);
    }

    // --- messages

    fn stop_waiting(&self) {
        if let Some(timer) = self.socket_timer.borrow_mut().take() {
            timer.clear();
        }
    }

    fn open_link(&self, wait: u32) {
        self.stop_waiting();
        let old = self.socket.borrow_mut().take();
        drop(old);
        if wait == 0 {
            self.connect();
            return;
        }
        let timer = set_timeout_with_handle(
            || {
                if let Some(engine) = super::engine() {
                    engine.connect();
                }
            },
            Duration::from_millis(u64::from(wait)),
        );
        *self.socket_timer.borrow_mut() = timer.ok();
    }

    fn connect(&self) {
        let socket = Socket::open(&address::signal_url(), self.meeting);
        *self.socket.borrow_mut() = socket;
    }

    fn send(&self, message: &ClientMessage) {
        // Nothing stays borrowed meanwhile: whatever sending sets off may open another connection.
        let socket = self.socket.borrow().as_ref().map(Socket::handle);
        if let Some(socket) = socket {
            send(&socket, message);
        }
    }

    // --- media

    fn build_peer(&self, slots: SlotPlan) {
        match Peer::build(slots, &self.ways(), self.meeting) {
            Ok(peer) => {
                for kind in SourceKind::ALL {
                    let on = self
                        .meeting
                        .state
                        .with_untracked(|state| state.own.get(kind).is_on());
                    if on {
                        peer.send(kind, self.capture.track(kind).as_ref());
                    }
                }
                let old = self.peer.borrow_mut().replace(peer);
                drop(old);
                self.meeting.peers.update(|count| *count += 1);
                self.offer(false);
            }
            Err(_) => self.meeting.send(Event::PeerBroken),
        }
    }

    /// The ways to the media plane that the server named last.
    fn ways(&self) -> Ways {
        self.meeting.state.with_untracked(|state| Ways {
            servers: state.ice_servers.clone(),
            relay_only: state.relay_only,
        })
    }

    fn close_peer(&self) {
        let peer = self.peer.borrow_mut().take();
        drop(peer);
        let _ = self.meeting.peers.try_update(|count| *count += 1);
    }

    fn offer(&self, restart: bool) {
        let Some(pc) = self.peer.borrow().as_ref().map(Peer::connection) else {
            return;
        };
        let meeting = self.meeting;
        spawn_local(async move {
            match peer::offer(&pc, restart).await {
                Ok(sdp) => meeting.send(Event::Offered(sdp)),
                Err(_) => report_broken(&pc, meeting),
            }
        });
    }

    fn answer(&self, sdp: String) {
        let Some(pc) = self.peer.borrow().as_ref().map(Peer::connection) else {
            return;
        };
        let meeting = self.meeting;
        spawn_local(async move {
            if peer::answer(&pc, &sdp).await.is_err() {
                report_broken(&pc, meeting);
            } else if let Some(state) = peer::state_of(&pc) {
                // A restart that works leaves the state as it was and is not reported by the browser.
                meeting.send(Event::Peer(state));
            }
        });
    }

    // --- one's own sources

    fn open(&self, kinds: &[SourceKind]) {
        if kinds.contains(&SourceKind::Screen) {
            self.open_screen();
            return;
        }
        let mut wishes = Vec::new();
        for kind in kinds {
            let device = match kind {
                SourceKind::Camera => self.chosen(DeviceKind::Camera),
                _ => self.chosen(DeviceKind::Microphone),
            };
            if self.capture.enable(*kind, true, device.as_deref()) {
                self.give(*kind);
            } else {
                wishes.push((*kind, device, self.capture.ask(*kind)));
            }
        }
        if wishes.is_empty() {
            return;
        }
        spawn_local(async move {
            let asked: Vec<devices::Wish> = wishes
                .iter()
                .map(|(kind, device, _)| (*kind, device.clone()))
                .collect();
            let answers = devices::open(&asked).await;
            let Some(engine) = super::engine() else {
                return;
            };
            for ((kind, answer), (_, device, number)) in answers.into_iter().zip(wishes) {
                match answer {
                    Ok(track) if engine.capture.is_latest(kind, number) => {
                        engine.capture.hold(kind, track, device, engine.meeting);
                        engine.give(kind);
                    }
                    Ok(track) => track.stop(),
                    Err(problem) if engine.capture.is_latest(kind, number) => {
                        engine.meeting.send(Event::Failed {
                            kind,
                            problem: Some(problem),
                        });
                    }
                    Err(_) => {}
                }
            }
            // Names of devices are told only after permission.
            Self::list_devices();
        });
    }

    fn open_screen(&self) {
        let number = self.capture.ask(SourceKind::Screen);
        spawn_local(async move {
            let answer = devices::open_screen().await;
            let Some(engine) = super::engine() else {
                return;
            };
            if !engine.capture.is_latest(SourceKind::Screen, number) {
                if let Ok((picture, sound)) = answer {
                    picture.stop();
                    sound.iter().for_each(web_sys::MediaStreamTrack::stop);
                }
                return;
            }
            match answer {
                Ok((picture, sound)) => {
                    let with_sound = sound.is_some();
                    let meeting = engine.meeting;
                    engine.capture.hold(SourceKind::Screen, picture, None, meeting);
                    if let Some(sound) = sound {
                        engine.capture.hold(SourceKind::ScreenAudio, sound, None, meeting);
                        engine.attach(SourceKind::ScreenAudio);
                    }
                    engine.attach(SourceKind::Screen);
                    engine.captures_changed();
                    meeting.send(Event::Opened {
                        kind: SourceKind::Screen,
                        with_sound,
                    });
                }
                Err(problem) => engine.meeting.send(Event::Failed {
                    kind: SourceKind::Screen,
                    problem,
                }),
            }
        });
    }

    /// Sends a source's track from now on.
    fn attach(&self, kind: SourceKind) {
        if let Some(peer) = &*self.peer.borrow() {
            peer.send(kind, self.capture.track(kind).as_ref());
        }
    }

    fn give(&self, kind: SourceKind) {
        self.attach(kind);
        self.captures_changed();
        self.meeting.send(Event::Opened {
            kind,
            with_sound: false,
        });
    }

    fn close(&self, kind: SourceKind) {
        if let Some(peer) = &*self.peer.borrow() {
            peer.send(kind, None);
            if kind == SourceKind::Screen {
                peer.send(SourceKind::ScreenAudio, None);
            }
        }
        match kind {
            // The microphone stays open but silent, so that one is heard at once when it goes on again.
            SourceKind::Microphone => {
                self.capture.ask(kind);
                self.capture.enable(kind, false, None);
            }
            SourceKind::Screen => {
                self.capture.release(SourceKind::Screen);
                self.capture.release(SourceKind::ScreenAudio);
            }
            SourceKind::Camera | SourceKind::ScreenAudio => self.capture.release(kind),
        }
        self.captures_changed();
    }

    /// Reads the device menus anew.
    pub(super) fn list_devices() {
        spawn_local(async {
            let list = devices::list().await;
            if let (Some(engine), Some(list)) = (super::engine(), list) {
                engine.meeting.send(Event::Listed(Box::new(list)));
            }
        });
    }

    // --- the view

    /// Keeps the timer of the next view message and drops the one before.
    pub(super) fn view_timer(&self, timer: Option<TimeoutHandle>) {
        let before = std::mem::replace(&mut *self.view_timer.borrow_mut(), timer);
        if let Some(before) = before {
            before.clear();
        }
    }

    /// Tells the server what is on the screen, unless it knows.
    pub(super) fn tell_view(&self) {
        let Some(wanted) = self.meeting.wanted.try_get_untracked() else {
            return;
        };
        let view = self.meeting.table.with_untracked(|table| table.view(&wanted));
        let up = self
            .meeting
            .state
            .with_untracked(|state| state.in_meeting() && state.link == crate::meeting::state::Link::Up);
        if up && self.told.borrow().as_ref() != Some(&view) {
            self.send(&ClientMessage::View(view.clone()));
            *self.told.borrow_mut() = Some(view);
        }
    }
}

/// A connection that was closed on purpose is not broken.
fn report_broken(pc: &web_sys::RtcPeerConnection, meeting: Meeting) {
    if pc.connection_state() != web_sys::RtcPeerConnectionState::Closed {
        meeting.send(Event::PeerBroken);
    }
}
