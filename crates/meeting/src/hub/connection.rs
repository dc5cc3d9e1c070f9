//! One participant's connection, seen from the WebSocket handler.

use super::directory::Handle;
use crate::room::ConnectionId;
use crate::{Admission, Refusal};
use domain::EndpointId;
use signal::CloseCode;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How many messages may wait for a connection that reads slowly, before it is given up.
pub const OUTBOX_CAPACITY: usize = 1_024;

/// What is to be written to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// A text message, shared between all who get it.
    Text(Arc<str>),
    /// Close with this code; nothing follows.
    Close(CloseCode),
}

/// The room takes no more messages from this connection; the outbox says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the room is closed to this connection")]
pub struct Closed;

/// What a room's task is told.
pub(crate) enum Mail {
    Join {
        id: ConnectionId,
        admission: Box<Admission>,
        outbox: mpsc::Sender<Outgoing>,
        reply: oneshot::Sender<Reply>,
    },
    Text(ConnectionId, String),
    Binary(ConnectionId),
    Lost(ConnectionId),
    Tick(oneshot::Sender<()>),
    Shutdown(oneshot::Sender<()>),
}

/// The answer to a join.
pub(crate) enum Reply {
    Joined(EndpointId),
    Refused(Refusal),
    /// The room is over; ask for a new one.
    Ended(Box<Admission>),
}

/// A participant's place in a room. Dropping it without a `leave` message means that the connection
/// broke: the participant is kept for a while and may come back.
#[derive(Debug)]
pub struct Connection {
    id: ConnectionId,
    endpoint: Option<EndpointId>,
    mail: mpsc::Sender<Mail>,
    /// For when the mailbox is full. Not bounded, as dropping must not wait; each connection is lost once.
    lost: mpsc::UnboundedSender<ConnectionId>,
}

impl Connection {
    pub(super) fn new(id: ConnectionId, handle: &Handle) -> Self {
        Self {
            id,
            endpoint: None,
            mail: handle.mail.clone(),
            lost: handle.lost.clone(),
        }
    }

    pub(super) fn of(mut self, endpoint: EndpointId) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// The participant's id, for the log.
    #[must_use]
    pub fn endpoint(&self) -> Option<&EndpointId> {
        self.endpoint.as_ref()
    }

    /// Hands on a text message. Waits while the room is busy: reading no further is what slows down
    /// somebody who says too much.
    ///
    /// # Errors
    /// [`Closed`] once the room has ended.
    pub async fn message(&self, text: String) -> Result<(), Closed> {
        self.send(Mail::Text(self.id, text)).await
    }

    /// Hands on that a binary message came, which the room answers with an error.
    ///
    /// # Errors
    /// As [`Connection::message`].
    pub async fn binary(&self) -> Result<(), Closed> {
        self.send(Mail::Binary(self.id)).await
    }

    async fn send(&self, mail: Mail) -> Result<(), Closed> {
        self.mail.send(mail).await.map_err(|_| Closed)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Through the mailbox, so that a goodbye sent just before is read first.
        if self.mail.try_send(Mail::Lost(self.id)).is_err() {
            let _ = self.lost.send(self.id);
        }
    }
}
