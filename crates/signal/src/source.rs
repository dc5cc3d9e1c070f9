//! Names of what participants send, as the contract writes them (§8.5).

use domain::EndpointId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a participant can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// `-a0`
    Microphone,
    /// `-v0`
    Camera,
    /// `-v1`
    Screen,
    /// `-a1`
    ScreenAudio,
}

impl SourceKind {
    /// All kinds, in the order of the page's sending m-lines.
    pub const ALL: [Self; 4] = [Self::Microphone, Self::Camera, Self::Screen, Self::ScreenAudio];

    /// The ending of a source's name.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Microphone => "a0",
            Self::Camera => "v0",
            Self::Screen => "v1",
            Self::ScreenAudio => "a1",
        }
    }

    /// Whether it is a picture.
    #[must_use]
    pub const fn is_video(self) -> bool {
        matches!(self, Self::Camera | Self::Screen)
    }
}

/// One source of one participant: `1a2b3c4d-v0`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceName {
    /// Whose.
    pub endpoint: EndpointId,
    /// Which.
    pub kind: SourceKind,
}

/// A text that is not a source name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a source is a participant id and -a0, -v0, -v1 or -a1")]
pub struct SourceNameError;

impl FromStr for SourceName {
    type Err = SourceNameError;
    fn from_str(text: &str) -> Result<Self, SourceNameError> {
        let (endpoint, suffix) = text.split_once('-').ok_or(SourceNameError)?;
        let kind = SourceKind::ALL
            .into_iter()
            .find(|kind| kind.suffix() == suffix)
            .ok_or(SourceNameError)?;
        Ok(Self {
            endpoint: endpoint.parse().map_err(|_| SourceNameError)?,
            kind,
        })
    }
}

impl TryFrom<String> for SourceName {
    type Error = SourceNameError;
    fn try_from(text: String) -> Result<Self, SourceNameError> {
        text.parse()
    }
}

impl From<SourceName> for String {
    fn from(name: SourceName) -> Self {
        name.to_string()
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.endpoint, self.kind.suffix())
    }
}

impl fmt::Debug for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
