//! A page played by str0m without a socket.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use netsim::Link;
use sfu::api::{
    Extensions, LegFacts, LegTransport, PayloadTypes, PictureType, PictureTypes, SendLine, SlotLine,
    SourceKind, VideoCodec,
};
use str0m::bwe::{Bitrate, BweKind};
use str0m::crypto::Fingerprint;
use str0m::format::Codec;
use str0m::media::{KeyframeRequestKind, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RtpPacket, Ssrc};
use str0m::{Candidate, Event, IceCreds, Input, Output, Rtc};

use crate::camera::{Camera, Layer, Mark};
use crate::decoder::Decoder;
use crate::voice::Voice;

/// Receivers of each kind.
const SLOTS: u32 = 3;
/// The names of the encodings of a camera that sends several.
const NAMES: [&str; 3] = ["q", "h", "f"];

/// What the way is believed to carry in the beginning, as browsers do.
const START: Bitrate = Bitrate::kbps(300);

/// What a page sends, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sends {
    /// Bits a second of the camera's encodings, the smallest first.
    pub(crate) rates: &'static [usize],
    /// Between two pictures.
    pub(crate) frame: Duration,
    /// No more than its estimate of the way allows, and nothing that nobody takes.
    pub(crate) adapts: bool,
}

/// One page and its way to the media plane.
pub(crate) struct Page {
    pub(crate) leg: u64,
    pub(crate) address: SocketAddr,
    /// Zero of the times at which packets are made; all pages share it.
    start: Instant,
    rtc: Rtc,
    /// When str0m wants to be called.
    due: Instant,
    pub(crate) camera: Option<Camera>,
    pub(crate) up: Link<Vec<u8>>,
    pub(crate) down: Link<Vec<u8>>,
    pub(crate) decoders: Vec<Decoder>,
    pub(crate) voices: Vec<Voice>,
}

fn microphone_ssrc(leg: u64) -> u32 {
    leg as u32 * 1000
}

fn layer_ssrc(leg: u64, layer: usize) -> u32 {
    leg as u32 * 1000 + 1 + 2 * layer as u32
}

fn audio_ssrc(leg: u64, slot: u32) -> u32 {
    leg as u32 * 1000 + 100 + slot
}

fn video_ssrc(leg: u64, slot: u32) -> u32 {
    leg as u32 * 1000 + 200 + 2 * slot
}

fn types(rtc: &Rtc, codec: Codec) -> (Pt, Option<Pt>) {
    let found = rtc.codec_config().find(|params| params.spec().codec == codec);
    found
        .map(|params| (params.pt(), params.resend()))
        .expect("the codec is on")
}

/// Opus, and Opus with redundancy.
fn sound_types(rtc: &Rtc) -> (Pt, Pt) {
    let found = rtc
        .codec_config()
        .find(|params| params.spec().codec == Codec::Opus);
    found
        .and_then(|params| Some((params.pt(), params.red()?)))
        .expect("the codec is on")
}

impl Page {
    /// A page that begins to connect, and the facts of its offer.
    pub(crate) fn new(
        leg: u64,
        ours: &LegTransport,
        sends: Option<Sends>,
        (up, down): (Link<Vec<u8>>, Link<Vec<u8>>),
        (start, now): (Instant, Instant),
    ) -> (Self, LegFacts) {
        let address = SocketAddr::from(([127, 0, 0, 1], 20_000 + leg as u16));
        let mut rtc = Rtc::builder()
            .clear_codecs()
            .enable_opus(true, true)
            .enable_vp8(true)
            .set_rtp_mode(true)
            .enable_bwe(sends.filter(|sends| sends.adapts).map(|_| START))
            .build(now);
        rtc.add_local_candidate(Candidate::host(address, "udp").expect("a candidate"));
        rtc.add_remote_candidate(Candidate::host(ours.candidates[0].address, "udp").expect("a candidate"));
        let rates = sends.map_or(&[][..], |sends| sends.rates);
        let layers: Vec<Layer> = (0..)
            .zip(rates)
            .map(|(n, rate)| {
                let name = (rates.len() > 1).then(|| NAMES[n]);
                Layer::new(name, layer_ssrc(leg, n), *rate)
            })
            .collect();
        let facts = facts(leg, &mut rtc, ours, &layers);
        let pts = (sound_types(&rtc), types(&rtc, Codec::Vp8).0);
        let camera = sends.map(|sends| Camera::new(layers, sends, microphone_ssrc(leg), pts, (start, now)));
        let page = Self {
            leg,
            address,
            start,
            rtc,
            due: now,
            camera,
            up,
            down,
            decoders: (0..SLOTS).map(|_| Decoder::default()).collect(),
            voices: (0..SLOTS).map(|_| Voice::default()).collect(),
        };
        (page, facts)
    }

    /// Takes what came, and sends what is due into the up-link.
    pub(crate) fn turn(&mut self, server: SocketAddr, now: Instant) {
        while let Some((at, bytes)) = self.down.poll(now) {
            let Ok(contents) = bytes[..].try_into() else {
                continue;
            };
            let receive = Receive {
                proto: Protocol::Udp,
                source: server,
                destination: self.address,
                contents,
            };
            let input = Input::Receive(at, receive);
            self.rtc.handle_input(input).expect("taken");
            self.drain(now);
        }
        let connected = self.rtc.is_connected();
        let sends = self.camera.as_mut().filter(|_| connected);
        let sent = sends.is_some_and(|camera| camera.turn(&mut self.rtc, now));
        for slot in 0..SLOTS {
            if self.decoders[slot as usize].wants_keyframe(now) {
                let ssrc = Ssrc::from(video_ssrc(self.leg, slot));
                let mut api = self.rtc.direct_api();
                let stream = api.stream_rx(&ssrc).expect("expected");
                stream.request_keyframe(KeyframeRequestKind::Pli);
                self.due = now;
            }
        }
        if sent || now >= self.due {
            self.rtc.handle_input(Input::Timeout(now)).expect("taken");
            self.drain(now);
        }
    }

    fn drain(&mut self, now: Instant) {
        loop {
            match self.rtc.poll_output().expect("alive") {
                Output::Transmit(transmit) => {
                    let bytes = transmit.contents.to_vec();
                    self.up.send(now, bytes.len() + 28, bytes);
                }
                Output::Event(Event::RtpPacket(packet)) => self.take(&packet, now),
                Output::Event(Event::KeyframeRequest(request)) => {
                    let layers = self.camera.iter_mut().flat_map(|camera| &mut camera.layers);
                    for layer in layers.filter(|layer| layer.rid == request.rid) {
                        layer.keyframe_asked = true;
                    }
                }
                Output::Event(Event::EgressBitrateEstimate(BweKind::Twcc { estimate, .. })) => {
                    if let Some(camera) = &mut self.camera {
                        camera.estimate = Some(estimate.as_u64() as usize);
                    }
                }
                Output::Event(_) => {}
                Output::Timeout(due) => {
                    self.due = due;
                    return;
                }
            }
        }
    }

    fn take(&mut self, packet: &RtpPacket, now: Instant) {
        let ssrc = *packet.header.ssrc;
        let slot = |first: u32, step: u32| ssrc.checked_sub(first).map(|offset| (offset / step) as usize);
        let bytes = packet.payload.len();
        if let Some(decoder) = slot(video_ssrc(self.leg, 0), 2).and_then(|at| self.decoders.get_mut(at)) {
            // A probe may be nothing but padding.
            if bytes > 0 {
                let mark = Mark::read(&packet.payload, true).expect("a marked picture");
                decoder.take(mark, bytes, self.start, now);
            }
        } else if let Some(voice) = slot(audio_ssrc(self.leg, 0), 1).and_then(|at| self.voices.get_mut(at)) {
            voice.packet(
                &packet.payload,
                packet.header.payload_type == sound_types(&self.rtc).1,
                now,
            );
        }
    }
}

fn facts(leg: u64, rtc: &mut Rtc, ours: &LegTransport, layers: &[Layer]) -> LegFacts {
    let (opus, red) = sound_types(rtc);
    let (vp8, rtx) = types(rtc, Codec::Vp8);
    let mut api = rtc.direct_api();
    let creds = api.local_ice_credentials();
    let fingerprint = api.local_dtls_fingerprint().bytes.clone();
    api.set_ice_controlling(true);
    let (ufrag, pass) = (ours.ufrag.clone(), ours.password.clone());
    api.set_remote_ice_credentials(IceCreds { ufrag, pass });
    api.set_remote_fingerprint(Fingerprint {
        hash_func: "sha-256".to_owned(),
        bytes: ours.fingerprint.to_vec(),
    });
    api.start_dtls(true).expect("DTLS begins");
    api.enable_twcc_feedback();
    let (audio_mid, video_mid) = (Mid::from("0"), Mid::from("1"));
    api.declare_media(audio_mid, MediaKind::Audio);
    api.declare_media(video_mid, MediaKind::Video);
    api.declare_stream_tx(Ssrc::from(microphone_ssrc(leg)), None, audio_mid, None);
    for layer in layers {
        let repeats = Some(Ssrc::from(layer.ssrc + 1));
        api.declare_stream_tx(Ssrc::from(layer.ssrc), repeats, video_mid, layer.rid);
    }
    // Streams with a rid are recognised by it, as browsers announce no SSRC for them.
    let announced = layers.first().filter(|layer| layer.rid.is_none());
    let line = |kind, mid: &str, ssrc, rtx_ssrc| SendLine {
        kind,
        mid: mid.to_owned(),
        ssrc,
        rtx_ssrc,
        rids: Vec::new(),
    };
    let video = announced.map(|layer| layer.ssrc);
    let mut sends = vec![
        line(SourceKind::Microphone, "0", Some(microphone_ssrc(leg)), None),
        line(SourceKind::Camera, "1", video, video.map(|ssrc| ssrc + 1)),
    ];
    sends[1].rids = layers
        .iter()
        .filter_map(|layer| Some(layer.rid?.to_string()))
        .collect();
    let mut slot = |mid: String, media, ssrc: u32, rtx_ssrc: Option<u32>| {
        let name = Mid::from(&*mid);
        api.declare_media(name, media);
        api.expect_stream_rx(Ssrc::from(ssrc), rtx_ssrc.map(Ssrc::from), name, None);
        SlotLine { mid, ssrc, rtx_ssrc }
    };
    let audio = (0..SLOTS).map(|n| slot(format!("a{n}"), MediaKind::Audio, audio_ssrc(leg, n), None));
    let audio_slots = audio.collect();
    let video = (0..SLOTS).map(|n| {
        let ssrc = video_ssrc(leg, n);
        slot(format!("v{n}"), MediaKind::Video, ssrc, Some(ssrc + 1))
    });
    let video_slots = video.collect();
    LegFacts {
        remote_ufrag: creds.ufrag,
        remote_password: creds.pass,
        remote_fingerprint: fingerprint.try_into().expect("SHA-256"),
        // The ids of str0m's standard map.
        extensions: Extensions {
            mid: Some(4),
            rid: Some(10),
            repaired_rid: Some(11),
            audio_level: Some(1),
            abs_send_time: Some(2),
            transport_cc: Some(3),
            ..Extensions::default()
        },
        payload_types: PayloadTypes {
            opus: *opus,
            red: Some(*red),
            pictures: PictureTypes::default().with(
                VideoCodec::Vp8,
                PictureType {
                    media: *vp8,
                    rtx: rtx.map(|pt| *pt),
                    received: true,
                },
            ),
        },
        sends,
        audio_slots,
        video_slots,
    }
}
