//! A str0m peer on loopback: a whole ICE and DTLS client, then a sender of frames.

use std::io::{Error, Result};
use std::net::{SocketAddr, UdpSocket};
use std::time::Instant;

use sfu::Sfu;
use sfu::api::{
    Command, Extensions, LegFacts, LegKey, PayloadTypes, RoomKey, SendLine, SlotLine, SourceKind,
};
use str0m::crypto::Fingerprint;
use str0m::format::Codec;
use str0m::media::{MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RtpWrite, Ssrc};
use str0m::{Candidate, IceCreds, Input, Output, Rtc};

use super::{FRAME, PAYLOAD};

/// The one room of a measurement.
pub(crate) const ROOM: RoomKey = RoomKey(1);

/// One peer.
pub(crate) struct Client {
    rtc: Rtc,
    /// Its socket.
    pub(crate) socket: UdpSocket,
    local: SocketAddr,
    ssrc: u32,
    vp8: Pt,
    sent: u64,
    keyframe: bool,
}

impl Client {
    /// Adds a leg with this many video slots and begins to connect.
    pub(crate) fn join(sfu: &Sfu, leg: u64, slots: u32) -> Result<Self> {
        let socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        let mut rtc = Rtc::builder()
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .set_rtp_mode(true)
            .build(Instant::now());
        let ours = sfu.prepare(ROOM, LegKey(leg));
        let candidate = |at| Candidate::host(at, "udp").map_err(Error::other);
        rtc.add_local_candidate(candidate(local)?);
        rtc.add_remote_candidate(candidate(ours.candidates[0].address)?);
        let types = rtc
            .codec_config()
            .find(|params| params.spec().codec == Codec::Vp8);
        let types = types.map(|params| (params.pt(), params.resend()));
        let (vp8, rtx) = types.ok_or_else(|| Error::other("no VP8"))?;
        let mut api = rtc.direct_api();
        let creds = api.local_ice_credentials();
        let certificate = api.local_dtls_fingerprint().bytes.clone();
        api.set_ice_controlling(true);
        let (ufrag, pass) = (ours.ufrag.clone(), ours.password.clone());
        api.set_remote_ice_credentials(IceCreds { ufrag, pass });
        let bytes = ours.fingerprint.to_vec();
        api.set_remote_fingerprint(Fingerprint {
            hash_func: "sha-256".to_owned(),
            bytes,
        });
        api.start_dtls(true).map_err(Error::other)?;
        api.enable_twcc_feedback();
        let base = 1_000_000 + leg as u32 * 1000;
        api.declare_media(Mid::from("1"), MediaKind::Video);
        api.declare_stream_tx(base.into(), Some((base + 1).into()), Mid::from("1"), None);
        let send = SendLine {
            kind: SourceKind::Camera,
            mid: "1".to_owned(),
            ssrc: Some(base),
            rtx_ssrc: Some(base + 1),
            rids: Vec::new(),
        };
        let slot = |n| SlotLine {
            mid: format!("v{n}"),
            ssrc: base + 10 + 2 * n,
            rtx_ssrc: Some(base + 11 + 2 * n),
        };
        let facts = LegFacts {
            remote_ufrag: creds.ufrag,
            remote_password: creds.pass,
            remote_fingerprint: certificate.try_into().map_err(|_| Error::other("no SHA-256"))?,
            extensions: Extensions {
                mid: Some(4),
                abs_send_time: Some(2),
                transport_cc: Some(3),
                ..Extensions::default()
            },
            payload_types: PayloadTypes {
                opus: 111,
                red: None,
                vp8: *vp8,
                vp8_rtx: rtx.map(|pt| *pt),
            },
            sends: vec![send],
            audio_slots: Vec::new(),
            video_slots: (0..slots).map(slot).collect(),
        };
        let add = Command::Add {
            room: ROOM,
            leg: LegKey(leg),
            transport: ours,
            facts,
        };
        sfu.command(add).map_err(Error::other)?;
        Ok(Self {
            rtc,
            socket,
            local,
            ssrc: base,
            vp8,
            sent: 0,
            keyframe: true,
        })
    }

    /// Takes what came, sends what is due.
    pub(crate) fn turn(&mut self) -> Result<()> {
        let mut buffer = [0; 2048];
        while let Ok((size, source)) = self.socket.recv_from(&mut buffer) {
            let Ok(contents) = buffer[..size].try_into() else {
                continue;
            };
            let (proto, destination) = (Protocol::Udp, self.local);
            let receive = Receive {
                proto,
                source,
                destination,
                contents,
            };
            let input = Input::Receive(Instant::now(), receive);
            self.rtc.handle_input(input).map_err(Error::other)?;
            self.drain()?;
        }
        self.rtc
            .handle_input(Input::Timeout(Instant::now()))
            .map_err(Error::other)?;
        self.drain()
    }

    fn drain(&mut self) -> Result<()> {
        loop {
            match self.rtc.poll_output().map_err(Error::other)? {
                Output::Transmit(transmit) => {
                    let _ = self.socket.send_to(&transmit.contents, transmit.destination);
                }
                Output::Event(str0m::Event::KeyframeRequest(_)) => self.keyframe = true,
                Output::Event(_) => {}
                Output::Timeout(_) => return Ok(()),
            }
        }
    }

    /// Sends one frame.
    pub(crate) fn frame(&mut self) -> Result<()> {
        let keyframe = std::mem::take(&mut self.keyframe);
        for n in 0..FRAME {
            let id = (self.sent / FRAME) as u16 | 0x8000;
            let first = if n == 0 { 0x90 } else { 0x80 };
            let mut payload = vec![first, 0x80, (id >> 8) as u8, id as u8, u8::from(!keyframe)];
            payload.resize(PAYLOAD, 7);
            let time = (self.sent / FRAME) as u32 * 600;
            let sequence = (self.sent + 1).into();
            let packet = RtpWrite::new(self.vp8, sequence, time, Instant::now(), payload);
            let mut api = self.rtc.direct_api();
            let stream = api.stream_tx(&Ssrc::from(self.ssrc));
            let stream = stream.ok_or_else(|| Error::other("no stream"))?;
            stream.write_rtp(packet.marker(n + 1 == FRAME).nackable(true));
            self.sent += 1;
        }
        self.drain()?;
        self.rtc
            .handle_input(Input::Timeout(Instant::now()))
            .map_err(Error::other)?;
        self.drain()
    }
}
