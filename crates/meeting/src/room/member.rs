//! One participant, as the room keeps him.

use super::ConnectionId;
use super::stats::Stats;
use crate::rate::Bucket;
use domain::{Features, Person, Timestamp};
use sfu::api::{self, LegKey, LegTransport};
use signal::{AUDIO_SLOTS, Participant, Shown, SourceKind, SourceName, VideoCodec};

/// A participant.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) person: Person,
    /// His page may be reached directly.
    pub(super) direct: bool,
    pub(super) features: Features,
    pub(super) has_mau_p: bool,
    pub(super) leg: LegKey,
    pub(super) transport: LegTransport,
    pub(super) media: Media,
    /// What his page can show, once it sent an offer.
    pub(super) codecs: Vec<VideoCodec>,
    pub(super) link: Link,
    pub(super) live: Sources,
    /// What he shows, slot by slot.
    pub(super) view: Vec<Option<Shown>>,
    /// What his audio receivers carry.
    pub(super) voices: [Option<SourceName>; AUDIO_SLOTS],
    /// How many encodings of each source somebody shows, as far as he was told.
    pub(super) layers: [Option<usize>; SourceKind::ALL.len()],
    pub(super) bucket: Bucket,
    /// What he may change for everybody to hear.
    pub(super) changes: Bucket,
    pub(super) stats: Stats,
    /// Unreadable messages in a row.
    pub(super) malformed: u32,
    pub(super) resume: String,
}

/// A participant's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// There.
    Connected(ConnectionId),
    /// Broken; he may come back.
    Away { since: Timestamp },
}

/// A participant's media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// He has not sent an offer.
    None,
    /// The media plane knows him.
    Added,
    /// Packets flow.
    Up,
}

/// A set of sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sources([bool; 4]);

impl Sources {
    pub(super) fn has(self, kind: SourceKind) -> bool {
        self.0[kind as usize]
    }

    pub(super) fn set(&mut self, kind: SourceKind, on: bool) {
        self.0[kind as usize] = on;
    }

    pub(super) fn list(self) -> Vec<SourceKind> {
        SourceKind::ALL
            .into_iter()
            .filter(|kind| self.has(*kind))
            .collect()
    }
}

impl Member {
    pub(super) const fn connection(&self) -> Option<ConnectionId> {
        match self.link {
            Link::Connected(connection) => Some(connection),
            Link::Away { .. } => None,
        }
    }

    pub(super) const fn away_since(&self) -> Option<Timestamp> {
        match self.link {
            Link::Connected(_) => None,
            Link::Away { since } => Some(since),
        }
    }

    /// As the others see him.
    pub(super) fn shown(&self) -> Participant {
        Participant {
            endpoint: self.person.endpoint.clone(),
            name: self.person.name.clone(),
            avatar: self.person.avatar.clone(),
            moderator: self.person.moderator,
            live: self.live.list(),
            away: self.away_since().is_some(),
            direct: self.direct,
        }
    }

    pub(super) const fn source(&self, kind: SourceKind) -> api::Source {
        api::Source {
            leg: self.leg,
            kind: to_media(kind),
        }
    }
}

/// The media plane's name of a source; the two crates do not know each other.
pub(crate) const fn to_media(kind: SourceKind) -> api::SourceKind {
    match kind {
        SourceKind::Microphone => api::SourceKind::Microphone,
        SourceKind::Camera => api::SourceKind::Camera,
        SourceKind::Screen => api::SourceKind::Screen,
        SourceKind::ScreenAudio => api::SourceKind::ScreenAudio,
    }
}

/// The page's name of a picture codec.
pub(super) const fn codec_from_media(codec: api::VideoCodec) -> VideoCodec {
    match codec {
        api::VideoCodec::Vp8 => VideoCodec::Vp8,
        api::VideoCodec::Vp9 => VideoCodec::Vp9,
        api::VideoCodec::Av1 => VideoCodec::Av1,
        api::VideoCodec::H264 => VideoCodec::H264,
    }
}

/// The page's name of a source.
pub(super) const fn from_media(kind: api::SourceKind) -> SourceKind {
    match kind {
        api::SourceKind::Microphone => SourceKind::Microphone,
        api::SourceKind::Camera => SourceKind::Camera,
        api::SourceKind::Screen => SourceKind::Screen,
        api::SourceKind::ScreenAudio => SourceKind::ScreenAudio,
    }
}
