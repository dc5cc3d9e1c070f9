//! Allocate and Refresh (RFC 8656 §7, §8).

use super::allocation::Made;
use super::answer::understood;
use super::authenticate::Identity;
use super::{Client, Moment, RelayId, Relays, Server, seen};
use crate::limits::network;
use crate::message::{Failure, Family, Incoming};
use std::time::Duration;

/// Lifetimes in seconds: what is given unless more is asked for, and the most (RFC 8656 §7.2).
const LIFETIME: u32 = 10 * 60;
const LONGEST_LIFETIME: u32 = 60 * 60;
/// The number of UDP among the protocols over IP.
const UDP: u8 = 17;

impl Server {
    /// Makes an allocation.
    pub(super) fn allocate(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &mut Incoming,
        relays: &mut dyn Relays,
    ) -> Option<Vec<u8>> {
        self.answered(now, client, incoming, |server, incoming, identity| {
            server.granted(now, client, incoming, identity, relays)?;
            let allocation = server.live(client, now).ok_or(Failure::Mismatch)?;
            let lifetime = allocation
                .expires
                .saturating_duration_since(now.instant)
                .as_secs();
            Ok(incoming
                .success()
                .relayed(allocation.relayed)
                .lifetime(u32::try_from(lifetime).unwrap_or(LIFETIME))
                .mapped(seen(client)))
        })
    }

    /// The checks of RFC 8656 §7.2, in its order.
    fn granted(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &Incoming,
        identity: Identity,
        relays: &mut dyn Relays,
    ) -> Result<(), Failure> {
        if let Some(allocation) = self.live(client, now) {
            return if allocation.transaction == incoming.transaction() {
                Ok(())
            } else {
                Err(Failure::Mismatch)
            };
        }
        // It may be over and not yet put away.
        self.remove(client, relays);
        match incoming.requested_transport() {
            None => return Err(Failure::BadRequest),
            Some(UDP) => {}
            Some(_) => return Err(Failure::TransportNotSupported),
        }
        understood(incoming)?;
        let v6 = incoming.requested_family()?.is_some_and(Family::is_v6);
        if !relays.serves(v6) {
            return Err(Failure::FamilyNotSupported);
        }
        let limits = &self.rules.limits;
        if self.endpoints.allocations(&identity.endpoint) >= limits.allocations_per_endpoint
            || self.by_address.of(&network(client.address.ip())) >= limits.allocations_per_address
        {
            return Err(Failure::QuotaReached);
        }
        if self.allocations.len() >= limits.allocations {
            return Err(Failure::InsufficientCapacity);
        }
        let relay = RelayId(self.next_relay);
        let relayed = relays.open(relay, v6).ok_or(Failure::InsufficientCapacity)?;
        self.next_relay += 1;
        let made = Made {
            relay,
            relayed,
            username: identity.username,
            endpoint: identity.endpoint,
            key: identity.key,
            transaction: incoming.transaction(),
            lifetime: Duration::from_secs(lifetime(incoming).max(LIFETIME).into()),
        };
        self.insert(client, made, now);
        Ok(())
    }

    /// Prolongs an allocation, or gives it up.
    pub(super) fn refresh(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &mut Incoming,
        relays: &mut dyn Relays,
    ) -> Option<Vec<u8>> {
        self.answered(now, client, incoming, |server, incoming, _| {
            let lifetime = server.refreshed(now, client, incoming, relays)?;
            Ok(incoming.success().lifetime(lifetime))
        })
    }

    fn refreshed(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &Incoming,
        relays: &mut dyn Relays,
    ) -> Result<u32, Failure> {
        understood(incoming)?;
        let family = incoming.requested_family()?;
        let allocation = self.live(client, now).ok_or(Failure::Mismatch)?;
        if family.is_some_and(|family| family.is_v6() != allocation.relayed.is_ipv6()) {
            return Err(Failure::FamilyMismatch);
        }
        let lifetime = lifetime(incoming);
        if lifetime == 0 {
            self.remove(client, relays);
        } else {
            allocation.expires = now.instant + Duration::from_secs(lifetime.into());
        }
        Ok(lifetime)
    }
}

/// The lifetime that is given for what was asked.
fn lifetime(incoming: &Incoming) -> u32 {
    match incoming.lifetime() {
        Some(0) => 0,
        Some(seconds) => seconds.clamp(LIFETIME, LONGEST_LIFETIME),
        None => LIFETIME,
    }
}
