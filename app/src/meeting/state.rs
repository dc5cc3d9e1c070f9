//! Everything the meeting page knows, as one value. The reducer is the only one who changes it.

use super::devices::{Devices, Own};
use super::direct::Direct;
use domain::{DeviceId, EndpointId, Features};
use signal::{ErrorCode, IceServer, Level, Participant, SlotPlan, SourceKind, SourceName, VideoCodec};

/// Milliseconds of a clock that only runs forward.
pub(crate) type Millis = u64;

/// The codecs that one's own pictures go out in, the favourite first; VP8 if nobody else can show them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Favourites {
    /// Of the camera.
    pub camera: Vec<VideoCodec>,
    /// Of a shared screen.
    pub screen: Vec<VideoCodec>,
}

/// A text that must not reach a log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What the page shows the server to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// The token, if there is one.
    pub jwt: Option<Secret>,
    /// What this browser is counted by.
    pub device: DeviceId,
}

/// Where the visitor is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The address has not been read yet; the server renders this.
    #[default]
    Starting,
    /// Choosing devices and a name.
    Prejoin,
    /// Asked to be let in.
    Joining,
    /// Inside.
    Meeting,
    /// Out again.
    Over(Ending),
}

/// Why a meeting is over for this page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// By the leave button.
    Left,
    /// By a moderator, with what he said.
    Removed {
        /// His words.
        reason: Option<String>,
    },
    /// The server did not let the page in.
    Refused {
        /// Which kind of refusal.
        code: ErrorCode,
        /// The token rule that was broken.
        rule: Option<String>,
        /// The server's sentence.
        message: String,
    },
    /// The same participant came back in another window.
    Replaced,
    /// The server closed the connection because of what this page sent.
    Expelled,
    /// The server did not answer for [`super::reducer::GIVE_UP`].
    Unreachable,
}

/// The connection that carries messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Link {
    /// None.
    #[default]
    Idle,
    /// Being opened, or waiting to be opened again.
    Opening {
        /// When the first attempt of this row began.
        since: Millis,
        /// Attempts that failed.
        attempt: u32,
        /// When this attempt is given up.
        until: Millis,
    },
    /// Working.
    Up,
}

/// The connection that carries sound and pictures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Media {
    /// How far it is.
    pub stage: MediaStage,
    /// Since when.
    pub since: Millis,
    /// How often it was tried again since it last worked.
    pub tries: u32,
    /// Another way is being looked for while it works.
    pub renewing: bool,
}

/// How far the media connection is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum MediaStage {
    /// There is none.
    #[default]
    None,
    /// An offer is being made or waits for its answer.
    Offering,
    /// The answer is there, packets are not.
    Connecting,
    /// Packets flow.
    Up,
    /// They stopped; they often come back by themselves.
    Shaky,
}

/// What the page's area is given to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Everybody the same size.
    #[default]
    Tiles,
    /// One large, the others small.
    Stage,
}

/// What has slid in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    /// The participants.
    People,
    /// Device settings.
    Settings,
    /// How the connections fare.
    Connection,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Good to know.
    Info,
    /// Something to see to.
    Warn,
}

/// A sentence that shows for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Tells it from others.
    pub id: u32,
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    /// When it goes.
    pub until: Millis,
}

/// Everything the page knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct MeetingState {
    /// Where the visitor is.
    pub phase: Phase,
    /// The message connection.
    pub link: Link,
    /// The media connection.
    pub media: Media,
    /// The server said it stops; the page will come back.
    pub server_stops: bool,
    /// The page stands in another page's frame.
    pub embedded: bool,
    /// Token and device.
    pub credentials: Option<Credentials>,
    /// What allows to come back as the same participant.
    pub resume: Option<Secret>,
    /// One's own name.
    pub name: String,
    /// Oneself.
    pub me: Option<EndpointId>,
    /// What one's token grants.
    pub features: Features,
    /// Receivers that the server granted.
    pub slots: Option<SlotPlan>,
    /// Servers by which a way to the media plane may be found.
    pub ice_servers: Vec<IceServer>,
    /// Media goes through one of them and never directly.
    pub relay_only: bool,
    /// Codecs that everybody's page can show.
    pub codecs: Vec<VideoCodec>,
    /// Those that one's own pictures go out in, the favourite first.
    pub favourites: Favourites,
    /// The connection to the only other participant.
    pub direct: Direct,
    /// Every look at the connections is kept in the journal.
    pub keep_stats: Option<Millis>,
    /// Everybody, oneself included, in the order of arrival.
    pub people: Vec<Participant>,
    /// Who speaks, or spoke last.
    pub dominant: Option<EndpointId>,
    /// Who spoke lately, the latest first.
    pub recent: Vec<EndpointId>,
    /// The voices heard now.
    pub levels: Vec<Level>,
    /// What each audio receiver carries.
    pub voices: Vec<Option<SourceName>>,
    /// One's own sources.
    pub own: Own,
    /// Devices to choose from.
    pub devices: Devices,
    /// The layout that was chosen.
    pub layout: Layout,
    /// The tile that was put on stage by hand.
    pub pinned: Option<SourceName>,
    /// Shared screens that were taken off the stage by hand.
    pub dismissed: Vec<SourceName>,
    /// The page of tiles, counted from 0.
    pub page: usize,
    /// Single letters do nothing.
    pub letters_off: bool,
    /// What has slid in.
    pub panel: Option<Panel>,
    /// Sentences that show for a while.
    pub notices: Vec<Notice>,
    /// Notices so far.
    pub notice_count: u32,
    /// For screen readers: what happened last.
    pub announcement: String,
    /// The browser wants a click before it plays sound.
    pub sound_blocked: bool,
    /// When the last ping was sent, and its number.
    pub pinged: Millis,
    /// Number of the last ping.
    pub ping: u64,
    /// Whether that ping was answered.
    pub ponged: bool,
}

impl MeetingState {
    /// The participant with this id.
    #[must_use]
    pub(crate) fn person(&self, endpoint: &EndpointId) -> Option<&Participant> {
        self.people.iter().find(|person| person.endpoint == *endpoint)
    }

    /// A name to put into a sentence.
    #[must_use]
    pub(crate) fn name_of(&self, endpoint: &EndpointId) -> String {
        self.person(endpoint)
            .map_or_else(|| "Somebody".to_owned(), |person| person.name.clone())
    }

    /// Whether this is oneself.
    #[must_use]
    pub(crate) fn is_me(&self, endpoint: &EndpointId) -> bool {
        self.me.as_ref() == Some(endpoint)
    }

    /// Whether oneself moderates.
    #[must_use]
    pub(crate) fn i_moderate(&self) -> bool {
        self.me
            .as_ref()
            .and_then(|me| self.person(me))
            .is_some_and(|me| me.moderator)
    }

    /// Whether one's token lets one share a screen.
    #[must_use]
    pub(crate) fn may_share(&self) -> bool {
        self.features.allows("screen-sharing")
    }

    /// Whether somebody's source is on; of oneself, what the page knows before the server does.
    #[must_use]
    pub(crate) fn is_live(&self, endpoint: &EndpointId, kind: SourceKind) -> bool {
        if self.is_me(endpoint) {
            return self.own.get(kind).is_on();
        }
        self.person(endpoint)
            .is_some_and(|person| person.live.contains(&kind))
    }

    /// How loud somebody is: 0 to 127.
    #[must_use]
    pub(crate) fn level_of(&self, endpoint: &EndpointId) -> u8 {
        self.levels
            .iter()
            .find(|level| level.endpoint == *endpoint)
            .map_or(0, |level| level.level)
    }

    /// Inside the meeting, or on the way back into it.
    #[must_use]
    pub(crate) fn in_meeting(&self) -> bool {
        self.phase == Phase::Meeting
    }
}
