//! One meeting, as a state machine: inputs go in, outputs come out, nothing else happens.

mod codecs;
mod direct;
mod join;
mod leave;
mod media;
mod member;
mod message;
mod moderation;
mod names;
mod port;
mod stats;
mod usage;

pub(crate) use member::to_media;
pub use port::{ConnectionId, Input, Output};

use domain::{
    AppId, DeviceId, EndpointId, EventId, MeetingEvent, MeetingFact, Random, RoomName, SessionId, Timestamp,
};
use member::Member;
use sfu::api::{LegKey, RoomKey};
use signal::ServerMessage;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// The most people in one meeting (contract §7.1).
pub const MAX_PARTICIPANTS: usize = 500;

/// How long somebody whose connection broke is kept.
pub const AWAY_FOR: Duration = Duration::from_secs(30);

/// How long a meeting that everybody left without saying so is kept (contract §7.1).
pub const ABANDONED_AFTER: Duration = Duration::from_secs(15 * 60);

/// How many unreadable messages in a row end a connection.
pub const MAX_MALFORMED: u32 = 20;

/// Participants that one room may see in its life; the rest of a leg's key names the room.
const LEG_BITS: u32 = 24;

/// A meeting. See [`Room::handle`].
#[derive(Debug)]
pub struct Room {
    app: AppId,
    name: RoomName,
    key: RoomKey,
    random: Arc<Random>,
    /// In the order of arrival.
    members: Vec<Member>,
    life: Life,
    legs: u64,
    /// Devices that a usage event of this session has named.
    reported: BTreeSet<DeviceId>,
    dominant: Option<EndpointId>,
    last_join: Option<join::LastJoin>,
}

/// Where a room stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// Nobody has joined yet.
    New,
    /// Somebody is connected.
    Live { session: SessionId, since: Timestamp },
    /// Nobody is connected, but not everybody has said goodbye.
    Silent {
        session: SessionId,
        since: Timestamp,
        silent: Timestamp,
    },
    /// Over; a room does not begin again.
    Ended,
}

impl Room {
    /// A room that nobody has joined yet.
    #[must_use]
    pub const fn new(app: AppId, name: RoomName, key: RoomKey, random: Arc<Random>) -> Self {
        Self {
            app,
            name,
            key,
            random,
            members: Vec::new(),
            life: Life::New,
            legs: 0,
            reported: BTreeSet::new(),
            dominant: None,
            last_join: None,
        }
    }

    /// The room that a leg belongs to.
    #[must_use]
    pub const fn of_leg(leg: LegKey) -> RoomKey {
        RoomKey(leg.0 >> LEG_BITS)
    }

    /// The leg that the next participant will get; his transport is prepared for it.
    #[must_use]
    pub const fn next_leg(&self) -> LegKey {
        LegKey((self.key.0 << LEG_BITS) | self.legs)
    }

    /// The meeting instance and its beginning, once somebody has joined.
    #[must_use]
    pub const fn session(&self) -> Option<(SessionId, Timestamp)> {
        match self.life {
            Life::Live { session, since } | Life::Silent { session, since, .. } => Some((session, since)),
            Life::New | Life::Ended => None,
        }
    }

    /// How many participants there are, those who may come back included.
    #[must_use]
    pub fn participants(&self) -> usize {
        self.members.len()
    }

    /// The participant on a connection.
    #[must_use]
    pub fn endpoint(&self, connection: ConnectionId) -> Option<EndpointId> {
        self.index_of_connection(connection)
            .map(|index| self.members[index].person.endpoint.clone())
    }

    /// Whether nothing is left that could go on.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.life, Life::Ended)
    }

    /// Takes one input and tells what follows from it, in order. Never panics, whatever comes.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Join {
                connection,
                admission,
                transport,
            } => self.join(&mut out, now, connection, *admission, transport),
            Input::Text { connection, text } => self.text(&mut out, now, connection, &text),
            Input::Binary { connection } => self.binary(&mut out, now, connection),
            Input::ConnectionLost { connection } => self.lost(&mut out, now, connection),
            Input::Media(event) => self.media_event(&mut out, &event),
            Input::Tick => self.tick(&mut out, now),
            Input::Shutdown => self.shut_down(&mut out, now),
        }
        out
    }

    /// When [`Input::Tick`] next has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let away = self
            .members
            .iter()
            .filter_map(Member::away_since)
            .map(|since| since.plus(AWAY_FOR))
            .min();
        let abandoned = match self.life {
            Life::Silent { silent, .. } => Some(silent.plus(ABANDONED_AFTER)),
            _ => None,
        };
        away.into_iter().chain(abandoned).min()
    }

    fn record(&self, out: &mut Vec<Output>, now: Timestamp, fact: MeetingFact) {
        if let Some((session, _)) = self.session() {
            out.push(Output::Record(MeetingEvent {
                id: EventId::new(&self.random),
                app: self.app.clone(),
                room: self.name.clone(),
                session,
                at: now,
                fact,
            }));
        }
    }

    fn index_of_connection(&self, connection: ConnectionId) -> Option<usize> {
        self.members
            .iter()
            .position(|member| member.connection() == Some(connection))
    }

    fn index_of(&self, endpoint: &EndpointId) -> Option<usize> {
        self.members
            .iter()
            .position(|member| member.person.endpoint == *endpoint)
    }

    fn index_of_leg(&self, leg: LegKey) -> Option<usize> {
        self.members.iter().position(|member| member.leg == leg)
    }

    /// Sends to everybody who is connected, but not to the member at `except`.
    fn broadcast(&self, out: &mut Vec<Output>, except: Option<usize>, message: ServerMessage) {
        let to: Vec<ConnectionId> = self
            .members
            .iter()
            .enumerate()
            .filter(|(index, _)| Some(*index) != except)
            .filter_map(|(_, member)| member.connection())
            .collect();
        if !to.is_empty() {
            out.push(Output::Send { to, message });
        }
    }

    /// Sends to one member, if he is connected.
    fn send(&self, out: &mut Vec<Output>, index: usize, message: ServerMessage) {
        if let Some(connection) = self.members.get(index).and_then(Member::connection) {
            out.push(Output::Send {
                to: vec![connection],
                message,
            });
        }
    }

    /// Brings [`Life`] in step with who is connected.
    fn settle(&mut self, now: Timestamp) {
        let connected = self.members.iter().any(|member| member.connection().is_some());
        self.life = match (self.life, connected) {
            (Life::Live { session, since }, false) => Life::Silent {
                session,
                since,
                silent: now,
            },
            (Life::Silent { session, since, .. }, true) => Life::Live { session, since },
            (life, _) => life,
        };
    }
}
