//! Packets on their way (RFC 8656 §11, §12.4): every one is judged anew, to peers and from them.

use super::{Action, Client, Moment, RelayId, Server, Transport};
use crate::frames::{channel_data, write_channel_data};
use crate::message::{Incoming, data_indication};
use std::borrow::Cow;
use std::net::SocketAddr;

impl Server {
    /// A Send indication.
    pub(super) fn send(&mut self, now: Moment, client: Client, mut incoming: Incoming) -> Action<'static> {
        if !incoming.unknown().is_empty() {
            return Action::Nothing;
        }
        let peer = match incoming.peers().as_deref() {
            Some([peer]) => *peer,
            _ => return Action::Nothing,
        };
        match incoming.take_data() {
            Some(data) => self.relay(now, client, peer, Cow::Owned(data)),
            None => Action::Nothing,
        }
    }

    /// ChannelData.
    pub(super) fn channel_data<'a>(&mut self, now: Moment, client: Client, packet: &'a [u8]) -> Action<'a> {
        let Some((number, data)) = channel_data(packet) else {
            return Action::Nothing;
        };
        let peer = self
            .live(client, now)
            .and_then(|allocation| allocation.peer(number, now.instant));
        match peer {
            Some(peer) => self.relay(now, client, peer, Cow::Borrowed(data)),
            None => Action::Nothing,
        }
    }

    fn relay<'a>(
        &mut self,
        now: Moment,
        client: Client,
        peer: SocketAddr,
        data: Cow<'a, [u8]>,
    ) -> Action<'a> {
        let Self {
            allocations,
            endpoints,
            rules,
            stats,
            ..
        } = self;
        let Some(allocation) = allocations
            .get_mut(&client)
            .filter(|allocation| allocation.expires > now.instant)
        else {
            return Action::Nothing;
        };
        if !rules.peers.may_reach(peer) {
            stats.forbidden += 1;
            return Action::Nothing;
        }
        if !allocation.permits(peer.ip(), now.instant) || peer.is_ipv6() != allocation.relayed.is_ipv6() {
            return Action::Nothing;
        }
        let bytes = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let limits = &rules.limits;
        if !allocation.may_send(bytes, limits, now.instant)
            || !endpoints.may_send(&allocation.endpoint, bytes, limits, now.instant)
        {
            stats.dropped += 1;
            return Action::Nothing;
        }
        stats.bytes_to_peers += u64::from(bytes);
        Action::Relay {
            relay: allocation.relay,
            peer,
            data,
        }
    }

    /// What a relay's socket received, as the client is to be sent it; nothing if it is not for him.
    pub fn from_peer(
        &mut self,
        now: Moment,
        relay: RelayId,
        peer: SocketAddr,
        data: &[u8],
    ) -> Option<(Client, Vec<u8>)> {
        let client = *self.relays.get(&relay)?;
        let Self {
            allocations,
            endpoints,
            rules,
            stats,
            indications,
            ..
        } = self;
        let allocation = allocations
            .get_mut(&client)
            .filter(|allocation| allocation.expires > now.instant)?;
        if !rules.peers.may_reach(peer) {
            stats.forbidden += 1;
            return None;
        }
        if !allocation.permits(peer.ip(), now.instant) {
            return None;
        }
        let bytes = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let limits = &rules.limits;
        if !allocation.may_receive(bytes, limits, now.instant)
            || !endpoints.may_receive(&allocation.endpoint, bytes, limits, now.instant)
        {
            stats.dropped += 1;
            return None;
        }
        stats.bytes_to_clients += u64::from(bytes);
        let message = match allocation.number(peer, now.instant) {
            Some(number) => write_channel_data(number, data, client.transport != Transport::Udp)?,
            None => {
                *indications += 1;
                let mut transaction = [0; 12];
                transaction[4..].copy_from_slice(&indications.to_be_bytes());
                data_indication(peer, data, transaction)
            }
        };
        Some((client, message))
    }
}
