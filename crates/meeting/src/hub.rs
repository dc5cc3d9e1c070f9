//! The tasks that feed rooms, and the directory of rooms.

mod connection;
mod directory;
mod ports;
mod reports;
mod task;

pub use connection::{Closed, Connection, OUTBOX_CAPACITY, Outgoing};
pub use ports::{BoxFuture, Journal, JournalError, MediaBusy, MediaPlane};

use crate::room::ConnectionId;
use crate::{Admission, Refusal, Room};
use connection::{Mail, Reply};
use directory::{Directory, Handle};
use domain::{AppId, Clock, Random, RoomName, SessionId, Timestamp};
use sfu::api::{Event, RoomKey};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{mpsc, oneshot};

/// How often a join tries again when the room it was about to enter ended in that moment.
const TRIES: usize = 16;

/// All meetings of this process. Cheap to clone; must be used inside a tokio runtime.
#[derive(Clone)]
pub struct Hub(pub(crate) Arc<Shared>);

/// What all rooms share.
pub(crate) struct Shared {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) media: Arc<dyn MediaPlane>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<Random>,
    pub(crate) directory: Directory,
    rooms: AtomicU64,
    connections: AtomicU64,
}

/// A meeting that is going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRoom {
    /// The tenant.
    pub app: AppId,
    /// The room.
    pub room: RoomName,
    /// The meeting instance.
    pub session: SessionId,
    /// Since when.
    pub since: Timestamp,
    /// How many are in it, those who may come back included; none while an abandoned room waits.
    pub participants: usize,
}

impl Hub {
    /// A hub without meetings.
    #[must_use]
    pub fn new(
        journal: Arc<dyn Journal>,
        media: Arc<dyn MediaPlane>,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Self {
        Self(Arc::new(Shared {
            journal,
            media,
            clock,
            random,
            directory: Directory::default(),
            rooms: AtomicU64::new(1),
            connections: AtomicU64::new(1),
        }))
    }

    /// Lets somebody in whose token is good; the room comes into being if it is not there.
    ///
    /// `outbox` takes what is to be written to the connection, [`OUTBOX_CAPACITY`] deep; once it is
    /// closed, the connection is to be closed too. By the time this returns, the join is in the journal
    /// and [`signal::ServerMessage::Joined`] in the outbox. Dropping the [`Connection`], or this future,
    /// counts as a connection that broke.
    ///
    /// # Errors
    /// A [`Refusal`] to be shown; nothing was put into the outbox then.
    pub async fn join(
        &self,
        app: &AppId,
        room: &RoomName,
        admission: Admission,
        outbox: mpsc::Sender<Outgoing>,
    ) -> Result<Connection, Refusal> {
        let id = ConnectionId(self.0.connections.fetch_add(1, Ordering::Relaxed));
        let mut admission = Box::new(admission);
        for _ in 0..TRIES {
            let handle = match &admission.returns_only {
                None => self.room(app, room).ok_or_else(|| {
                    Refusal::new(
                        signal::ErrorCode::Unavailable,
                        "The server is stopping. The meeting can be joined again in a moment.",
                    )
                })?,
                // Who can only come back needs a room that is there.
                Some(refusal) => {
                    let found = self.0.directory.by_name(app, room);
                    found.ok_or_else(|| refusal.clone())?
                }
            };
            // From here on the connection's drop says goodbye, whatever happens to this future.
            let connection = Connection::new(id, &handle);
            let (reply, answer) = oneshot::channel();
            let mail = Mail::Join {
                id,
                admission,
                outbox: outbox.clone(),
                reply,
            };
            admission = match handle.mail.send(mail).await {
                Err(mpsc::error::SendError(mail)) => {
                    self.0.directory.forget(handle.key);
                    match mail {
                        Mail::Join { admission, .. } => admission,
                        _ => return Err(Refusal::unavailable()),
                    }
                }
                Ok(()) => match answer.await {
                    Ok(Reply::Joined(endpoint)) => return Ok(connection.of(endpoint)),
                    Ok(Reply::Refused(refusal)) => return Err(refusal),
                    Ok(Reply::Ended(admission)) => admission,
                    Err(_) => return Err(Refusal::unavailable()),
                },
            };
        }
        Err(Refusal::unavailable())
    }

    /// The room's task, started if there is none; nothing once the hub shuts down.
    fn room(&self, app: &AppId, name: &RoomName) -> Option<Handle> {
        self.0.directory.get_or_insert(app, name, || {
            let key = RoomKey(self.0.rooms.fetch_add(1, Ordering::Relaxed));
            let room = Room::new(app.clone(), name.clone(), key, Arc::clone(&self.0.random));
            task::start(self.0.clone(), room, key, app.clone(), name.clone())
        })
    }

    /// Hands on what the media plane reports, and never waits: a room that is busy keeps the newest of
    /// each state until it looks, and holds up no other room.
    pub fn media_event(&self, event: Event) {
        let key = match &event {
            Event::Speakers { room, .. } => *room,
            Event::Connected { leg } | Event::Disconnected { leg, .. } | Event::AudioSlot { leg, .. } => {
                Room::of_leg(*leg)
            }
            Event::SourceStarted { source } | Event::Demand { source, .. } => Room::of_leg(source.leg),
        };
        if let Some(handle) = self.0.directory.by_key(key) {
            handle.reports.leave(event);
        }
    }

    /// The meetings that are going on, oldest first.
    #[must_use]
    pub fn live(&self) -> Vec<LiveRoom> {
        self.0.directory.live()
    }

    /// Whether a meeting goes on in this room.
    #[must_use]
    pub fn goes_on(&self, app: &AppId, room: &RoomName) -> bool {
        self.0.directory.by_name(app, room).is_some_and(|handle| {
            let live = handle.live.lock().unwrap_or_else(|error| error.into_inner());
            live.is_some()
        })
    }

    /// Lets every room look at the clock, and returns when all have. Rooms do this by themselves about
    /// once a second while they wait for something; tests that move the clock call it.
    pub async fn tick(&self) {
        self.ask_all(Mail::Tick).await;
    }

    /// Tells everybody that the server stops, writes the end of every meeting down, and takes no more
    /// joins. Returns when all rooms are done.
    pub async fn shutdown(&self) {
        self.0.directory.close();
        self.ask_all(Mail::Shutdown).await;
    }

    async fn ask_all(&self, mail: impl Fn(oneshot::Sender<()>) -> Mail) {
        let mut waiting = Vec::new();
        for handle in self.0.directory.all() {
            let (done, told) = oneshot::channel();
            if handle.mail.send(mail(done)).await.is_ok() {
                waiting.push(told);
            }
        }
        for told in waiting {
            drop(told.await);
        }
    }
}
