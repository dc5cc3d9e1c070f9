//! How a client joins our media server.

use std::io::{Error, Result};
use std::net::{SocketAddr, UdpSocket};
use std::time::Instant;

use str0m::crypto::Fingerprint;
use str0m::format::Codec;
use str0m::media::{MediaKind, Mid};
use str0m::{Candidate, IceCreds, Rtc};

use super::client::{Client, socket};
use super::plane::Plane;
use super::protocol::{Join, SEND_MID, Sends, Types, audio_ssrc, own_ssrc, video_ssrc};
use super::sender::Sender;

/// A client before it knows the server's side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who {
    /// Its room.
    pub(super) room: u64,
    /// Its number.
    pub(super) leg: u64,
    /// What it sends.
    pub(super) sends: Sends,
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
            sends: who.sends,
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

    /// Tells the server and begins to connect.
    pub(super) fn join(self, plane: &mut Plane) -> Result<Client> {
        let Self {
            who,
            mut rtc,
            socket,
            join,
        } = self;
        let ours = plane.transport(&join.line())?;
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
        let mid = Mid::from(SEND_MID);
        let (kind, pt) = match who.sends {
            Sends::Nothing => (None, 0),
            Sends::Camera => (Some(MediaKind::Video), join.types.vp8),
            Sends::Microphone => (Some(MediaKind::Audio), join.types.opus),
        };
        let is_picture = kind == Some(MediaKind::Video);
        if let Some(kind) = kind {
            let ssrc = own_ssrc(who.leg);
            let repeats = is_picture.then(|| (ssrc + 1).into());
            api.declare_media(mid, kind);
            api.declare_stream_tx(ssrc.into(), repeats, mid, None);
        }
        for slot in 0..who.audio_slots {
            let mid = Mid::from(&*format!("a{slot}"));
            api.declare_media(mid, MediaKind::Audio);
            api.expect_stream_rx(audio_ssrc(who.leg, slot).into(), None, mid, None);
        }
        for slot in 0..who.shown {
            let (mid, ssrc) = (Mid::from(&*format!("v{slot}")), video_ssrc(who.leg, slot));
            api.declare_media(mid, MediaKind::Video);
            api.expect_stream_rx(ssrc.into(), Some((ssrc + 1).into()), mid, None);
        }
        let sender = kind.map(|_| Sender::new(mid, pt.into(), is_picture, who.leg as u32, Instant::now()));
        Client::new(rtc, socket, server, sender, join.types.vp8)
    }
}
