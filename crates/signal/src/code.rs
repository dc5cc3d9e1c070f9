//! Codes that page and server agree on.

use serde::{Deserialize, Serialize};

/// Why a message was refused, for machines. The sentence beside it is for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorCode {
    /// Not JSON, not an object, or a field of the wrong kind.
    Malformed,
    /// A `type` this server does not know.
    UnknownMessage,
    /// Longer than [`crate::MAX_MESSAGE_BYTES`].
    TooLarge,
    /// More messages than the rate allows. The connection is closed, unless only what everybody hears was too much.
    TooMany,
    /// The page speaks another version; reload it.
    Version,
    /// The first message was not a join.
    NotJoined,
    /// The token was refused; `rule` of [`crate::ServerMessage::Refused`] says why.
    Token,
    /// The app's subscription does not let him in; `rule` of [`crate::ServerMessage::Refused`] says why.
    PlanLimit,
    /// The room has 500 participants.
    RoomFull,
    /// Only moderators may do this.
    NotModerator,
    /// The token does not grant this feature.
    NotAllowed,
    /// No such participant or source.
    NotFound,
    /// The session description cannot be used.
    BadOffer,
    /// The server cannot do it now; try again.
    Unavailable,
}

/// Why the server closes a connection, as WebSocket close codes of the private range (RFC 6455 §7.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseCode {
    /// The participant left.
    Left,
    /// A moderator put him out; do not come back by yourself.
    Kicked,
    /// The join was refused; do not come back by yourself.
    Refused,
    /// The server stops; come back in a moment.
    GoingAway,
    /// Messages were too large or too many.
    Policy,
    /// The same participant came back on another connection.
    Replaced,
}

impl CloseCode {
    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Left => 4000,
            Self::Kicked => 4001,
            Self::Refused => 4002,
            Self::GoingAway => 1012,
            Self::Policy => 1008,
            Self::Replaced => 4003,
        }
    }

    /// Whether the page should try to come back.
    #[must_use]
    pub const fn may_return(number: u16) -> bool {
        !matches!(number, 4000..=4003 | 1008)
    }
}
