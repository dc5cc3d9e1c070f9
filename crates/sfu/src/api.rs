//! What a meeting tells the media plane and what it hears back: plain values over bounded queues.

mod candidate;
mod codec;

use std::net::SocketAddr;

pub use candidate::{Candidate, Transport};
pub use codec::{PictureType, PictureTypes, VideoCodec};

/// A room on the media plane; the caller chooses it and never uses it for another room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoomKey(pub u64);

/// One participant's media leg. The caller chooses it; unique among live legs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LegKey(pub u64);

/// Simulcast encodings of one source at most.
pub const MAX_LAYERS: usize = 3;

/// What a page can send. The names shown to people are `<endpoint>-a0`, `-v0`, `-v1`, `-a1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// Microphone (`-a0`).
    Microphone,
    /// Camera (`-v0`).
    Camera,
    /// Screen picture (`-v1`).
    Screen,
    /// Sound of the shared screen (`-a1`).
    ScreenAudio,
}

/// One published source: whose, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// The publisher.
    pub leg: LegKey,
    /// Which of his sources.
    pub kind: SourceKind,
}

/// Facts of the page's offer that the media plane needs; SDP itself stays outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegFacts {
    /// The page's ICE user fragment.
    pub remote_ufrag: String,
    /// The page's ICE password.
    pub remote_password: String,
    /// SHA-256 of the page's DTLS certificate.
    pub remote_fingerprint: [u8; 32],
    /// RTP header extensions by the ids the page offered.
    pub extensions: Extensions,
    /// RTP payload types the page offered.
    pub payload_types: PayloadTypes,
    /// What the page may send, one entry an m-line.
    pub sends: Vec<SendLine>,
    /// Receivers for sound, filled by the media plane: in a room of up to five with all others, in a larger
    /// one with the loudest three and, as the fourth, a dominant speaker or the sound of a screen that is
    /// not among them. More than four are never filled.
    pub audio_slots: Vec<SlotLine>,
    /// Receivers for pictures, filled as the page asks ([`Command::Show`]).
    pub video_slots: Vec<SlotLine>,
}

/// RTP header extension ids (RFC 8285), 1 to 14 where present.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extensions {
    /// `urn:ietf:params:rtp-hdrext:sdes:mid`
    pub mid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id`
    pub rid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id`
    pub repaired_rid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:ssrc-audio-level` (RFC 6464)
    pub audio_level: Option<u8>,
    /// `http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time`
    pub abs_send_time: Option<u8>,
    /// `http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01`
    pub transport_cc: Option<u8>,
    /// The page offers transport-wide numbers for pictures alone, as Firefox does: sound has none, and so nothing is
    /// said of it.
    pub sound_uncounted: bool,
    /// `https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension`, on the
    /// m-lines on which the page sends.
    pub dependency_descriptor: Option<u8>,
}

impl Extensions {
    /// Those of what goes out with pictures, or with sound.
    pub(crate) fn of(self, picture: bool) -> Self {
        Self {
            transport_cc: self.transport_cc.filter(|_| picture || !self.sound_uncounted),
            ..self
        }
    }
}

/// RTP payload types, as the page numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayloadTypes {
    /// Opus at 48 kHz, two channels.
    pub opus: u8,
    /// Opus with what the packets before carried (RFC 2198).
    pub red: Option<u8>,
    /// The codecs of pictures.
    pub pictures: PictureTypes,
}

/// One m-line on which the page sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendLine {
    /// What it carries.
    pub kind: SourceKind,
    /// The m-line's `mid`, at most 16 bytes.
    pub mid: String,
    /// The announced SSRC; without one the stream is recognised by its `mid` extension.
    pub ssrc: Option<u32>,
    /// The SSRC of its retransmissions.
    pub rtx_ssrc: Option<u32>,
    /// The restriction identifiers (RFC 8851) of its simulcast encodings, the smallest picture first, at
    /// most [`MAX_LAYERS`]; empty for a single encoding.
    pub rids: Vec<String>,
}

/// One m-line on which the page receives; its SSRCs are ours and stay the same whatever it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotLine {
    /// The m-line's `mid`, at most 16 bytes.
    pub mid: String,
    /// SSRC of the media we send.
    pub ssrc: u32,
    /// SSRC of our retransmissions; none for sound.
    pub rtx_ssrc: Option<u32>,
}

/// Our side of a leg's transport, needed for the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegTransport {
    /// Our ICE user fragment; names the shard.
    pub ufrag: String,
    /// Our ICE password.
    pub password: String,
    /// SHA-256 of our DTLS certificate.
    pub fingerprint: [u8; 32],
    /// Addresses that the page may send to; among those of one kind the most preferred first.
    pub candidates: Vec<Candidate>,
}

/// What a meeting asks of the media plane. Unknown legs and rooms are ignored: they may have just ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "commands are few; the media plane boxes them in its queue"
)]
pub enum Command {
    /// A participant's media begins. The [`LegTransport`] given out for this leg stays the same if the
    /// leg is added again with new facts (an ICE restart or a changed offer).
    Add {
        /// Where.
        room: RoomKey,
        /// Who.
        leg: LegKey,
        /// Our side, from [`crate::Sfu::prepare`].
        transport: LegTransport,
        /// The page's side.
        facts: LegFacts,
    },
    /// A participant's media ends.
    Remove {
        /// Who.
        leg: LegKey,
    },
    /// The subscriber shows this source in this video slot, or nothing.
    Show {
        /// The subscriber.
        leg: LegKey,
        /// Index into [`LegFacts::video_slots`].
        slot: usize,
        /// What to show.
        source: Option<Source>,
        /// Height in pixels at which it is shown: the smallest simulcast encoding that fills it is sent,
        /// and of pictures beside the stage the tallest is the first to get bandwidth.
        height: u32,
        /// It stands on stage: it comes before all others where there is not bandwidth for all.
        on_stage: bool,
    },
    /// Packets of this source are not forwarded while it is muted.
    Mute {
        /// Whose, and which.
        source: Source,
        /// Muted or not.
        muted: bool,
    },
}

/// How a media socket looks from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// A STUN server saw it at this address.
    Seen(SocketAddr),
    /// The STUN server gave no usable answer.
    Silent,
}

/// What the media plane reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// ICE and DTLS are up.
    Connected {
        /// Whose.
        leg: LegKey,
    },
    /// Nothing has been heard from the page for the consent time (RFC 7675: 30 s), DTLS failed or was closed.
    Disconnected {
        /// Whose.
        leg: LegKey,
        /// In plain words, for the log.
        reason: &'static str,
    },
    /// First packet of a source, or it fell silent and came back.
    SourceStarted {
        /// Whose, and which.
        source: Source,
    },
    /// How many sizes of a picture source somebody shows, counted from the smallest: the publisher need not send the
    /// others. Sizes are its encodings, or the spatial layers of the first of them. 0 when nobody shows it.
    Demand {
        /// Whose, and which.
        source: Source,
        /// 0 to the number of encodings that it has announced.
        layers: usize,
    },
    /// Who speaks in a room, at most five times a second and only when it changed.
    Speakers {
        /// Where.
        room: RoomKey,
        /// The dominant speaker: the last who held the floor for a while, if he is still here.
        dominant: Option<LegKey>,
        /// The loudest now, with RFC 6464 levels turned around: 0 silence to 127 loudest.
        levels: Vec<(LegKey, u8)>,
    },
    /// A subscriber's audio slot now carries this voice.
    AudioSlot {
        /// The subscriber.
        leg: LegKey,
        /// Index into [`LegFacts::audio_slots`].
        slot: usize,
        /// The voice, or nothing.
        source: Option<Source>,
    },
}
