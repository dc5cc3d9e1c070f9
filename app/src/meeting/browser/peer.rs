//! The one peer connection: four senders, then receivers for voices and pictures, in the order that
//! the server expects. Nothing is ever added to it; sources come and go by `replaceTrack`.

use super::codecs::{is, prefer};
use super::{forget, object};
use crate::meeting::encodings::{Encoding, Wish, encodings, streams};
use crate::meeting::event::{Event, PeerState};
use crate::meeting::handle::Meeting;
use js_sys::{Array, Reflect};
use signal::{IceServer, SlotPlan, SourceKind, VideoCodec};
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

impl Receiver {
    /// The very stream. Its own method `clone` is JavaScript's, which makes another with other tracks.
    fn stream(&self) -> MediaStream {
        Clone::clone(&self.stream)
    }
}

/// A peer connection. Dropping it closes it.
pub(super) struct Peer {
    pc: RtcPeerConnection,
    senders: Vec<Sender>,
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
            .map(|kind| Sender::new(&pc, kind))
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
        if let Some(sender) = self.sender(kind) {
            forget(sender.transceiver.sender().replace_track(track));
        }
    }

    /// Sends so many sizes of a picture, counted from the smallest.
    pub(super) fn send_layers(&self, kind: SourceKind, layers: usize) {
        if let Some(sender) = self.sender(kind) {
            sender.ask(Wish {
                layers,
                ..sender.wish.get()
            });
        }
    }

    /// Sends a picture in this codec.
    pub(super) fn send_codec(&self, kind: SourceKind, codec: VideoCodec) {
        if let Some(sender) = self.sender(kind) {
            sender.ask(Wish {
                codec,
                ..sender.wish.get()
            });
        }
    }

    fn sender(&self, kind: SourceKind) -> Option<&Sender> {
        self.senders.iter().find(|sender| sender.kind == kind)
    }

    /// What an audio receiver plays.
    pub(super) fn voice(&self, slot: usize) -> Option<MediaStream> {
        self.voices.get(slot).map(Receiver::stream)
    }

    /// What a video receiver shows.
    pub(super) fn picture(&self, slot: usize) -> Option<MediaStream> {
        self.pictures.get(slot).map(Receiver::stream)
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

/// One of one's own sources, and how it is to be sent.
struct Sender {
    kind: SourceKind,
    transceiver: RtcRtpTransceiver,
    wish: Rc<Cell<Wish>>,
    /// Parameters are being set.
    busy: Rc<Cell<bool>>,
}

impl Sender {
    fn new(pc: &RtcPeerConnection, kind: SourceKind) -> Self {
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Sendonly);
        let streams = streams(kind);
        if !streams.is_empty() {
            let encoding =
                |(rid, most): &(&str, u32)| object(&[("rid", (*rid).into()), ("maxBitrate", (*most).into())]);
            init.set_send_encodings(&streams.iter().map(encoding).collect::<Array>());
        }
        let media = if kind.is_video() { "video" } else { "audio" };
        let transceiver = pc.add_transceiver_with_str_and_init(media, &init);
        prefer(&transceiver, media);
        Self {
            kind,
            transceiver,
            wish: Rc::new(Cell::new(Wish::first(kind))),
            busy: Rc::default(),
        }
    }

    /// Parameters are set one after the other; the one that runs sees the newest wish.
    fn ask(&self, wish: Wish) {
        if self.wish.replace(wish) == wish || self.busy.replace(true) {
            return;
        }
        let (sender, kind) = (self.transceiver.sender(), self.kind);
        let (wished, busy) = (Rc::clone(&self.wish), Rc::clone(&self.busy));
        spawn_local(async move {
            loop {
                let wish = wished.get();
                let parameters = parameters(&sender, kind, wish);
                // A browser that cannot do it goes on as it was.
                let _ = JsFuture::from(sender.set_parameters_with_parameters(&parameters)).await;
                if wished.get() == wish {
                    busy.set(false);
                    return;
                }
            }
        });
    }
}

/// The sender's parameters as they are to be.
fn parameters(sender: &RtcRtpSender, kind: SourceKind, wish: Wish) -> RtcRtpParameters {
    let parameters = sender.get_parameters();
    let list = |name: &str| Array::from(&Reflect::get(&parameters, &name.into()).unwrap_or_default());
    let codec = list("codecs").iter().find(|codec| is(codec, wish.codec));
    for (entry, encoding) in list("encodings").iter().zip(encodings(kind, wish)) {
        let Encoding {
            active,
            mode,
            most,
            narrower,
        } = encoding;
        let set = |name: &str, value: JsValue| {
            // A property of a fresh dictionary can be set.
            let _ = Reflect::set(&entry, &name.into(), &value);
        };
        set("active", active.into());
        // Without the codec in the answer the sender stays with what it has, in the encodings for that.
        if let Some(codec) = codec
            .as_ref()
            .filter(|_| wish.codec != VideoCodec::Vp8 || has(&entry, "codec"))
        {
            set("codec", codec.clone());
            set("maxBitrate", most.into());
            set("scaleResolutionDownBy", narrower.into());
            match mode {
                Some(mode) => set("scalabilityMode", mode.into()),
                None => {
                    let _ = Reflect::delete_property(
                        entry.unchecked_ref::<js_sys::Object>(),
                        &"scalabilityMode".into(),
                    );
                }
            }
        }
    }
    parameters
}

fn has(entry: &JsValue, name: &str) -> bool {
    Reflect::get(entry, &name.into()).is_ok_and(|value| !value.is_undefined())
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
