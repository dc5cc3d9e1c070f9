//! What the page says.

use crate::{Direct, SourceKind, SourceName};
use domain::connection::{Path, Stat};
use domain::{DeviceId, EndpointId};
use serde::{Deserialize, Serialize};

/// A message from the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClientMessage {
    /// The first message of every connection: asks to be let in, or to come back after a break.
    Join(Box<Join>),
    /// The page's session description. Sent after [`crate::ServerMessage::Joined`], and again for an ICE restart.
    Offer {
        /// The whole SDP.
        sdp: String,
    },
    /// Microphone, camera, screen or screen sound goes on or off. A screen share begins with `muted: false`.
    Mute {
        /// Which of one's own sources.
        source: SourceKind,
        /// Off or on.
        muted: bool,
    },
    /// What the page shows now; replaces what it said before.
    View(View),
    /// A new display name.
    Rename {
        /// 1 to 100 characters.
        name: String,
    },
    /// Moderators only: puts a participant out of the meeting.
    Kick {
        /// Whom.
        endpoint: EndpointId,
        /// Shown to him.
        reason: Option<String>,
    },
    /// Moderators only: mutes one participant's microphone, camera or screen.
    MuteOther {
        /// Whom.
        endpoint: EndpointId,
        /// What.
        source: SourceKind,
    },
    /// Moderators only: mutes this source of everybody else.
    MuteAll {
        /// What.
        source: SourceKind,
    },
    /// For the only other participant: how his page and this one may reach each other directly.
    Direct {
        /// Whom.
        to: EndpointId,
        /// What.
        step: Direct,
    },
    /// How a media connection of the page fares; at most every [`crate::STATS_EVERY`].
    Stats(Box<Stats>),
    /// Leaves for good. A connection that breaks without this may come back within 30 s.
    Leave,
    /// Keeps the connection alive; answered by [`crate::ServerMessage::Pong`].
    Ping {
        /// Comes back as it was.
        id: u64,
    },
}

/// Asks to be let in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The version of the page's messages, [`crate::VERSION`].
    pub version: u32,
    /// The token, if the page has one.
    #[serde(default)]
    pub jwt: Option<String>,
    /// What active users are counted by.
    pub device: Device,
    /// The name typed on the prejoin page; empty for the token's.
    #[serde(default)]
    pub name: String,
    /// Which sources are off at the start.
    #[serde(default)]
    pub muted: Vec<SourceKind>,
    /// The page stands in the frame of another page.
    #[serde(default)]
    pub embedded: bool,
    /// From [`crate::Joined::resume`], to come back as the same participant.
    #[serde(default)]
    pub resume: Option<String>,
    /// The page may be reached directly by the only other one (`config.p2p.enabled`).
    #[serde(default)]
    pub direct: bool,
}

impl std::fmt::Debug for Join {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The token and the resume secret must not reach a log.
        f.debug_struct("Join")
            .field("version", &self.version)
            .field("device", &self.device)
            .field("muted", &self.muted)
            .finish_non_exhaustive()
    }
}

/// The browser, as metering knows it (contract §1.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// `billingId` of the page's local storage, else `jitsiMeetId`.
    pub id: DeviceId,
}

/// What the page shows, so that the server sends that and no more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// One entry a video receiver, in the order of the page's receiving m-lines; at most
    /// [`crate::VIDEO_SLOTS`]. Receivers not mentioned show nothing.
    pub slots: Vec<Option<Shown>>,
}

/// A picture on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which.
    pub source: SourceName,
    /// Its height on the screen in CSS pixels.
    pub height: u32,
    /// It stands on stage: it comes before the others where there is not room for all.
    #[serde(default)]
    pub on_stage: bool,
}

/// How a media connection fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Which connection.
    pub path: Path,
    /// Every such message is to be kept (`config.analytics.rtcstatsEnabled`), not only the last.
    #[serde(default)]
    pub keep: bool,
    /// What the browser says, at most [`domain::connection::MAX_STATS`].
    pub stats: Vec<Stat>,
}
