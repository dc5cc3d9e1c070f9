//! One's own devices: opening them, sending what they give, and letting them go.

use super::Engine;
use crate::meeting::browser::{devices, engine};
use crate::meeting::devices::DeviceKind;
use crate::meeting::event::Event;
use leptos::prelude::*;
use signal::SourceKind;
use wasm_bindgen_futures::spawn_local;

impl Engine {
    pub(super) fn captures_changed(&self) {
        let _ = self.meeting.captures.try_update(|count| *count += 1);
    }

    pub(super) fn open(&self, kinds: &[SourceKind]) {
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
            let Some(engine) = engine() else {
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
            let Some(engine) = engine() else {
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
        let track = self.capture.track(kind);
        if let Some(peer) = &*self.peer.borrow() {
            peer.send(kind, track.as_ref());
        }
        if let Some(direct) = &*self.direct.borrow() {
            direct.send(kind, track.as_ref());
        }
    }

    /// Sends nothing more as that source. A muted microphone goes on: its track is silent.
    fn detach(&self, kind: SourceKind) {
        if let Some(peer) = &*self.peer.borrow() {
            peer.send(kind, None);
        }
        if let Some(direct) = &*self.direct.borrow() {
            direct.send(kind, None);
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

    pub(super) fn close(&self, kind: SourceKind) {
        self.detach(kind);
        if kind == SourceKind::Screen {
            self.detach(SourceKind::ScreenAudio);
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
    pub(in super::super) fn list_devices() {
        spawn_local(async {
            let list = devices::list().await;
            if let (Some(engine), Some(list)) = (engine(), list) {
                engine.meeting.send(Event::Listed(Box::new(list)));
            }
        });
    }
}
