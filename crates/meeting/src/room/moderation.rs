//! What only moderators may do.

use super::names;
use super::{Output, Room};
use domain::{EndpointId, LeaveReason, Timestamp};
use signal::{CloseCode, ErrorCode, ServerMessage, SourceKind};

impl Room {
    /// The member whom a moderator means; anybody else is told that he is no moderator.
    fn target(&self, out: &mut Vec<Output>, index: usize, endpoint: &EndpointId) -> Option<usize> {
        if !self.moderates(out, index) {
            return None;
        }
        let found = self.index_of(endpoint);
        if found.is_none() {
            self.error(
                out,
                index,
                ErrorCode::NotFound,
                "This participant is not in the meeting any more.",
            );
        }
        found
    }

    fn moderates(&self, out: &mut Vec<Output>, index: usize) -> bool {
        let moderator = self.members[index].person.moderator;
        if !moderator {
            self.error(
                out,
                index,
                ErrorCode::NotModerator,
                "Only moderators may do this. Ask one, or join with a moderator's token.",
            );
        }
        moderator
    }

    pub(super) fn kick(
        &mut self,
        out: &mut Vec<Output>,
        now: Timestamp,
        index: usize,
        endpoint: &EndpointId,
        reason: Option<&str>,
    ) {
        let Some(target) = self.target(out, index, endpoint) else {
            return;
        };
        let reason = names::reason(reason);
        self.send(out, target, ServerMessage::Kicked { reason });
        self.remove(out, now, target, LeaveReason::Kicked, CloseCode::Kicked);
    }

    pub(super) fn mute_other(
        &mut self,
        out: &mut Vec<Output>,
        index: usize,
        endpoint: &EndpointId,
        source: SourceKind,
    ) {
        if let Some(target) = self.target(out, index, endpoint) {
            self.mute_by(out, index, target, source);
        }
    }

    pub(super) fn mute_all(&mut self, out: &mut Vec<Output>, index: usize, source: SourceKind) {
        if !self.moderates(out, index) {
            return;
        }
        for target in 0..self.members.len() {
            if target != index {
                self.mute_by(out, index, target, source);
            }
        }
    }

    /// Forwarding stops here and now; that the page turns the source off is a courtesy to its user.
    fn mute_by(&mut self, out: &mut Vec<Output>, index: usize, target: usize, source: SourceKind) {
        if !self.members[target].live.has(source) {
            return;
        }
        let by = self.members[index].person.endpoint.clone();
        self.send(out, target, ServerMessage::MutedByModerator { source, by });
        self.set_live(out, target, source, false, None);
    }
}
