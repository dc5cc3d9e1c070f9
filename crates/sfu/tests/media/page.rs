//! A page played by str0m, with a socket on loopback.

use std::time::Instant;

use sfu::api::{
    Candidate as Address, Command, Extensions, LegFacts, LegKey, LegTransport, PayloadTypes, PictureType,
    PictureTypes, RoomKey, SendLine, SlotLine, SourceKind, Transport, VideoCodec,
};
use sfu::{Config, Events, Sfu};
use str0m::crypto::Fingerprint;
use str0m::format::Codec;
use str0m::media::{MediaKind, Mid, Pt};
use str0m::net::{Receive, TcpType};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc};
use str0m::{Candidate, IceCreds, Input, Output, Rtc};

use super::line::Line;
use super::world::{audio_slot, ssrcs, video_slot};

/// A str0m peer with a socket of its own.
pub(crate) struct Page {
    pub(crate) leg: u64,
    rtc: Rtc,
    line: Line,
    pub(crate) packets: Vec<RtpPacket>,
    keyframes_asked: usize,
    sent: u64,
    /// Every datagram is preceded by its own beginnings, this many bytes apart.
    pub(crate) cuts: Option<usize>,
}

/// Adds a page to a room and lets it begin to connect; `fingerprint` overrides the one of its offer.
pub(crate) fn page(sfu: &Sfu, room: RoomKey, leg: u64, fingerprint: Option<[u8; 32]>) -> Page {
    page_by(sfu, room, (leg, fingerprint), |_| true)
}

/// The same by the first candidate that fits.
pub(crate) fn page_by(
    sfu: &Sfu,
    room: RoomKey,
    (leg, fingerprint): (u64, Option<[u8; 32]>),
    fits: impl Fn(&Address) -> bool,
) -> Page {
    let ours = sfu.prepare(room, LegKey(leg));
    let theirs = ours.candidates.iter().find(|candidate| fits(candidate));
    let theirs = *theirs.expect("a candidate that fits");
    let line = Line::to(theirs);
    let mut rtc = Rtc::builder()
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(true)
        .set_rtp_mode(true)
        .build(Instant::now());
    let candidate = |address, kind| match theirs.transport {
        Transport::Udp => Candidate::builder().udp().host(address).build(),
        Transport::Tcp => Candidate::builder().tcp().host(address).tcptype(kind).build(),
    };
    let local = candidate(line.local(), TcpType::Active).expect("a candidate");
    rtc.add_local_candidate(local);
    let remote = candidate(theirs.address, TcpType::Passive).expect("a candidate");
    rtc.add_remote_candidate(remote);
    let mut facts = facts(leg, &mut rtc, &ours);
    facts.remote_fingerprint = fingerprint.unwrap_or(facts.remote_fingerprint);
    let leg_key = LegKey(leg);
    let add = Command::Add {
        room,
        leg: leg_key,
        transport: ours,
        facts,
    };
    sfu.command(add).expect("room for a command");
    Page {
        leg,
        rtc,
        line,
        packets: Vec::new(),
        keyframes_asked: 0,
        sent: 0,
        cuts: None,
    }
}

fn type_of(rtc: &Rtc, codec: Codec) -> (Pt, Option<Pt>) {
    let found = rtc.codec_config().find(|params| params.spec().codec == codec);
    found
        .map(|params| (params.pt(), params.resend()))
        .expect("the codec is on")
}

fn facts(leg: u64, rtc: &mut Rtc, ours: &LegTransport) -> LegFacts {
    let (opus, _) = type_of(rtc, Codec::Opus);
    let (vp8, rtx) = type_of(rtc, Codec::Vp8);
    let mut api = rtc.direct_api();
    let creds = api.local_ice_credentials();
    let fingerprint = api.local_dtls_fingerprint().bytes.clone();
    api.set_ice_controlling(true);
    let (ufrag, pass) = (ours.ufrag.clone(), ours.password.clone());
    api.set_remote_ice_credentials(IceCreds { ufrag, pass });
    let bytes = ours.fingerprint.to_vec();
    api.set_remote_fingerprint(Fingerprint {
        hash_func: "sha-256".to_owned(),
        bytes,
    });
    api.start_dtls(true).expect("DTLS begins");
    api.enable_twcc_feedback();
    let (audio, video, repeats) = ssrcs(leg);
    let mut line = |kind, mid: &str, media, ssrc: u32, rtx: Option<u32>| {
        api.declare_media(Mid::from(mid), media);
        api.declare_stream_tx(Ssrc::from(ssrc), rtx.map(Ssrc::from), Mid::from(mid), None);
        SendLine {
            kind,
            mid: mid.to_owned(),
            ssrc: Some(ssrc),
            rtx_ssrc: rtx,
            rids: Vec::new(),
        }
    };
    let sends = vec![
        line(SourceKind::Microphone, "0", MediaKind::Audio, audio, None),
        line(SourceKind::Camera, "1", MediaKind::Video, video, Some(repeats)),
    ];
    let mut slot = |mid: String, media, ssrc: u32, rtx: Option<u32>| {
        api.declare_media(Mid::from(&*mid), media);
        let name = Mid::from(&*mid);
        api.expect_stream_rx(Ssrc::from(ssrc), rtx.map(Ssrc::from), name, None);
        SlotLine {
            mid,
            ssrc,
            rtx_ssrc: rtx,
        }
    };
    let audio_slots = (0..3).map(|n| slot(format!("a{n}"), MediaKind::Audio, audio_slot(leg, n), None));
    let audio_slots = audio_slots.collect();
    let video_slots = (0..2).map(|n| {
        let ssrc = video_slot(leg, n);
        slot(format!("v{n}"), MediaKind::Video, ssrc, Some(ssrc + 1))
    });
    let video_slots = video_slots.collect();
    LegFacts {
        remote_ufrag: creds.ufrag,
        remote_password: creds.pass,
        remote_fingerprint: fingerprint.try_into().expect("SHA-256"),
        // The ids of str0m's standard map.
        extensions: Extensions {
            mid: Some(4),
            audio_level: Some(1),
            abs_send_time: Some(2),
            transport_cc: Some(3),
            ..Extensions::default()
        },
        payload_types: PayloadTypes {
            opus: *opus,
            red: None,
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

impl Page {
    /// Takes what came and sends what is to be sent.
    pub(crate) fn turn(&mut self) {
        let mut buffer = [0; 2000];
        while let Some((size, source)) = self.line.receive(&mut buffer) {
            let destination = self.line.local();
            let Ok(contents) = buffer[..size].try_into() else {
                continue;
            };
            let receive = Receive {
                proto: self.line.protocol(),
                source,
                destination,
                contents,
            };
            self.rtc
                .handle_input(Input::Receive(Instant::now(), receive))
                .expect("taken");
            self.drain();
        }
        self.rtc
            .handle_input(Input::Timeout(Instant::now()))
            .expect("taken");
        self.drain();
    }

    fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().expect("alive") {
                Output::Transmit(transmit) => {
                    if let Some(step) = self.cuts {
                        for length in (1..transmit.contents.len()).step_by(step) {
                            let cut = &transmit.contents[..length];
                            self.line.send(cut, transmit.destination);
                        }
                    }
                    self.line.send(&transmit.contents, transmit.destination);
                }
                Output::Event(str0m::Event::RtpPacket(packet)) => self.packets.push(packet),
                Output::Event(str0m::Event::KeyframeRequest(_)) => self.keyframes_asked += 1,
                Output::Event(_) => {}
                Output::Timeout(_) => return,
            }
        }
    }

    /// Sends 20 ms of sound and a picture; a keyframe whenever one was asked for.
    pub(crate) fn speak(&mut self) {
        let (now, n) = (Instant::now(), self.sent);
        self.sent += 1;
        let (opus, _) = type_of(&self.rtc, Codec::Opus);
        let (vp8, _) = type_of(&self.rtc, Codec::Vp8);
        let (audio, video, _) = ssrcs(self.leg);
        let keyframe = std::mem::take(&mut self.keyframes_asked) > 0 || n == 0;
        let mut api = self.rtc.direct_api();
        let levels = ExtensionValues {
            audio_level: Some(-30),
            voice_activity: Some(true),
            ..ExtensionValues::default()
        };
        let sound = vec![self.leg as u8; 60];
        let packet = RtpWrite::new(opus, (n + 100).into(), n as u32 * 960, now, sound);
        let stream = api.stream_tx(&Ssrc::from(audio)).expect("declared");
        stream.write_rtp(packet.ext_vals(levels));
        let mut picture = vec![0x90, 0x80, n as u8 & 0x7F, u8::from(!keyframe)];
        picture.resize(800, self.leg as u8);
        let packet = RtpWrite::new(vp8, (n + 200).into(), n as u32 * 1800, now, picture);
        let stream = api.stream_tx(&Ssrc::from(video)).expect("declared");
        stream.write_rtp(packet.marker(true).nackable(true));
        self.drain();
    }

    /// From how many others both sound and pictures came.
    pub(crate) fn complete(&self, others: &[u64]) -> bool {
        others.iter().all(|other| {
            let from = |video: bool| {
                self.packets.iter().filter(move |packet| {
                    (packet.payload.len() > 100) == video && packet.payload.last() == Some(&(*other as u8))
                })
            };
            from(true).count() >= 25 && from(false).count() >= 25
        })
    }
}

/// A media plane on loopback with so many shards.
pub(crate) fn media_plane(shards: usize) -> (Sfu, Events) {
    media_plane_at("127.0.0.1:0", &[], shards)
}

/// One that listens at an address and announces others.
pub(crate) fn media_plane_at(listen: &str, announced: &[&str], shards: usize) -> (Sfu, Events) {
    let announced = announced.iter().map(|ip| ip.parse().expect("an address"));
    Sfu::start(&Config {
        listen: listen.parse().expect("an address"),
        announced: announced.collect(),
        shards,
        ..Config::default()
    })
    .expect("started")
}
