//! The checks of a token, in the order of contract §2.4, one file each subject.

pub(crate) mod features;
pub(crate) mod header;
pub(crate) mod key;
pub(crate) mod names;
pub(crate) mod room;
pub(crate) mod time;
pub(crate) mod user;

use serde::Serialize;

/// One step of the judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Not longer than [`crate::MAX_TOKEN_BYTES`].
    Size,
    /// Three base64url parts, JSON inside.
    Format,
    /// RS256.
    Algorithm,
    /// `kid` is there and shaped `AppID/suffix`.
    Kid,
    /// `kid` belongs to the app of the address.
    App,
    /// The app may hold meetings.
    Tenant,
    /// The key exists and is enabled.
    Key,
    /// The signature is the key's.
    Signature,
    /// `exp` is to come.
    Expiry,
    /// `nbf`, if any, has passed.
    NotBefore,
    /// `aud` is `jitsi`.
    Audience,
    /// `iss` is `chat`.
    Issuer,
    /// `sub` is the app.
    Subject,
    /// `context` is there.
    Context,
    /// `context.user` is well formed.
    User,
    /// `context.features` are known and boolean.
    Features,
    /// `room` covers the room of the address.
    Room,
}

impl Check {
    /// All checks, in order.
    pub const ALL: [Self; 17] = [
        Self::Size,
        Self::Format,
        Self::Algorithm,
        Self::Kid,
        Self::App,
        Self::Tenant,
        Self::Key,
        Self::Signature,
        Self::Expiry,
        Self::NotBefore,
        Self::Audience,
        Self::Issuer,
        Self::Subject,
        Self::Context,
        Self::User,
        Self::Features,
        Self::Room,
    ];

    /// A title for the inspector's list.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Size => "Size at most 16 KiB",
            Self::Format => "Three parts with a JSON header and payload",
            Self::Algorithm => "Algorithm is RS256",
            Self::Kid => "kid is AppID/key",
            Self::App => "kid belongs to this app",
            Self::Tenant => "App is active",
            Self::Key => "Key is known and enabled",
            Self::Signature => "Signature matches the key",
            Self::Expiry => "Not expired (exp)",
            Self::NotBefore => "Already valid (nbf)",
            Self::Audience => "aud is jitsi",
            Self::Issuer => "iss is chat",
            Self::Subject => "sub is the AppID",
            Self::Context => "context is present",
            Self::User => "context.user is well formed",
            Self::Features => "context.features are known",
            Self::Room => "room covers the meeting",
        }
    }
}
