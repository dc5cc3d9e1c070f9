//! The connection to the only other participant's page: the four sources of either side, each way.

use super::codecs::prefer_first;
use super::peer::{Ways, state_of};
use super::{forget, sleep};
use crate::meeting::event::Event;
use crate::meeting::handle::Meeting;
use js_sys::{Map, Reflect};
use signal::SourceKind;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcIceGatheringState, RtcPeerConnection, RtcRtpReceiver,
    RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit,
};

/// The addresses found by then are described; others would come too late to matter.
const GATHERING: u32 = 2_000;

/// Between two looks at what has begun to flow, in milliseconds.
const LOOK: u32 = 200;

/// Frames or packets after which a source flows.
const FLOWING: f64 = 3.0;

/// A direct connection. Dropping it closes it.
pub(super) struct Direct {
    attempt: u32,
    pc: RtcPeerConnection,
    streams: Vec<MediaStream>,
    codecs: Vec<String>,
    alive: Rc<Cell<bool>>,
    _on_state: Closure<dyn FnMut()>,
}

impl Direct {
    /// A connection that has no description yet.
    ///
    /// # Errors
    /// The browser's exception if it has no WebRTC.
    pub(super) fn new(
        attempt: u32,
        ways: &Ways,
        codecs: Vec<String>,
        meeting: Meeting,
    ) -> Result<Self, JsValue> {
        let pc = RtcPeerConnection::new_with_configuration(&ways.between_pages())?;
        let watched = pc.clone();
        let on_state = Closure::<dyn FnMut()>::new(move || {
            if let Some(state) = state_of(&watched) {
                meeting.send(Event::DirectPeer(attempt, state));
            }
        });
        pc.set_onconnectionstatechange(Some(on_state.as_ref().unchecked_ref()));
        Ok(Self {
            attempt,
            pc,
            streams: Vec::new(),
            codecs,
            alive: Rc::new(Cell::new(true)),
            _on_state: on_state,
        })
    }

    /// Which attempt it belongs to.
    pub(super) const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The connection itself, to wait on while this value may already be gone.
    pub(super) fn connection(&self) -> RtcPeerConnection {
        self.pc.clone()
    }

    /// Lays out the four sources, each way, for an offer.
    pub(super) fn lay_out(&mut self) {
        for kind in SourceKind::ALL {
            let init = RtcRtpTransceiverInit::new();
            init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            let transceiver = self.pc.add_transceiver_with_str_and_init(media(kind), &init);
            prefer_first(&transceiver, media(kind), &self.codecs);
        }
        self.follow_receivers();
    }

    /// Finds the four sources in an offer that was taken, and answers each way.
    pub(super) fn find(&mut self) {
        for (transceiver, kind) in self.transceivers().into_iter().zip(SourceKind::ALL) {
            transceiver.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            prefer_first(&transceiver, media(kind), &self.codecs);
        }
        self.follow_receivers();
    }

    fn follow_receivers(&mut self) {
        self.streams = self
            .transceivers()
            .iter()
            .filter_map(|transceiver| {
                let stream = MediaStream::new().ok()?;
                stream.add_track(&transceiver.receiver().track());
                Some(stream)
            })
            .collect();
    }

    fn transceivers(&self) -> Vec<RtcRtpTransceiver> {
        self.pc
            .get_transceivers()
            .iter()
            .map(JsCast::unchecked_into)
            .collect()
    }

    /// Sends this track as that source, or nothing.
    pub(super) fn send(&self, kind: SourceKind, track: Option<&MediaStreamTrack>) {
        if let Some(transceiver) = self.transceivers().get(place(kind)) {
            forget(transceiver.sender().replace_track(track));
        }
    }

    /// What comes from the other side.
    pub(super) fn stream(&self, kind: SourceKind) -> Option<MediaStream> {
        self.streams.get(place(kind)).cloned()
    }

    /// Reports every source that begins to flow, as long as the connection lives.
    pub(super) fn watch(&self, meeting: Meeting) {
        let (alive, attempt) = (Rc::clone(&self.alive), self.attempt);
        let receivers: Vec<RtcRtpReceiver> = self
            .transceivers()
            .iter()
            .map(RtcRtpTransceiver::receiver)
            .collect();
        spawn_local(async move {
            let mut first = [None::<f64>; SourceKind::ALL.len()];
            let mut told = [false; SourceKind::ALL.len()];
            while alive.get() {
                for (place, (receiver, kind)) in receivers.iter().zip(SourceKind::ALL).enumerate() {
                    if told[place] {
                        continue;
                    }
                    let Some(count) = flowed(receiver, kind).await else {
                        continue;
                    };
                    if count - *first[place].get_or_insert(count) >= FLOWING && alive.get() {
                        told[place] = true;
                        meeting.send(Event::DirectFlows(attempt, kind));
                    }
                }
                sleep(LOOK).await;
            }
        });
    }
}

impl Drop for Direct {
    fn drop(&mut self) {
        self.alive.set(false);
        self.pc.set_onconnectionstatechange(None);
        self.pc.close();
    }
}

const fn media(kind: SourceKind) -> &'static str {
    if kind.is_video() { "video" } else { "audio" }
}

/// Where a source stands among the m-lines, which is where it stands in [`SourceKind::ALL`].
const fn place(kind: SourceKind) -> usize {
    kind as usize
}

/// Pictures decoded, or packets of sound received, so far.
pub(super) async fn flowed(receiver: &RtcRtpReceiver, kind: SourceKind) -> Option<f64> {
    let member = if kind.is_video() {
        "framesDecoded"
    } else {
        "packetsReceived"
    };
    let report = JsFuture::from(receiver.get_stats()).await.ok()?;
    let mut count = None;
    report.unchecked_ref::<Map>().for_each(&mut |stat, _| {
        let inbound = Reflect::get(&stat, &"type".into()).is_ok_and(|kind| kind == "inbound-rtp");
        if inbound {
            count = Reflect::get(&stat, &member.into())
                .ok()
                .and_then(|count| count.as_f64());
        }
    });
    count
}

/// Makes our description, waits for its addresses, and gives it whole.
///
/// # Errors
/// The browser's exception, for instance because the connection was closed meanwhile.
async fn describe(pc: &RtcPeerConnection, description: JsValue) -> Result<String, JsValue> {
    let description: RtcSessionDescriptionInit = description.unchecked_into();
    JsFuture::from(pc.set_local_description(&description)).await?;
    let mut waited = 0;
    while pc.ice_gathering_state() != RtcIceGatheringState::Complete && waited < GATHERING {
        sleep(50).await;
        waited += 50;
    }
    let local = pc.local_description().ok_or(JsValue::NULL)?;
    Ok(local.sdp())
}

/// Our offer.
///
/// # Errors
/// The browser's exception.
pub(super) async fn offer(pc: &RtcPeerConnection) -> Result<String, JsValue> {
    let offer = JsFuture::from(pc.create_offer()).await?;
    describe(pc, offer).await
}

/// Our answer to the offer that was taken.
///
/// # Errors
/// The browser's exception.
pub(super) async fn answer(pc: &RtcPeerConnection) -> Result<String, JsValue> {
    let answer = JsFuture::from(pc.create_answer()).await?;
    describe(pc, answer).await
}

/// Takes the other page's description.
///
/// # Errors
/// The browser's exception if it does not fit.
pub(super) async fn take(pc: &RtcPeerConnection, kind: RtcSdpType, sdp: &str) -> Result<(), JsValue> {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    JsFuture::from(pc.set_remote_description(&description)).await?;
    Ok(())
}
