//! The connection to the media plane.

use super::Engine;
use crate::meeting::browser::peer::{self, Peer, Ways};
use crate::meeting::event::Event;
use crate::meeting::handle::Meeting;
use leptos::prelude::*;
use signal::{SlotPlan, SourceKind};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaStream, RtcPeerConnection, RtcPeerConnectionState, RtcRtpReceiver};

impl Engine {
    /// What an audio receiver plays.
    pub(in super::super) fn voice(&self, slot: usize) -> Option<MediaStream> {
        self.peer.borrow().as_ref()?.voice(slot)
    }

    /// What a video receiver shows.
    pub(in super::super) fn picture(&self, slot: usize) -> Option<MediaStream> {
        self.peer.borrow().as_ref()?.picture(slot)
    }

    /// The connection to the media plane, if there is one.
    pub(super) fn connection(&self) -> Option<RtcPeerConnection> {
        self.peer.borrow().as_ref().map(Peer::connection)
    }

    /// The receiver behind a picture.
    pub(super) fn receiver(&self, slot: usize) -> Option<RtcRtpReceiver> {
        self.peer.borrow().as_ref()?.receiver(slot)
    }

    pub(super) fn build_peer(&self, slots: SlotPlan) {
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
    pub(super) fn ways(&self) -> Ways {
        self.meeting.state.with_untracked(|state| Ways {
            servers: state.ice_servers.clone(),
            relay_only: state.relay_only,
        })
    }

    pub(super) fn close_peer(&self) {
        let peer = self.peer.borrow_mut().take();
        drop(peer);
        let _ = self.meeting.peers.try_update(|count| *count += 1);
    }

    pub(super) fn offer(&self, restart: bool) {
        let Some(pc) = self.connection() else {
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

    pub(super) fn answer(&self, sdp: String) {
        let Some(pc) = self.connection() else {
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
}

/// A connection that was closed on purpose is not broken.
fn report_broken(pc: &RtcPeerConnection, meeting: Meeting) {
    if pc.connection_state() != RtcPeerConnectionState::Closed {
        meeting.send(Event::PeerBroken);
    }
}
