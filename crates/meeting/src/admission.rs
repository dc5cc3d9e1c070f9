//! Who comes in, and how somebody is turned away.

use crate::IceServers;
use domain::{DeviceId, Features, KeyId};
use signal::{ErrorCode, ServerMessage, SourceKind};
use std::sync::Arc;

/// Somebody who wants to join and whose token was found good.
#[derive(Debug, Clone)]
pub struct Admission {
    /// What the token says.
    pub guest: Guest,
    /// The browser's device id, by which active users are counted.
    pub device: DeviceId,
    /// The typed name; goes before the token's unless it is empty.
    pub name: String,
    /// Sources that are off at the start.
    pub muted: Vec<SourceKind>,
    /// The meeting page stands in the frame of another page.
    pub embedded: bool,
    /// His page may be reached directly by the only other one.
    pub direct: bool,
    /// The secret of an earlier connection, to come back as the same participant.
    pub resume: Option<Resume>,
    /// The token is good but for its time, which has run out since he joined: he may come back by
    /// [`Admission::resume`] as the participant he is, and hears this if he is none.
    pub returns_only: Option<Refusal>,
    /// Where he is told of ways to the media plane, if there are any but the direct one.
    pub ice: Option<Arc<dyn IceServers>>,
}

/// A resume secret; its `Debug` does not show it.
#[derive(Clone)]
pub struct Resume(pub String);

impl std::fmt::Debug for Resume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resume(…)")
    }
}

/// A participant's part of the token (contract §2.1).
#[derive(Debug, Clone, Default)]
pub struct Guest {
    /// The key that signed the token; none for somebody without a token, who is not counted.
    pub kid: Option<KeyId>,
    /// `context.user.id`.
    pub user_id: Option<String>,
    /// `context.user.name`.
    pub name: Option<String>,
    /// `context.user.email`.
    pub email: Option<String>,
    /// `context.user.avatar`.
    pub avatar: Option<String>,
    /// `context.group`.
    pub group: Option<String>,
    /// `context.user.moderator`.
    pub moderator: bool,
    /// `context.features`.
    pub features: Features,
    /// `context.mauP` is there.
    pub mau_p: bool,
}

/// Why somebody is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// For machines.
    pub code: ErrorCode,
    /// The token rule that was broken, as the verdict's machine code.
    pub rule: Option<String>,
    /// For people: what happened and what to do.
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(code: ErrorCode, message: &str) -> Self {
        Self {
            code,
            rule: None,
            message: message.to_owned(),
        }
    }

    /// The server cannot do it now.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            ErrorCode::Unavailable,
            "The meeting cannot be joined just now. Try again in a moment.",
        )
    }

    /// As the page hears it, before the connection is closed with [`signal::CloseCode::Refused`].
    #[must_use]
    pub fn into_message(self) -> ServerMessage {
        ServerMessage::Refused {
            code: self.code,
            rule: self.rule,
            message: self.message,
        }
    }
}
