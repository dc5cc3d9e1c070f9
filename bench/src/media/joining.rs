//! How a client joins our media server.

use std::io::{Error, Result};
use std::net::{SocketAddr, UdpSocket};
use std::time::Instant;

use sfu::api::{LegTransport, SourceKind};
use str0m::change::DirectApi;
use str0m::crypto::Fingerprint;
use str0m::format::Codec;
use str0m::media::{MediaKind, Mid};
use str0m::{Candidate, IceCreds, Rtc};

use super::client::{Client, socket};
use super::plane::Plane;
use super::protocol::{Join, Types, audio_ssrc, own_mid, own_ssrc, video_ssrc};
use super::sender::{Sender, Sends};

/// Receivers that every page offers, for sound and for pictures.
pub(super) const AUDIO_SLOTS: u32 = signal::AUDIO_SLOTS as u32;
pub(super) const VIDEO_SLOTS: u32 = signal::VIDEO_SLOTS as u32;

/// A client before it knows the server's side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who {
    /// Its room.
    pub(super) room: u64,
    /// Its number.
    pub(super) leg: u64,
    /// What it sends, if anything; it announces all that pages announce.
    pub(super) sends: Option<Sends>,
    /// Receivers for sound.
    pub(super) audio_slots: u32,
    /// Receivers for pictures.
    pub(super) video_slots: u32,
    /// Receivers for pictures that are going to carry something: the client makes ready for no more.
    pub(super) shown: u32,
}

/// A client that is ready to join: its certificate is made, which is not the server's work.
pub(super) struct Prepared {
    who: Who,
    rtc: Rtc,
    socket: UdpSocket,
    join: Join,
}

impl Prepared {
    /// Makes its certificate and its socket.
    pub(super) fn new(who: Who) -> Result<Self> {
        let socket = socket(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let mut rtc = Rtc::builder()
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .set_rtp_mode(true)
            .build(Instant::now());
        let local = Candidate::host(socket.local_addr()?, "udp").map_err(Error::other)?;
        rtc.add_local_candidate(local);
        let types = |codec| {
            let found = rtc.codec_config().find(|params| params.spec().codec == codec);
            let found = found.map(|params| (*params.pt(), params.resend().map(|pt| *pt)));
            found.ok_or_else(|| Error::other("the codec is missing"))
        };
        let ((opus, _), (vp8, vp8_rtx)) = (types(Codec::Opus)?, types(Codec::Vp8)?);
        let api = rtc.direct_api();
        let creds = api.local_ice_credentials();
        let fingerprint = api.local_dtls_fingerprint().bytes.clone();
        let join = Join {
            room: who.room,
            leg: who.leg,
            ufrag: creds.ufrag,
            password: creds.pass,
            fingerprint: fingerprint.try_into().map_err(|_| Error::other("no SHA-256"))?,
            single: who.sends == Some(Sends::Camera),
            audio_slots: who.audio_slots,
            video_slots: who.video_slots,
            types: Types { opus, vp8, vp8_rtx },
        };
        Ok(Self {
            who,
            rtc,
            socket,
            join,
        })
    }

    /// What the server is told of it.
    pub(super) fn line(&self) -> String {
        self.join.line()
    }

    /// Tells the server and begins to connect.
    pub(super) fn join(self, plane: &mut Plane) -> Result<Client> {
        let ours = plane.transport(&self.line())?;
        self.connect(ours)
    }

    /// Begins to connect to a server that has been told.
    pub(super) fn connect(self, ours: LegTransport) -> Result<Client> {
        let Self {
            who,
            mut rtc,
            socket,
            join,
        } = self;
        let server = ours.candidates[0].address;
        rtc.add_remote_candidate(Candidate::host(server, "udp").map_err(Error::other)?);
        let mut api = rtc.direct_api();
        api.set_ice_controlling(true);
        let (ufrag, pass) = (ours.ufrag, ours.password);
        api.set_remote_ice_credentials(IceCreds { ufrag, pass });
        api.set_remote_fingerprint(Fingerprint {
            hash_func: "sha-256".to_owned(),
            bytes: ours.fingerprint.to_vec(),
        });
        api.start_dtls(true).map_err(Error::other)?;
        api.enable_twcc_feedback();
        let sender = who.sends.map(|sends| who.sender(sends, join.types, &mut api));
        who.receivers(&mut api);
        Client::new(rtc, socket, server, sender, join.types.vp8)
    }
}

impl Who {
    /// Makes a client ready to send.
    fn sender(self, sends: Sends, types: Types, api: &mut DirectApi<'_>) -> Sender {
        let (kind, media, pt) = match sends {
            Sends::Camera => (SourceKind::Camera, MediaKind::Video, types.vp8),
            Sends::Voice | Sends::Noise => (SourceKind::Microphone, MediaKind::Audio, types.opus),
        };
        let (mid, ssrc) = (Mid::from(own_mid(kind)), own_ssrc(self.leg, kind));
        let repeats = sends.is_picture().then(|| (ssrc + 1).into());
        api.declare_media(mid, media);
        api.declare_stream_tx(ssrc.into(), repeats, mid, None);
        Sender::new(mid, pt.into(), sends, self.leg as u32, Instant::now())
    }

    /// Makes a client ready to receive.
    fn receivers(self, api: &mut DirectApi<'_>) {
        for slot in 0..self.audio_slots {
            let mid = Mid::from(&*format!("a{slot}"));
            api.declare_media(mid, MediaKind::Audio);
            api.expect_stream_rx(audio_ssrc(self.leg, slot).into(), None, mid, None);
        }
        for slot in 0..self.shown {
            let (mid, ssrc) = (Mid::from(&*format!("v{slot}")), video_ssrc(self.leg, slot));
            api.declare_media(mid, MediaKind::Video);
            api.expect_stream_rx(ssrc.into(), Some((ssrc + 1).into()), mid, None);
        }
    }
}
