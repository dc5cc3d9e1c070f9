//! Where other threads leave things for a shard.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use super::sys::Wake;
use crate::across::Parcel;
use crate::api::Command;
use crate::handshake::Reply;

/// Commands and replies that may wait for a shard.
const QUEUE: usize = 8192;
/// Parcels of other shards that may wait for one: each holds what its shard read in one go, a few dozen packets.
const PARCELS: usize = 256;

/// What other threads send to a shard.
pub(crate) enum ToShard {
    /// From a meeting.
    Command(Box<Command>),
    /// From a handshake thread.
    Handshake(Reply),
    /// Ask this STUN server, with this number.
    AskOutside(SocketAddr, [u8; 12]),
    /// The end.
    Stop,
}

/// Where others leave things for a shard.
#[derive(Clone)]
pub(crate) struct Mailbox {
    messages: SyncSender<ToShard>,
    parcels: SyncSender<(usize, Parcel)>,
    wake: Arc<Wake>,
}

/// What the shard finds there.
pub(crate) struct Mail {
    pub(crate) messages: Receiver<ToShard>,
    /// With the numbers of the shards that they come from.
    pub(crate) parcels: Receiver<(usize, Parcel)>,
    pub(crate) wake: Arc<Wake>,
}

impl Mailbox {
    /// A mailbox and the end that the shard keeps.
    pub(crate) fn new() -> std::io::Result<(Self, Mail)> {
        let (to_messages, messages) = sync_channel(QUEUE);
        let (to_parcels, parcels) = sync_channel(PARCELS);
        let wake = Arc::new(Wake::new()?);
        let mailbox = Self {
            messages: to_messages,
            parcels: to_parcels,
            wake: Arc::clone(&wake),
        };
        Ok((
            mailbox,
            Mail {
                messages,
                parcels,
                wake,
            },
        ))
    }

    /// Leaves something, unless the box is full.
    pub(crate) fn post(&self, message: ToShard) -> Result<(), ()> {
        let result = self.messages.try_send(message).map_err(|_| ());
        self.wake.wake();
        result
    }

    /// Leaves something, waiting for room in the box if need be; without a shard it is forgotten.
    pub(crate) fn deliver(&self, message: ToShard) {
        self.wake.wake();
        let _ = self.messages.send(message);
        self.wake.wake();
    }

    /// Leaves what the shard `from` sends; gives it back if there is no room.
    pub(super) fn pass(&self, from: usize, parcel: Parcel) -> Option<Parcel> {
        match self.parcels.try_send((from, parcel)) {
            Ok(()) => {
                self.wake.wake();
                None
            }
            Err(TrySendError::Full((_, parcel))) => Some(parcel),
            // At the end nobody reads any more.
            Err(TrySendError::Disconnected(_)) => None,
        }
    }
}
