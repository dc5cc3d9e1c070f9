//! What can happen to the meeting page, and what it then does. Views and the browser speak to the
//! reducer in [`Event`]s; the reducer speaks to the browser in [`Effect`]s.

use super::devices::{DeviceKind, Devices, Problem};
use super::state::{Credentials, Favourites, Layout, Millis, Panel};
use domain::EndpointId;
use signal::{ClientMessage, ServerMessage, SlotPlan, SourceKind, SourceName, VideoCodec};

/// What the page found when it woke up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Start {
    /// Token and device.
    pub credentials: Credentials,
    /// A name to begin with.
    pub name: String,
    /// Ask for name and devices first.
    pub prejoin: bool,
    /// The page stands in another page's frame.
    pub embedded: bool,
    /// Begin with the microphone on.
    pub microphone: bool,
    /// Begin with the camera on.
    pub camera: bool,
    /// Send media through a relay and never directly.
    pub relay_only: bool,
    /// Connect directly to the only other participant.
    pub direct: bool,
    /// How long two are alone again before they do, in milliseconds.
    pub back_after: Millis,
    /// The codecs that one's own pictures go out in.
    pub favourites: Favourites,
    /// The codecs a direct connection offers first.
    pub direct_codecs: Vec<String>,
    /// How often a look at the connections is kept in the journal, in milliseconds; else only the last is.
    pub keep_stats: Option<Millis>,
}

/// How the peer connection is, as the browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeerState {
    /// Packets flow.
    Connected,
    /// They stopped; it may recover.
    Disconnected,
    /// It will not recover.
    Failed,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// The address and the storage were read.
    Started(Box<Start>),
    /// A second or so went by.
    Tick,
    /// The network came back, says the browser.
    Online,

    /// The message connection is open.
    LinkOpened,
    /// It broke or was closed, with the close code.
    LinkClosed(u16),
    /// The server said something.
    Server(Box<ServerMessage>),

    /// The peer connection has an offer for the server.
    Offered(String),
    /// The peer connection could not make an offer or take the answer.
    PeerBroken,
    /// The peer connection's state changed.
    Peer(PeerState),
    /// The direct connection's description of our side is complete, in this attempt.
    DirectDescribed(u32, String),
    /// The direct connection could not take part, in this attempt.
    DirectBroken(u32),
    /// Its state changed, in this attempt.
    DirectPeer(u32, PeerState),
    /// A source begins to come by it, in this attempt.
    DirectFlows(u32, SourceKind),
    /// A source that came by it begins to come through the server.
    ServerFlows(SourceName),
    /// The browser refused to play sound without a click, or plays it now.
    SoundBlocked(bool),

    /// The browser handed over a source.
    Opened {
        /// Which; a screen brings its sound with it or not.
        kind: SourceKind,
        /// A screen came with its sound.
        with_sound: bool,
    },
    /// It did not.
    Failed {
        /// Which.
        kind: SourceKind,
        /// Why; none if the person thought better of it.
        problem: Option<Problem>,
    },
    /// A source ended by itself: unplugged, or stopped with the browser's own button.
    Ended(SourceKind),
    /// Devices were listed.
    Listed(Box<Devices>),

    /// "Join", or "Join again".
    Join,
    /// The name field changed.
    NameTyped(String),
    /// The name field was left; others learn the name now.
    NameDone,
    /// A source goes on or off.
    Toggle(SourceKind),
    /// A device was chosen; an empty id leaves it to the browser.
    Choose(DeviceKind, String),
    /// Single letters work as shortcuts, or do nothing (WCAG 2.1.4).
    Shortcuts(bool),
    /// "Leave".
    Leave,
    /// Everybody the same size, or one large.
    Arrange(Layout),
    /// Put on stage, or take off again.
    Pin(SourceName),
    /// To this page of tiles.
    Page(usize),
    /// Show a panel, or put it away.
    Panel(Panel),
    /// Put away what is open.
    ClosePanel,
    /// Moderators: mute somebody's source.
    MuteOther(EndpointId, SourceKind),
    /// Moderators: mute everybody else's microphones.
    MuteEverybody,
    /// Moderators: put somebody out.
    Remove(EndpointId),
    /// "Turn sound on".
    TurnSoundOn,
    /// A notice was read.
    Dismiss(u32),
}

/// Something to do outside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Open the message connection after this many milliseconds, dropping the one there is.
    OpenLink(u32),
    /// Close it.
    CloseLink,
    /// Say this.
    Send(ClientMessage),
    /// Make a new peer connection and an offer, dropping the one there is.
    BuildPeer(SlotPlan),
    /// Make another offer that restarts ICE.
    RestartIce,
    /// The server's answer.
    Answer(String),
    /// Send so many simulcast encodings of a picture, counted from the smallest.
    SendLayers(SourceKind, usize),
    /// Send a picture in this codec.
    SendCodec(SourceKind, VideoCodec),
    /// Close the peer connection.
    ClosePeer,
    /// Make a direct connection and describe our side, in this attempt.
    OfferDirect(u32),
    /// Make a direct connection for the other page's offer, in this attempt.
    AnswerDirect(u32, String),
    /// Take the other page's answer, in this attempt.
    AcceptDirect(u32, String),
    /// Report every picture of the other that comes through the server again.
    WatchServer,
    /// Close the direct connection.
    CloseDirect,
    /// Ask the browser for these sources.
    Open(Vec<SourceKind>),
    /// Turn a source off, its device light too.
    Close(SourceKind),
    /// Let go of every device.
    Release,
    /// Play sound through the chosen speaker.
    UseSpeaker,
    /// Play all sound; runs inside a click.
    Play,
    /// Keep the name for the next meeting.
    KeepName(String),
    /// Keep the chosen devices for the next meeting.
    KeepDevices,
    /// Keep whether letters work as shortcuts.
    KeepShortcuts(bool),
    /// The view must be told again, whatever was told before.
    ForgetView,
}
