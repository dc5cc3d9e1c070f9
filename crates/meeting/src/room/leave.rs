//! Going: by saying so, by force, by silence, or because the server stops.

use super::member::Link;
use super::{ABANDONED_AFTER, AWAY_FOR, ConnectionId, Life, Output, Room};
use domain::{LeaveReason, MeetingFact, Timestamp};
use sfu::api::Command;
use signal::{CloseCode, ParticipantChange, ServerMessage};

impl Room {
    /// Takes a member out for good. Without anybody left the room ends at once, unless he was silently
    /// gone: then it waits for [`ABANDONED_AFTER`].
    pub(super) fn remove(
        &mut self,
        out: &mut Vec<Output>,
        now: Timestamp,
        index: usize,
        reason: LeaveReason,
        code: CloseCode,
    ) {
        let silently = self.members[index].away_since().is_some();
        let shared = self.codecs();
        let member = self.members.remove(index);
        let endpoint = member.person.endpoint.clone();
        self.record_stats(out, now, &member);
        self.record(
            out,
            now,
            MeetingFact::ParticipantLeft {
                endpoint: endpoint.clone(),
                reason,
            },
        );
        if let Some(connection) = member.connection() {
            out.push(Output::Close { connection, code });
        }
        out.push(Output::Media(Command::Remove { leg: member.leg }));
        for other in &mut self.members {
            for shown in &mut other.view {
                if shown
                    .as_ref()
                    .is_some_and(|shown| shown.source.endpoint == endpoint)
                {
                    *shown = None;
                }
            }
        }
        if self.dominant.as_ref() == Some(&endpoint) {
            self.dominant = None;
        }
        let kicked = reason == LeaveReason::Kicked;
        self.broadcast(out, None, ServerMessage::ParticipantLeft { endpoint, kicked });
        self.codecs_changed(out, &shared);
        if self.members.is_empty() && !silently {
            self.end(out, now);
        } else {
            self.settle(now);
        }
    }

    fn end(&mut self, out: &mut Vec<Output>, now: Timestamp) {
        self.record(out, now, MeetingFact::RoomDestroyed);
        self.life = Life::Ended;
        out.push(Output::Ended);
    }

    pub(super) fn lost(&mut self, out: &mut Vec<Output>, now: Timestamp, connection: ConnectionId) {
        let Some(index) = self.index_of_connection(connection) else {
            return;
        };
        self.members[index].link = Link::Away { since: now };
        self.settle(now);
        let endpoint = self.members[index].person.endpoint.clone();
        let change = ParticipantChange {
            away: Some(true),
            ..ParticipantChange::default()
        };
        self.broadcast(out, None, ServerMessage::ParticipantChanged { endpoint, change });
    }

    pub(super) fn tick(&mut self, out: &mut Vec<Output>, now: Timestamp) {
        while let Some(index) = self.members.iter().position(|member| {
            member
                .away_since()
                .is_some_and(|since| since.plus(AWAY_FOR) <= now)
        }) {
            self.remove(out, now, index, LeaveReason::Unknown, CloseCode::Policy);
        }
        if let Life::Silent { silent, .. } = self.life
            && self.members.is_empty()
            && silent.plus(ABANDONED_AFTER) <= now
        {
            self.end(out, now);
        }
    }

    pub(super) fn shut_down(&mut self, out: &mut Vec<Output>, now: Timestamp) {
        if self.session().is_none() {
            self.life = Life::Ended;
            out.push(Output::Ended);
            return;
        }
        self.broadcast(out, None, ServerMessage::GoingAway);
        for member in std::mem::take(&mut self.members) {
            self.record_stats(out, now, &member);
            self.record(
                out,
                now,
                MeetingFact::ParticipantLeft {
                    endpoint: member.person.endpoint.clone(),
                    reason: LeaveReason::UnrecoverableError,
                },
            );
            if let Some(connection) = member.connection() {
                out.push(Output::Close {
                    connection,
                    code: CloseCode::GoingAway,
                });
            }
            out.push(Output::Media(Command::Remove { leg: member.leg }));
        }
        self.end(out, now);
    }
}
