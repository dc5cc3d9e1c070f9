//! What an admitted token says.

use crate::Pattern;
use domain::{Features, RoomName, Timestamp};
use serde::{Serialize, Serializer};

/// The claims of a good token, in our own words (contract §2.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// `context.user.id`; without one the user is anonymous.
    pub user_id: Option<String>,
    /// `context.user.name`.
    pub name: Option<String>,
    /// `context.user.email`.
    pub email: Option<String>,
    /// `context.user.avatar` or `avatarUrl`; only `https` and `http` addresses are kept.
    pub avatar: Option<String>,
    /// `context.user.moderator`.
    pub moderator: bool,
    /// `context.user["hidden-from-recorder"]`.
    pub hidden_from_recorder: bool,
    /// `context.user.role` is `visitor`.
    pub role_visitor: bool,
    /// `context.group`.
    pub group: Option<String>,
    /// `context.features`.
    pub features: Features,
    /// `room`.
    pub room: RoomClaim,
    /// `exp`.
    pub expires_at: Timestamp,
    /// `context.mauP` is there.
    pub mau_p: bool,
}

/// Which rooms a token opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoomClaim {
    /// `*`: every room of the app.
    Any,
    /// One room.
    Exact(RoomName),
    /// `context.room.regex`: every room in which the Lua pattern occurs.
    Pattern(Box<Pattern>),
}

impl Serialize for RoomClaim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Any => "*",
            Self::Exact(name) => name.as_str(),
            Self::Pattern(pattern) => pattern.as_str(),
        })
    }
}
