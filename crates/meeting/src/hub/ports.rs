//! What a hub needs from outside: a journal and a media plane.

use domain::MeetingEvent;
use sfu::api::{Command, LegKey, LegTransport, RoomKey};
use std::future::Future;
use std::pin::Pin;

/// A future behind a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The durable list of what happened.
pub trait Journal: Send + Sync + 'static {
    /// Appends all of these events or none; done when they are safe.
    fn append(&self, events: Vec<MeetingEvent>) -> BoxFuture<'_, Result<(), JournalError>>;
}

/// The journal could not take events; the text is for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JournalError(pub String);

/// The media plane, as rooms use it. Neither call may wait.
pub trait MediaPlane: Send + Sync + 'static {
    /// Our side of a leg's transport. Nothing is kept for a leg that is never added.
    fn prepare(&self, room: RoomKey, leg: LegKey) -> LegTransport;

    /// Queues a command.
    ///
    /// # Errors
    /// If the queue is full or the media plane has stopped.
    fn command(&self, command: Command) -> Result<(), MediaBusy>;
}

/// The media plane takes no commands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the media plane takes no commands now")]
pub struct MediaBusy;
