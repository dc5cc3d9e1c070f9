//! Does what the reducer asks for, and holds what cannot leave the browser's thread.

mod direct;
mod media;
mod sources;
mod stats;

use super::capture::Capture;
use super::direct::Direct;
use super::listeners::Listeners;
use super::peer::Peer;
use super::socket::{Socket, send};
use super::stats::Told;
use super::{address, player, storage};
use crate::meeting::devices::DeviceKind;
use crate::meeting::event::Effect;
use crate::meeting::handle::Meeting;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use signal::{ClientMessage, SourceKind, View};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

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
    direct: RefCell<Option<Direct>>,
    told_stats: Told,
    /// Tells what runs on its own when to end.
    alive: Rc<Cell<bool>>,
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
            direct: RefCell::default(),
            told_stats: Told::default(),
            alive: Rc::new(Cell::new(true)),
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
        self.look_on();
    }

    pub(super) const fn capture(&self) -> &Capture {
        &self.capture
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
            Effect::Send(message) => {
                if message == ClientMessage::Leave {
                    self.tell_last_stats();
                }
                self.send(&message);
            }
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
            Effect::SendCodec(kind, codec) => {
                if let Some(peer) = self.peer.borrow().as_ref() {
                    peer.send_codec(kind, codec);
                }
            }
            Effect::ClosePeer => {
                self.close_peer();
                self.told_stats.forget();
            }
            Effect::OfferDirect(attempt) => self.offer_direct(attempt),
            Effect::AnswerDirect(attempt, sdp) => self.answer_direct(attempt, sdp),
            Effect::AcceptDirect(attempt, sdp) => self.accept_direct(attempt, sdp),
            Effect::WatchServer => self.watch_server(),
            Effect::CloseDirect => self.close_direct(),
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

impl Drop for Engine {
    fn drop(&mut self) {
        self.alive.set(false);
    }
}
