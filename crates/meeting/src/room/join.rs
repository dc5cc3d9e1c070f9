//! Coming in, coming back, and undoing a join that could not be written down.

use super::member::{Link, Media, Member, Sources};
use super::names;
use super::stats::Stats;
use super::{ConnectionId, Life, MAX_PARTICIPANTS, Output, Room};
use crate::rate::{self, Bucket};
use crate::{Admission, IceServers, Refusal};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{DeviceId, EndpointId, MeetingFact, ParticipantUuid, Person, SessionId, Timestamp};
use sfu::api::LegTransport;
use signal::{
    AUDIO_SLOTS, AudioSlot, CloseCode, ErrorCode, Joined, Participant, ParticipantChange, ServerMessage,
    SlotPlan, SourceKind, VIDEO_SLOTS,
};
use subtle::ConstantTimeEq;

/// How much of the list of participants goes into the first message, in bytes; the rest follows one by
/// one, so that no message grows past what a page reads.
const MAX_LIST_BYTES: usize = 192 * 1024;

/// What [`Room::retract`] needs to undo a join.
#[derive(Debug)]
pub(super) struct LastJoin {
    connection: ConnectionId,
    counted: Vec<DeviceId>,
    before: Life,
}

impl Room {
    pub(super) fn join(
        &mut self,
        out: &mut Vec<Output>,
        now: Timestamp,
        connection: ConnectionId,
        admission: Admission,
        transport: LegTransport,
    ) {
        self.last_join = None;
        if self.is_over() || self.index_of_connection(connection).is_some() {
            let refusal = Refusal::unavailable();
            out.push(Output::Refuse { connection, refusal });
            return;
        }
        if let Some(index) = self.returning(&admission) {
            self.come_back(out, now, index, connection, &admission);
            return;
        }
        if let Some(refusal) = admission.returns_only {
            out.push(Output::Refuse { connection, refusal });
            return;
        }
        if self.members.len() >= MAX_PARTICIPANTS {
            out.push(Output::Refuse {
                connection,
                refusal: Refusal::new(
                    ErrorCode::RoomFull,
                    "This meeting has 500 participants, the most there can be. Try again when somebody has left.",
                ),
            });
            return;
        }
        let before = self.life;
        let ice = admission.ice.clone();
        self.open(out, now);
        let member = self.newcomer(now, connection, admission, transport);
        self.legs += 1;
        self.record(
            out,
            now,
            MeetingFact::ParticipantJoined {
                participant: member.person.clone(),
            },
        );
        self.members.push(member);
        self.settle(now);
        let counted = self.count(out, now);
        self.last_join = Some(LastJoin {
            connection,
            counted,
            before,
        });
        let index = self.members.len() - 1;
        self.welcome(out, now, index, ice.as_deref(), false);
        let participant = self.members[index].shown();
        self.broadcast(out, Some(index), ServerMessage::ParticipantJoined { participant });
    }

    /// Undoes the last join, because it could not be written down: as if it had never been asked for.
    /// Nothing that [`Room::handle`] gave out for it may have been done.
    pub fn retract(&mut self, connection: ConnectionId) {
        let Some(last) = self.last_join.take_if(|last| last.connection == connection) else {
            return;
        };
        self.members
            .retain(|member| member.connection() != Some(connection));
        for device in &last.counted {
            self.reported.remove(device);
        }
        self.life = match last.before {
            Life::New => Life::Ended,
            before => before,
        };
    }

    fn open(&mut self, out: &mut Vec<Output>, now: Timestamp) {
        if self.life == Life::New {
            self.life = Life::Live {
                session: SessionId::new(&self.random),
                since: now,
            };
            self.record(out, now, MeetingFact::RoomCreated);
        }
    }

    fn newcomer(
        &self,
        now: Timestamp,
        connection: ConnectionId,
        admission: Admission,
        transport: LegTransport,
    ) -> Member {
        let guest = admission.guest;
        let mut live = Sources::default();
        for kind in [SourceKind::Microphone, SourceKind::Camera] {
            live.set(kind, !admission.muted.contains(&kind));
        }
        Member {
            person: Person {
                endpoint: self.free_endpoint(),
                device: admission.device,
                name: names::choose(&admission.name, guest.name.as_deref()),
                user_id: guest.user_id,
                email: guest.email,
                avatar: guest.avatar,
                group: guest.group,
                moderator: guest.moderator,
                kid: guest.kid,
                embedded: admission.embedded,
            },
            direct: admission.direct,
            features: guest.features,
            has_mau_p: guest.mau_p,
            leg: self.next_leg(),
            transport,
            media: Media::None,
            codecs: Vec::new(),
            link: Link::Connected(connection),
            live,
            view: Vec::new(),
            voices: [const { None }; AUDIO_SLOTS],
            layers: [None; SourceKind::ALL.len()],
            bucket: Bucket::new(now, rate::MESSAGES),
            changes: Bucket::new(now, rate::CHANGES),
            stats: Stats::default(),
            malformed: 0,
            resume: URL_SAFE_NO_PAD.encode(self.random.bytes::<32>()),
        }
    }

    /// With 32 bits and at most 500 participants the second draw is nearly always free.
    fn free_endpoint(&self) -> EndpointId {
        loop {
            let endpoint = ParticipantUuid::new(&self.random).endpoint();
            if self.index_of(&endpoint).is_none() {
                return endpoint;
            }
        }
    }

    /// Whose secret this is. Every secret is compared, and each in constant time, so that the time
    /// taken tells nothing about them. It speaks for a participant only together with a token of the key
    /// he came with: the key is what was found to be in use still, and no other may stand in for it.
    fn returning(&self, admission: &Admission) -> Option<usize> {
        let secret = admission.resume.as_ref()?;
        let mut found = None;
        for (index, member) in self.members.iter().enumerate() {
            if bool::from(member.resume.as_bytes().ct_eq(secret.0.as_bytes())) {
                found = Some(index);
            }
        }
        found.filter(|index| self.members[*index].person.kid == admission.guest.kid)
    }

    fn come_back(
        &mut self,
        out: &mut Vec<Output>,
        now: Timestamp,
        index: usize,
        connection: ConnectionId,
        admission: &Admission,
    ) {
        let member = &mut self.members[index];
        let was_away = member.away_since().is_some();
        if let Some(old) = member.connection() {
            // The page noticed the break before we did.
            out.push(Output::Close {
                connection: old,
                code: CloseCode::Replaced,
            });
        }
        member.link = Link::Connected(connection);
        member.malformed = 0;
        self.settle(now);
        let _counted = self.count(out, now);
        for kind in &admission.muted {
            self.set_live(out, index, *kind, false, Some(index));
        }
        self.welcome(out, now, index, admission.ice.as_deref(), true);
        if was_away {
            let change = ParticipantChange {
                away: Some(false),
                ..ParticipantChange::default()
            };
            let endpoint = self.members[index].person.endpoint.clone();
            self.broadcast(
                out,
                Some(index),
                ServerMessage::ParticipantChanged { endpoint, change },
            );
        }
    }

    /// Tells a newcomer everything he needs; what he costs the others is one message each.
    fn welcome(
        &self,
        out: &mut Vec<Output>,
        now: Timestamp,
        index: usize,
        ice: Option<&dyn IceServers>,
        resumed: bool,
    ) {
        let member = &self.members[index];
        let Some((session, _)) = self.session() else {
            return;
        };
        let mut rest = Vec::new();
        let mut participants: Vec<Participant> = Vec::with_capacity(self.members.len());
        let mut bytes = 0;
        for (place, other) in self.members.iter().enumerate() {
            let shown = other.shown();
            bytes += 256 + 2 * shown.name.len() + 2 * shown.avatar.as_ref().map_or(0, String::len);
            if bytes <= MAX_LIST_BYTES || place == index {
                participants.push(shown);
            } else {
                rest.push(shown);
            }
        }
        self.send(
            out,
            index,
            ServerMessage::Joined(Box::new(Joined {
                version: signal::VERSION,
                me: member.person.endpoint.clone(),
                session,
                participants,
                features: member.features.clone(),
                slots: SlotPlan {
                    audio: AUDIO_SLOTS,
                    video: VIDEO_SLOTS,
                },
                codecs: self.codecs(),
                resume: member.resume.clone(),
                resumed,
                ice_servers: ice
                    .map(|ice| ice.for_page(&member.person.endpoint, now))
                    .unwrap_or_default(),
            })),
        );
        for participant in rest {
            self.send(out, index, ServerMessage::ParticipantJoined { participant });
        }
        if let Some(dominant) = &self.dominant {
            self.send(
                out,
                index,
                ServerMessage::Speakers {
                    dominant: Some(dominant.clone()),
                    levels: Vec::new(),
                },
            );
        }
        if resumed {
            for (slot, source) in member.voices.iter().enumerate() {
                let source = source.clone();
                self.send(out, index, ServerMessage::AudioSlot(AudioSlot { slot, source }));
            }
            for (source, layers) in SourceKind::ALL.into_iter().zip(member.layers) {
                if let Some(layers) = layers {
                    self.send(out, index, ServerMessage::Layers { source, layers });
                }
            }
        }
    }
}
