//! What the server says.

use crate::{Direct, ErrorCode, SourceKind, SourceName, VideoCodec};
use domain::{EndpointId, Features, SessionId};
use serde::{Deserialize, Serialize};

/// A message to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServerMessage {
    /// You are in. The page now sends its offer.
    Joined(Box<Joined>),
    /// You are not let in.
    Refused {
        /// Which kind of refusal.
        code: ErrorCode,
        /// The token rule that was broken, as the verdict's machine code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        /// What happened and what to do, in a sentence.
        message: String,
    },
    /// The answer to the page's offer.
    Answer {
        /// The whole SDP.
        sdp: String,
    },
    /// Somebody else came in.
    ParticipantJoined {
        /// Who.
        participant: Participant,
    },
    /// Somebody left.
    ParticipantLeft {
        /// Who.
        endpoint: EndpointId,
        /// He was put out by a moderator.
        #[serde(default)]
        kicked: bool,
    },
    /// Something about a participant (oneself included) changed.
    ParticipantChanged {
        /// Who.
        endpoint: EndpointId,
        /// What.
        change: ParticipantChange,
    },
    /// Who speaks.
    Speakers {
        /// The dominant speaker.
        dominant: Option<EndpointId>,
        /// The voices heard now, loudest first.
        levels: Vec<Level>,
    },
    /// An audio receiver now carries this voice.
    AudioSlot(AudioSlot),
    /// How many sizes of your picture somebody shows, counted from the smallest; the page stops sending the others,
    /// be they simulcast encodings or spatial layers.
    Layers {
        /// Which picture.
        source: SourceKind,
        /// 0 when nobody shows it.
        layers: usize,
    },
    /// Which picture codecs the pages of all participants can show has changed; see [`Joined::codecs`].
    Codecs {
        /// The new list, which takes the place of the one before.
        codecs: Vec<VideoCodec>,
    },
    /// A moderator has muted your source; the page turns it off. It may be turned on again by hand.
    MutedByModerator {
        /// Which.
        source: SourceKind,
        /// Who did it.
        by: EndpointId,
    },
    /// A moderator has put you out.
    Kicked {
        /// What he said, if anything.
        reason: Option<String>,
    },
    /// The media connection is up, or was lost and should be restarted.
    Media {
        /// Up or lost.
        connected: bool,
    },
    /// From the only other participant: how his page and this one may reach each other directly.
    Direct {
        /// Who.
        from: EndpointId,
        /// What.
        step: Direct,
    },
    /// The server stops in a moment; the page will come back by itself.
    GoingAway,
    /// A message could not be followed; the connection goes on unless the code says otherwise.
    Error {
        /// For machines.
        code: ErrorCode,
        /// For people.
        message: String,
    },
    /// Answers [`crate::ClientMessage::Ping`].
    Pong {
        /// As it came.
        id: u64,
    },
}

/// What one learns on coming in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// [`crate::VERSION`] of the server.
    pub version: u32,
    /// Oneself.
    pub me: EndpointId,
    /// The meeting instance.
    pub session: SessionId,
    /// Everybody in the meeting, oneself included, in the order of arrival.
    pub participants: Vec<Participant>,
    /// What the token allows.
    pub features: Features,
    /// How the page lays out its offer.
    pub slots: SlotPlan,
    /// The picture codecs that the pages of all who have sent an offer can show, VP8 always among them; only that
    /// while nobody has. A page sends the one of these that it likes best, if its own offer has it: whoever cannot
    /// show another gets no picture of it. Changes follow as [`ServerMessage::Codecs`], the first of them often
    /// right after the answer to one's own offer.
    #[serde(default = "VideoCodec::vp8")]
    pub codecs: Vec<VideoCodec>,
    /// A secret with which the same participant may come back within 30 s of a break.
    pub resume: String,
    /// True if this is such a return.
    pub resumed: bool,
    /// By which servers the page may find a way to the media plane; their credentials are new with every
    /// such message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ice_servers: Vec<IceServer>,
}

impl std::fmt::Debug for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The resume secret must not reach a log.
        f.debug_struct("Joined")
            .field("me", &self.me)
            .field("session", &self.session)
            .field("participants", &self.participants.len())
            .finish_non_exhaustive()
    }
}

/// A STUN or TURN server, in the words of `RTCIceServer`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// Its addresses (RFC 7064, RFC 7065).
    pub urls: Vec<String>,
    /// Who the page is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

impl std::fmt::Debug for IceServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The credential must not reach a log.
        f.debug_struct("IceServer")
            .field("urls", &self.urls)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// The m-lines of the page's offer, in this order: the four sending ones of [`SourceKind::ALL`]
/// (`sendonly`), then `audio` receivers, then `video` receivers (`recvonly`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotPlan {
    /// Receivers for voices.
    pub audio: usize,
    /// Receivers for pictures.
    pub video: usize,
}

/// A participant as everybody sees him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// His id.
    pub endpoint: EndpointId,
    /// His name, never empty.
    pub name: String,
    /// Address of his picture.
    pub avatar: Option<String>,
    /// Whether he moderates.
    pub moderator: bool,
    /// Sources that are on.
    pub live: Vec<SourceKind>,
    /// His connection broke and may come back.
    pub away: bool,
    /// His page may be reached directly, if there is only one other.
    #[serde(default)]
    pub direct: bool,
}

/// What changed about a participant; absent fields did not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantChange {
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Sources that are on now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<Vec<SourceKind>>,
    /// His connection broke, or came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<bool>,
    /// Became a moderator, or is not one any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moderator: Option<bool>,
}

/// How loud somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Who.
    pub endpoint: EndpointId,
    /// 0 silence to 127 loudest (RFC 6464 turned around).
    pub level: u8,
}

/// What an audio receiver carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioSlot {
    /// Which receiver, counted from 0.
    pub slot: usize,
    /// Whose voice, or nothing.
    pub source: Option<SourceName>,
}
