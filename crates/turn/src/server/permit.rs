//! CreatePermission and ChannelBind (RFC 8656 §10, §12): whom a client may exchange packets with.

use super::answer::understood;
use super::{Client, Moment, Server};
use crate::message::{Failure, Incoming};
use std::net::{IpAddr, SocketAddr};

/// Numbers of channels (RFC 5766; RFC 8656 gives out fewer, and clients of both are served).
const CHANNELS: std::ops::RangeInclusive<u16> = 0x4000..=0x7FFF;

impl Server {
    /// Permits addresses.
    pub(super) fn create_permission(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &mut Incoming,
    ) -> Option<Vec<u8>> {
        self.answered(now, client, incoming, |server, incoming, _| {
            server.permitted(now, client, incoming)?;
            Ok(incoming.success())
        })
    }

    /// Binds a channel to a peer, and permits its address.
    pub(super) fn channel_bind(
        &mut self,
        now: Moment,
        client: Client,
        incoming: &mut Incoming,
    ) -> Option<Vec<u8>> {
        self.answered(now, client, incoming, |server, incoming, _| {
            server.bound(now, client, incoming)?;
            Ok(incoming.success())
        })
    }

    fn permitted(&mut self, now: Moment, client: Client, incoming: &Incoming) -> Result<(), Failure> {
        understood(incoming)?;
        let allocation = self.live(client, now).ok_or(Failure::Mismatch)?;
        let v6 = allocation.relayed.is_ipv6();
        let addresses: Vec<IpAddr> = incoming
            .peers()
            .filter(|peers| !peers.is_empty())
            .ok_or(Failure::BadRequest)?
            .iter()
            .map(SocketAddr::ip)
            .collect();
        if addresses.iter().any(|address| address.is_ipv6() != v6) {
            return Err(Failure::FamilyMismatch);
        }
        if !addresses
            .iter()
            .all(|address| self.rules.peers.may_permit(*address))
        {
            return Err(Failure::Forbidden);
        }
        let limits = self.rules.limits.clone();
        let allocation = self.live(client, now).ok_or(Failure::Mismatch)?;
        allocation
            .permit(&addresses, &limits, now.instant)
            .map_err(|_| Failure::InsufficientCapacity)
    }

    fn bound(&mut self, now: Moment, client: Client, incoming: &Incoming) -> Result<(), Failure> {
        understood(incoming)?;
        let allocation = self.live(client, now).ok_or(Failure::Mismatch)?;
        let v6 = allocation.relayed.is_ipv6();
        let peers = incoming.peers();
        let (Some(number), Some(&[peer])) = (incoming.channel(), peers.as_deref()) else {
            return Err(Failure::BadRequest);
        };
        if !CHANNELS.contains(&number) {
            return Err(Failure::BadRequest);
        }
        if peer.is_ipv6() != v6 {
            return Err(Failure::FamilyMismatch);
        }
        if !self.rules.peers.may_reach(peer) {
            return Err(Failure::Forbidden);
        }
        let limits = self.rules.limits.clone();
        let allocation = self.live(client, now).ok_or(Failure::Mismatch)?;
        allocation
            .can_bind(number, peer, now.instant)
            .map_err(|_| Failure::BadRequest)?;
        allocation
            .permit(&[peer.ip()], &limits, now.instant)
            .and_then(|()| allocation.bind(number, peer, &limits, now.instant))
            .map_err(|_| Failure::InsufficientCapacity)
    }
}
