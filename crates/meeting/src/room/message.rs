//! What participants say.

use super::names::{self, MAX_NAME};
use super::{ConnectionId, MAX_MALFORMED, Output, Room};
use domain::{LeaveReason, Timestamp};
use signal::{
    ClientMessage, CloseCode, ErrorCode, MAX_MESSAGE_BYTES, ParseError, ParticipantChange, ServerMessage,
};

impl Room {
    pub(super) fn text(
        &mut self,
        out: &mut Vec<Output>,
        now: Timestamp,
        connection: ConnectionId,
        text: &str,
    ) {
        let Some(index) = self.index_of_connection(connection) else {
            return;
        };
        // What is too long is not read, and is answered as that, not as too much.
        if !self.within_rate(out, now, index, text.len().min(MAX_MESSAGE_BYTES)) {
            return;
        }
        match signal::parse::<ClientMessage>(text) {
            Ok(message) => {
                self.members[index].malformed = 0;
                self.message(out, now, index, message);
            }
            Err(error) => self.unreadable(out, now, index, &error),
        }
    }

    pub(super) fn binary(&mut self, out: &mut Vec<Output>, now: Timestamp, connection: ConnectionId) {
        let Some(index) = self.index_of_connection(connection) else {
            return;
        };
        if self.within_rate(out, now, index, 0) {
            let error = ParseError {
                code: ErrorCode::Malformed,
                message: "Messages are text; this one was binary.".to_owned(),
            };
            self.unreadable(out, now, index, &error);
        }
    }

    fn within_rate(&mut self, out: &mut Vec<Output>, now: Timestamp, index: usize, bytes: usize) -> bool {
        if self.members[index].bucket.take(now, bytes) {
            return true;
        }
        self.error(
            out,
            index,
            ErrorCode::TooMany,
            "Too many messages in too short a time, so this connection is closed. Join again.",
        );
        self.remove(out, now, index, LeaveReason::Unknown, CloseCode::Policy);
        false
    }

    fn unreadable(&mut self, out: &mut Vec<Output>, now: Timestamp, index: usize, error: &ParseError) {
        self.error(out, index, error.code, &error.message);
        // A newer page may well say things that this server does not know.
        if error.code == ErrorCode::UnknownMessage {
            return;
        }
        self.members[index].malformed += 1;
        if self.members[index].malformed >= MAX_MALFORMED {
            self.remove(out, now, index, LeaveReason::Unknown, CloseCode::Policy);
        }
    }

    pub(super) fn error(&self, out: &mut Vec<Output>, index: usize, code: ErrorCode, message: &str) {
        let message = message.to_owned();
        self.send(out, index, ServerMessage::Error { code, message });
    }

    fn message(&mut self, out: &mut Vec<Output>, now: Timestamp, index: usize, message: ClientMessage) {
        match message {
            ClientMessage::Join(_) => self.error(
                out,
                index,
                ErrorCode::Malformed,
                "This connection has joined already. Open another one to join again.",
            ),
            ClientMessage::Offer { sdp } => self.offer(out, now, index, &sdp),
            ClientMessage::Mute { source, muted } => self.mute_own(out, now, index, source, muted),
            ClientMessage::View(view) => self.view(out, index, view),
            ClientMessage::Rename { name } => self.rename(out, now, index, &name),
            ClientMessage::Kick { endpoint, reason } => {
                self.kick(out, now, index, &endpoint, reason.as_deref());
            }
            ClientMessage::MuteOther { endpoint, source } => {
                self.mute_other(out, index, &endpoint, source);
            }
            ClientMessage::MuteAll { source } => self.mute_all(out, index, source),
            ClientMessage::Direct { to, step } => self.direct(out, index, &to, step),
            ClientMessage::Stats(stats) => self.stats(out, now, index, *stats),
            ClientMessage::Leave => {
                self.remove(out, now, index, LeaveReason::Left, CloseCode::Left);
            }
            ClientMessage::Ping { id } => self.send(out, index, ServerMessage::Pong { id }),
            // `ClientMessage` may grow; what it grows by is unknown here until it is handled.
            _ => self.error(
                out,
                index,
                ErrorCode::UnknownMessage,
                "This server does not know that message.",
            ),
        }
    }

    /// Whether he may change something that everybody hears of; if not he is told, and stays.
    pub(super) fn may_change(&mut self, out: &mut Vec<Output>, now: Timestamp, index: usize) -> bool {
        if self.members[index].changes.take(now, 0) {
            return true;
        }
        self.error(
            out,
            index,
            ErrorCode::TooMany,
            "Too many changes in too short a time, so this one does not count. Wait a few seconds and try again.",
        );
        false
    }

    fn rename(&mut self, out: &mut Vec<Output>, now: Timestamp, index: usize, name: &str) {
        let name = names::clean(name);
        if name.is_empty() || name.chars().count() > MAX_NAME {
            self.error(
                out,
                index,
                ErrorCode::Malformed,
                "A name has 1 to 100 characters. Choose another one.",
            );
            return;
        }
        if self.members[index].person.name == name {
            return;
        }
        let taken = self.may_change(out, now, index);
        let person = &mut self.members[index].person;
        if taken {
            person.name = name;
        }
        let change = ParticipantChange {
            name: Some(person.name.clone()),
            ..ParticipantChange::default()
        };
        let endpoint = person.endpoint.clone();
        let message = ServerMessage::ParticipantChanged { endpoint, change };
        if taken {
            self.broadcast(out, None, message);
        } else {
            // His page goes back to the name that the others see.
            self.send(out, index, message);
        }
    }
}
