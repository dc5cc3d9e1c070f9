//! Answers to requests that are signed: all of them are proven, judged and signed alike.

use super::authenticate::Identity;
use super::{Client, Moment, Server};
use crate::message::{Failure, Incoming, Reply};

/// That no attribute has to be understood and is not (RFC 8489 §6.3.1).
pub(super) fn understood(incoming: &Incoming) -> Result<(), Failure> {
    if incoming.unknown().is_empty() {
        Ok(())
    } else {
        Err(Failure::UnknownAttribute)
    }
}

impl Server {
    /// Answers who shows that he may ask with what `act` makes of his request, or with why it makes nothing of it.
    pub(super) fn answered(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &mut Incoming,
        act: impl FnOnce(&mut Self, &Incoming, Identity) -> Result<Reply, Failure>,
    ) -> Option<Vec<u8>> {
        let identity = match self.authenticate(now, client, incoming) {
            Ok(identity) => identity,
            Err(reply) => return reply,
        };
        let key = identity.key.clone();
        let reply = act(self, incoming, identity).unwrap_or_else(|failure| {
            let refusal = incoming.failure(failure);
            match failure {
                Failure::UnknownAttribute => return refusal.unknown(&incoming.unknown()),
                Failure::Forbidden => self.stats.forbidden += 1,
                Failure::QuotaReached | Failure::InsufficientCapacity => self.stats.over_limit += 1,
                _ => {}
            }
            refusal
        });
        Some(reply.signed(&key))
    }
}
