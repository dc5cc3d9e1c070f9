//! The direct connection: built, watched, and let go.

use super::Engine;
use crate::meeting::browser::direct::{self, Direct, flowed};
use crate::meeting::browser::{engine, now, sleep};
use crate::meeting::direct::DirectStage;
use crate::meeting::event::Event;
use leptos::prelude::*;
use signal::{SourceKind, SourceName};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaStream, RtcPeerConnection, RtcPeerConnectionState, RtcSdpType};

/// Between two looks at whether the server's pictures are there, in milliseconds.
const LOOK: u32 = 60;

impl Engine {
    /// What the other page sends as this source.
    pub(in super::super) fn direct_stream(&self, kind: SourceKind) -> Option<MediaStream> {
        self.direct.borrow().as_ref()?.stream(kind)
    }

    /// The direct connection, if there is one.
    pub(super) fn direct_connection(&self) -> Option<RtcPeerConnection> {
        self.direct.borrow().as_ref().map(Direct::connection)
    }

    pub(super) fn offer_direct(&self, attempt: u32) {
        let Some(pc) = self.new_direct(attempt, Direct::lay_out) else {
            return;
        };
        self.send_directly();
        spawn_local(async move {
            report(attempt, &pc, direct::offer(&pc).await);
        });
    }

    pub(super) fn answer_direct(&self, attempt: u32, sdp: String) {
        let Some(pc) = self.new_direct(attempt, |_| ()) else {
            return;
        };
        spawn_local(async move {
            if let Err(error) = direct::take(&pc, RtcSdpType::Offer, &sdp).await {
                report(attempt, &pc, Err(error));
                return;
            }
            let Some(engine) = engine() else { return };
            if let Some(direct) = &mut *engine.direct.borrow_mut()
                && direct.attempt() == attempt
            {
                direct.find();
            }
            engine.send_directly();
            report(attempt, &pc, direct::answer(&pc).await);
            engine.watch_direct();
        });
    }

    pub(super) fn accept_direct(&self, attempt: u32, sdp: String) {
        let Some(pc) = self.direct_connection() else {
            return;
        };
        let meeting = self.meeting;
        self.watch_direct();
        spawn_local(async move {
            if direct::take(&pc, RtcSdpType::Answer, &sdp).await.is_err()
                && pc.connection_state() != RtcPeerConnectionState::Closed
            {
                meeting.send(Event::DirectBroken(attempt));
            }
        });
    }

    pub(super) fn close_direct(&self) {
        let direct = self.direct.borrow_mut().take();
        drop(direct);
        let _ = self.meeting.peers.try_update(|count| *count += 1);
    }

    fn new_direct(&self, attempt: u32, prepare: impl FnOnce(&mut Direct)) -> Option<RtcPeerConnection> {
        let codecs = self
            .meeting
            .state
            .with_untracked(|state| state.direct.codecs.clone());
        match Direct::new(attempt, &self.ways(), codecs, self.meeting) {
            Ok(mut direct) => {
                prepare(&mut direct);
                let pc = direct.connection();
                let old = self.direct.borrow_mut().replace(direct);
                drop(old);
                Some(pc)
            }
            Err(_) => {
                self.meeting.send(Event::DirectBroken(attempt));
                None
            }
        }
    }

    /// Everything that is on is sent directly too; the other page takes it when it is there.
    fn send_directly(&self) {
        if let Some(direct) = &*self.direct.borrow() {
            for kind in SourceKind::ALL {
                direct.send(kind, self.capture.track(kind).as_ref());
            }
        }
    }

    fn watch_direct(&self) {
        if let Some(direct) = &*self.direct.borrow() {
            direct.watch(self.meeting);
        }
        self.meeting.peers.update(|count| *count += 1);
    }

    /// While a direct connection is given up: reports every picture that the server sends again.
    pub(super) fn watch_server(&self) {
        let meeting = self.meeting;
        let began = now();
        spawn_local(async move {
            let mut first: Vec<(SourceName, usize, f64)> = Vec::new();
            loop {
                let Some(engine) = engine() else { return };
                let leaving = meeting.state.try_with_untracked(|state| {
                    (state.direct.stage == DirectStage::Leaving).then(|| {
                        let peer = state.direct.peer.clone();
                        let sources = state.direct.taken.iter().filter_map(|kind| {
                            Some(SourceName {
                                endpoint: peer.clone()?,
                                kind: *kind,
                            })
                        });
                        sources.collect::<Vec<_>>()
                    })
                });
                let Some(Some(sources)) = leaving else { return };
                for source in sources {
                    let slot = meeting
                        .table
                        .try_with_untracked(|table| table.slot_of(&source))
                        .flatten();
                    let Some((slot, receiver)) = slot.and_then(|slot| Some((slot, engine.receiver(slot)?)))
                    else {
                        continue;
                    };
                    let Some(count) = flowed(&receiver, source.kind).await else {
                        continue;
                    };
                    match first
                        .iter()
                        .find(|(other, at, _)| *other == source && *at == slot)
                    {
                        Some((.., before)) if count > *before => meeting.send(Event::ServerFlows(source)),
                        Some(_) => {}
                        // What a receiver decoded for somebody else before counts from here.
                        None => first.push((source, slot, count)),
                    }
                }
                if now().saturating_sub(began) > 10_000 {
                    return;
                }
                sleep(LOOK).await;
            }
        });
    }
}

/// A connection that was closed on purpose is not broken.
fn report(attempt: u32, pc: &RtcPeerConnection, described: Result<String, JsValue>) {
    let Some(engine) = engine() else { return };
    match described {
        Ok(sdp) => engine.meeting.send(Event::DirectDescribed(attempt, sdp)),
        Err(_) if pc.connection_state() != RtcPeerConnectionState::Closed => {
            engine.meeting.send(Event::DirectBroken(attempt));
        }
        Err(_) => {}
    }
}
