//! The one peer connection: four senders, then receivers for voices and pictures, in the order that
//! the server expects. Nothing is ever added to it; sources come and go by `replaceTrack`.

use super::{forget, object};
use crate::meeting::event::{Event, PeerState};
use crate::meeting::handle::Meeting;
use js_sys::{Array, Function, Reflect};
use signal::{IceServer, SlotPlan, SourceKind};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcBundlePolicy, RtcConfiguration, RtcIceTransportPolicy, RtcOfferOptions,
    RtcPeerConnection, RtcPeerConnectionState, RtcRtpParameters, RtcRtpReceiver, RtcRtpSender,
    RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit,
};

/// Simulcast encodings of a camera: name and most it sends in bit/s, the smallest picture first. Each has
/// half the width of the next, as browsers do it by themselves when nothing else is asked for; then they
/// also leave out the ones that a small camera is not worth.
const CAMERA: [(&str, u32); 3] = [("q", 150_000), ("h", 500_000), ("f", 1_700_000)];

/// Simulcast encodings of a shared screen.
const SCREEN: [(&str, u32); 2] = [("h", 500_000), ("f", 2_500_000)];

/// Ways to the media plane beside the direct one.
pub(super) struct Ways {
    pub servers: Vec<IceServer>,
    /// The direct one is not to be taken.
    pub relay_only: bool,
}

impl Ways {
    fn configuration(&self) -> RtcConfiguration {
        let configuration = RtcConfiguration::new();
        configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
        if self.relay_only {
            configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
        }
        configuration.set_ice_servers(&servers(self.servers.iter().filter(|server| !only_stun(server))));
        configuration
    }

    /// Of the same servers, what two pages need to reach each other: each learns its outer address. The relay
    /// leads to the media plane and nowhere else; whom no direct packet reaches stays with the server.
    pub(super) fn between_pages(&self) -> RtcConfiguration {
        let configuration = RtcConfiguration::new();
        configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
        configuration.set_ice_servers(&servers(self.servers.iter().filter(|server| only_stun(server))));
        configuration
    }
}

/// The media plane sees where a page's packets come from; only pages among themselves need to be told.
fn only_stun(server: &IceServer) -> bool {
    server.urls.iter().all(|url| url.starts_with("stun:"))
}

/// A list of servers as browsers read it.
fn servers<'a>(list: impl Iterator<Item = &'a IceServer>) -> Array {
    list.map(|server| {
        let urls: Array = server.urls.iter().map(|url| JsValue::from_str(url)).collect();
        let mut fields = vec![("urls", urls.into())];
        for (name, value) in [("username", &server.username), ("credential", &server.credential)] {
            fields.extend(value.as_deref().map(|value| (name, value.into())));
        }
        object(&fields)
    })
    .collect()
}

/// What a receiver gives, as something to play or to show.
struct Receiver {
    receiver: RtcRtpReceiver,
    stream: MediaStream,
}

/// A peer connection. Dropping it closes it.
pub(super) struct Peer {
    pc: RtcPeerConnection,
    senders: Vec<RtcRtpTransceiver>,
    /// Encodings that each sender is being told to send.
    layers: [Rc<Cell<Option<usize>>>; SourceKind::ALL.len()],
    voices: Vec<Receiver>,
    pictures: Vec<Receiver>,
    _on_state: Closure<dyn FnMut()>,
}

impl Peer {
    /// A new connection with every sender and receiver in place.
    ///
    /// # Errors
    /// The browser's exception if it has no WebRTC.
    pub(super) fn build(slots: SlotPlan, ways: &Ways, meeting: Meeting) -> Result<Self, JsValue> {
        let pc = RtcPeerConnection::new_with_configuration(&ways.configuration())?;
        let senders = SourceKind::ALL
            .into_iter()
            .map(|kind| sender(&pc, kind))
            .collect();
        let voices = receivers(&pc, "audio", slots.audio)?;
        let pictures = receivers(&pc, "video", slots.video)?;
        let watched = pc.clone();
        let on_state = Closure::<dyn FnMut()>::new(move || {
            if let Some(state) = state_of(&watched) {
                meeting.send(Event::Peer(state));
            }
        });
        pc.set_onconnectionstatechange(Some(on_state.as_ref().unchecked_ref()));
        Ok(Self {
            pc,
            senders,
            layers: Default::default(),
            voices,
            pictures,
            _on_state: on_state,
        })
    }

    /// Takes other ways from the next restart of ICE on; a browser that does not keeps those it has.
    pub(super) fn configure(&self, ways: &Ways) {
        let _ = self
            .pc
            .set_configuration_with_configuration(&ways.configuration());
    }

    /// The connection itself, to wait on while this value may already be gone.
    pub(super) fn connection(&self) -> RtcPeerConnection {
        self.pc.clone()
    }

    /// Sends this track as that source, or nothing.
    pub(super) fn send(&self, kind: SourceKind, track: Option<&MediaStreamTrack>) {
        let place = SourceKind::ALL.iter().position(|other| *other == kind);
        if let Some(transceiver) = place.and_then(|place| self.senders.get(place)) {
            forget(transceiver.sender().replace_track(track));
        }
    }

    /// Sends so many encodings of a picture, counted from the smallest, and stops the others.
    pub(super) fn send_layers(&self, kind: SourceKind, layers: usize) {
        let place = SourceKind::ALL.iter().position(|other| *other == kind);
        let Some(place) = place else { return };
        let (Some(transceiver), Some(wanted)) = (self.senders.get(place), self.layers.get(place)) else {
            return;
        };
        // Parameters are set one after the other; the one that runs sees the newest wish.
        if wanted.replace(Some(layers)).is_none() {
            let (sender, wanted) = (transceiver.sender(), Rc::clone(wanted));
            spawn_local(async move {
                while let Some(layers) = wanted.get() {
                    let parameters = activate(&sender, layers);
                    let _ = JsFuture::from(sender.set_parameters_with_parameters(&parameters)).await;
                    if wanted.get() == Some(layers) {
                        wanted.set(None);
                    }
                }
            });
        }
    }

    /// What an audio receiver plays.
    pub(super) fn voice(&self, slot: usize) -> Option<MediaStream> {
        self.voices.get(slot).map(|voice| voice.stream.clone())
    }

    /// What a video receiver shows.
    pub(super) fn picture(&self, slot: usize) -> Option<MediaStream> {
        self.pictures.get(slot).map(|picture| picture.stream.clone())
    }

    /// The receiver behind a picture.
    pub(super) fn receiver(&self, slot: usize) -> Option<RtcRtpReceiver> {
        self.pictures.get(slot).map(|picture| picture.receiver.clone())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.pc.set_onconnectionstatechange(None);
        self.pc.close();
    }
}

fn sender(pc: &RtcPeerConnection, kind: SourceKind) -> RtcRtpTransceiver {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(RtcRtpTransceiverDirection::Sendonly);
    let encodings: &[(&str, u32)] = match kind {
        SourceKind::Camera => &CAMERA,
        SourceKind::Screen => &SCREEN,
        SourceKind::Microphone | SourceKind::ScreenAudio => &[],
    };
    if !encodings.is_empty() {
        let encoding =
            |(rid, rate): &(&str, u32)| object(&[("rid", (*rid).into()), ("maxBitrate", (*rate).into())]);
        init.set_send_encodings(&encodings.iter().map(encoding).collect::<Array>());
    }
    let media = if kind.is_video() { "video" } else { "audio" };
    let transceiver = pc.add_transceiver_with_str_and_init(media, &init);
    prefer(&transceiver, media);
    transceiver
}

/// The sender's parameters with so many encodings switched on.
fn activate(sender: &RtcRtpSender, layers: usize) -> RtcRtpParameters {
    let parameters = sender.get_parameters();
    let encodings = Reflect::get(&parameters, &"encodings".into()).unwrap_or_default();
    for (at, encoding) in Array::from(&encodings).iter().enumerate() {
        // A property of a fresh dictionary can be set.
        let _ = Reflect::set(&encoding, &"active".into(), &(at < layers).into());
    }
    parameters
}

fn receivers(pc: &RtcPeerConnection, media: &str, count: usize) -> Result<Vec<Receiver>, JsValue> {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(RtcRtpTransceiverDirection::Recvonly);
    (0..count)
        .map(|_| {
            let transceiver = pc.add_transceiver_with_str_and_init(media, &init);
            prefer(&transceiver, media);
            let stream = MediaStream::new()?;
            let receiver = transceiver.receiver();
            stream.add_track(&receiver.track());
            Ok(Receiver { receiver, stream })
        })
        .collect()
}

/// Offers VP8 with its retransmissions, and Opus with its redundancy, and no more: it is what the server speaks, and it
/// keeps an offer with thirty m-lines short. A browser that will not have it offers what it likes.
fn prefer(transceiver: &RtcRtpTransceiver, media: &str) {
    let wanted: &[&str] = if media == "video" {
        &["vp8", "rtx"]
    } else {
        &["red", "opus"]
    };
    let Some(codecs) = capabilities(media) else {
        return;
    };
    let chosen = codecs.filter(&mut |codec: JsValue, _, _| wanted.contains(&codec_name(&codec).as_str()));
    set_preferences(transceiver, &chosen);
}

/// Offers every codec of the browser, these first.
pub(super) fn prefer_first(transceiver: &RtcRtpTransceiver, media: &str, favourites: &[String]) {
    let Some(codecs) = capabilities(media).filter(|_| media == "video" && !favourites.is_empty()) else {
        return;
    };
    let mut ordered: Vec<JsValue> = codecs.iter().collect();
    ordered.sort_by_key(|codec| {
        let name = codec_name(codec);
        favourites
            .iter()
            .position(|favourite| *favourite == name)
            .unwrap_or(favourites.len())
    });
    set_preferences(transceiver, &ordered.into_iter().collect());
}

/// The last part of a codec's MIME type, small.
fn codec_name(codec: &JsValue) -> String {
    Reflect::get(codec, &"mimeType".into())
        .ok()
        .and_then(|name| name.as_string())
        .and_then(|name| Some(name.rsplit('/').next()?.to_lowercase()))
        .unwrap_or_default()
}

fn set_preferences(transceiver: &RtcRtpTransceiver, codecs: &Array) {
    if codecs.length() == 0 {
        return;
    }
    if let Ok(set) = Reflect::get(transceiver, &"setCodecPreferences".into())
        && let Some(set) = set.dyn_ref::<Function>()
    {
        let _ = set.call1(transceiver, codecs);
    }
}

/// `RTCRtpReceiver.getCapabilities(media).codecs`
fn capabilities(media: &str) -> Option<Array> {
    let class = Reflect::get(&js_sys::global(), &"RTCRtpReceiver".into()).ok()?;
    let get: Function = Reflect::get(&class, &"getCapabilities".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let capabilities = get.call1(&class, &media.into()).ok()?;
    Reflect::get(&capabilities, &"codecs".into())
        .ok()?
        .dyn_into()
        .ok()
}

/// Makes an offer and takes it as the local description.
///
/// # Errors
/// The browser's exception, for instance because the connection was closed meanwhile.
pub(super) async fn offer(pc: &RtcPeerConnection, restart: bool) -> Result<String, JsValue> {
    let options = RtcOfferOptions::new();
    options.set_ice_restart(restart);
    let offer = JsFuture::from(pc.create_offer_with_rtc_offer_options(&options)).await?;
    let offer: RtcSessionDescriptionInit = offer.unchecked_into();
    JsFuture::from(pc.set_local_description(&offer)).await?;
    offer.get_sdp().ok_or(JsValue::NULL)
}

/// Takes the server's answer.
///
/// # Errors
/// The browser's exception if the answer does not fit.
pub(super) async fn answer(pc: &RtcPeerConnection, sdp: &str) -> Result<(), JsValue> {
    let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
    answer.set_sdp(sdp);
    JsFuture::from(pc.set_remote_description(&answer)).await?;
    Ok(())
}

/// The connection's state, as far as it calls for anything.
pub(super) fn state_of(pc: &RtcPeerConnection) -> Option<PeerState> {
    match pc.connection_state() {
        RtcPeerConnectionState::Connected => Some(PeerState::Connected),
        RtcPeerConnectionState::Disconnected => Some(PeerState::Disconnected),
        RtcPeerConnectionState::Failed => Some(PeerState::Failed),
        _ => None,
    }
}
