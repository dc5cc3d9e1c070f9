//! Facts about meetings, as the journal keeps them. Usage, webhooks and live pages all read these.

use crate::connection::Sample;
use crate::{AppId, DeviceId, EndpointId, KeyId, Random, RoomName, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Identifies one event for ever; a second append of the same id is not a second event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub Uuid);

impl EventId {
    /// A new id from the random source.
    #[must_use]
    pub fn new(random: &Random) -> Self {
        Self(random.uuid())
    }
}

/// One fact about one meeting of one app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingEvent {
    /// The event's identity.
    pub id: EventId,
    /// The tenant.
    pub app: AppId,
    /// The room.
    pub room: RoomName,
    /// The meeting instance.
    pub session: SessionId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub fact: MeetingFact,
}

/// What happened. Stored as JSON with the name in `type`; names and fields never change their meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MeetingFact {
    /// The first participant joined a room that was not there.
    RoomCreated,
    /// The last participant has left, or everybody was silently gone for 15 minutes.
    RoomDestroyed,
    /// A participant is in the meeting.
    ParticipantJoined {
        /// Who.
        participant: Person,
    },
    /// A participant is not in the meeting any more.
    ParticipantLeft {
        /// Who.
        endpoint: EndpointId,
        /// Why.
        reason: LeaveReason,
    },
    /// Devices that count as active users of the app (contract §7.20): two when the second
    /// participant arrives, one for each later join.
    Usage {
        /// The devices counted by this event.
        entries: Vec<UsageEntry>,
    },
    /// How a participant's connections fared: the last look at each before he left, or, where the page
    /// keeps a record (`config.analytics.rtcstatsEnabled`), one after the other. Nothing is counted by it.
    ConnectionStats {
        /// Whose.
        endpoint: EndpointId,
        /// At most one a path.
        samples: Vec<Sample>,
    },
}

/// A participant as the token and the page described him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// His id in this meeting.
    pub endpoint: EndpointId,
    /// The browser's billing id.
    pub device: DeviceId,
    /// The name he typed, else the token's.
    pub name: String,
    /// `context.user.id`.
    pub user_id: Option<String>,
    /// `context.user.email`.
    pub email: Option<String>,
    /// `context.user.avatar`.
    pub avatar: Option<String>,
    /// `context.group`.
    pub group: Option<String>,
    /// Whether he moderates.
    pub moderator: bool,
    /// The key that signed the token.
    pub kid: Option<KeyId>,
    /// The meeting page stood in the frame of another page.
    #[serde(default)]
    pub embedded: bool,
}

/// Why somebody left; the contract's `disconnectReason` (§3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// He said so.
    Left,
    /// A moderator removed him.
    Kicked,
    /// The connection broke and did not come back.
    Unknown,
    /// The server stopped or failed.
    UnrecoverableError,
}

/// One device that counts, and whose it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageEntry {
    /// The device.
    pub device: DeviceId,
    /// The participant in whose join it counted.
    pub endpoint: EndpointId,
    /// `context.user.id`.
    pub user_id: Option<String>,
    /// `context.user.email`.
    pub email: Option<String>,
    /// The key that signed the token.
    pub kid: Option<KeyId>,
    /// The token carried `context.mauP`.
    pub has_mau_p: bool,
}
