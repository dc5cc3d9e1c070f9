//! Long-term credentials (RFC 8489 §9.2.4), in the order that costs a stranger's request the least: a nonce
//! proves the address before a password is worked out.

use super::{Client, Moment, REALM, Server};
use crate::credential::parts;
use crate::message::{Failure, Incoming, Key, long_term_key};

/// Who asks, and the key of his messages.
pub(super) struct Identity {
    pub(super) username: String,
    pub(super) endpoint: String,
    pub(super) key: Key,
}

impl Server {
    /// Who asks. The error is what to answer, if anything.
    ///
    /// Who has an allocation is known by its key, even after the time of his credential: a meeting may last
    /// longer than that.
    pub(super) fn authenticate(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &mut Incoming,
    ) -> Result<Identity, Option<Vec<u8>>> {
        if !incoming.is_signed() {
            return Err(self.refused(now, client, incoming, Failure::Unauthorized));
        }
        let (Some(username), Some(realm), Some(nonce)) =
            (incoming.username(), incoming.realm(), incoming.nonce())
        else {
            return Err(self.refused(now, client, incoming, Failure::BadRequest));
        };
        if !self.nonces.is_good(nonce, client, now.time) {
            return Err(self.refused(now, client, incoming, Failure::StaleNonce));
        }
        let (username, right_realm) = (username.to_owned(), realm == REALM);
        let (expiry, endpoint) = parts(&username).unwrap_or((now.time, ""));
        let is_gone = self.endpoints.is_gone(endpoint, expiry);
        let endpoint = endpoint.to_owned();
        let held = self
            .live(client, now)
            .map(|allocation| (allocation.username == username, allocation.key.clone()));
        let key = match &held {
            Some((true, key)) => Some(key.clone()),
            _ => self
                .credentials
                .password(&username, now.time)
                .ok()
                .filter(|_| !is_gone)
                .and_then(|password| long_term_key(&username, REALM, &password)),
        };
        let Some(key) = key.filter(|key| right_realm && incoming.verify(key)) else {
            return Err(self.refused(now, client, incoming, Failure::Unauthorized));
        };
        if matches!(held, Some((false, _))) {
            return Err(Some(incoming.failure(Failure::WrongCredentials).signed(&key)));
        }
        Ok(Identity {
            username,
            endpoint,
            key,
        })
    }

    /// A refusal, as far as this client may be answered. It says how to ask better, unless the request was none that
    /// could be asked better (RFC 8489 §9.2.4).
    fn refused(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &Incoming,
        failure: Failure,
    ) -> Option<Vec<u8>> {
        self.stats.unauthorized += 1;
        if !self.may_answer(now, client) {
            return None;
        }
        let refusal = incoming.failure(failure);
        let refusal = match failure {
            Failure::BadRequest => refusal,
            _ => refusal.challenge(REALM, &self.nonces.make(client, now.time)),
        };
        Some(refusal.plain())
    }
}
