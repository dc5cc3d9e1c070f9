//! A hub with a journal and a media plane that can be broken at will.

use crate::support::*;
use domain::{Clock, ManualClock, MeetingEvent, MeetingFact, RoomName, Timestamp};
use meeting::{
    Admission, BoxFuture, Connection, Hub, Journal, JournalError, MediaBusy, MediaPlane, Outgoing, Refusal,
};
use sfu::api::{Command, LegKey, LegTransport, RoomKey};
use signal::{ClientMessage, CloseCode, Joined, ServerMessage};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, mpsc};

pub(crate) struct Book {
    pub(crate) events: Mutex<Vec<MeetingEvent>>,
    pub(crate) broken: AtomicBool,
    pub(crate) gate: Semaphore,
    pub(crate) tries: AtomicUsize,
}

impl Journal for Book {
    fn append(&self, events: Vec<MeetingEvent>) -> BoxFuture<'_, Result<(), JournalError>> {
        Box::pin(async move {
            let _permit = self.gate.acquire().await;
            self.tries.fetch_add(1, Ordering::SeqCst);
            if self.broken.load(Ordering::SeqCst) {
                return Err(JournalError("the disk is full".to_owned()));
            }
            self.events.lock().unwrap().extend(events);
            Ok(())
        })
    }
}

impl Book {
    pub(crate) fn facts(&self) -> Vec<MeetingFact> {
        self.events
            .lock()
            .unwrap()
            .iter()
            .map(|event| event.fact.clone())
            .collect()
    }
}

#[derive(Default)]
pub(crate) struct Plane {
    pub(crate) commands: Mutex<Vec<Command>>,
    pub(crate) busy: AtomicBool,
}

impl MediaPlane for Plane {
    fn prepare(&self, _: RoomKey, _: LegKey) -> LegTransport {
        transport()
    }

    fn command(&self, command: Command) -> Result<(), MediaBusy> {
        if self.busy.load(Ordering::SeqCst) {
            return Err(MediaBusy);
        }
        self.commands.lock().unwrap().push(command);
        Ok(())
    }
}

pub(crate) struct House {
    pub(crate) hub: Hub,
    pub(crate) book: Arc<Book>,
    pub(crate) plane: Arc<Plane>,
    pub(crate) clock: Arc<ManualClock>,
}

pub(crate) struct Guest {
    pub(crate) connection: Connection,
    pub(crate) outbox: mpsc::Receiver<Outgoing>,
    pub(crate) joined: Joined,
}

impl House {
    pub(crate) fn new() -> Self {
        let book = Arc::new(Book {
            events: Mutex::default(),
            broken: AtomicBool::new(false),
            gate: Semaphore::new(1),
            tries: AtomicUsize::new(0),
        });
        let plane = Arc::new(Plane::default());
        let clock = Arc::new(ManualClock::new(Timestamp::from_seconds(1_800_000_000)));
        let hub = Hub::new(
            Arc::clone(&book) as Arc<dyn Journal>,
            Arc::clone(&plane) as Arc<dyn MediaPlane>,
            Arc::clone(&clock) as Arc<dyn Clock>,
            random(5),
        );
        Self {
            hub,
            book,
            plane,
            clock,
        }
    }

    pub(crate) async fn try_join(&self, admission: Admission, capacity: usize) -> Result<Guest, Refusal> {
        self.try_join_in("daily", admission, capacity).await
    }

    pub(crate) async fn try_join_in(
        &self,
        room: &str,
        admission: Admission,
        capacity: usize,
    ) -> Result<Guest, Refusal> {
        let (sender, mut outbox) = mpsc::channel(capacity);
        let room: RoomName = room.parse().unwrap();
        let connection = self.hub.join(&app(), &room, admission, sender).await?;
        let ServerMessage::Joined(joined) = next(&mut outbox).await else {
            panic!("first comes the list");
        };
        assert_eq!(connection.endpoint(), Some(&joined.me));
        Ok(Guest {
            connection,
            outbox,
            joined: *joined,
        })
    }

    pub(crate) async fn join(&self, admission: Admission) -> Guest {
        self.try_join(admission, 64).await.unwrap()
    }
}

impl Guest {
    pub(crate) async fn say(&self, message: &ClientMessage) {
        self.connection.message(signal::to_text(message)).await.unwrap();
    }

    pub(crate) async fn next(&mut self) -> ServerMessage {
        next(&mut self.outbox).await
    }

    /// Everything up to the end of the outbox.
    pub(crate) async fn end(mut self) -> (Vec<ServerMessage>, Option<CloseCode>) {
        let mut messages = Vec::new();
        let mut code = None;
        while let Some(outgoing) = self.outbox.recv().await {
            match outgoing {
                Outgoing::Text(text) => messages.push(signal::parse(&text).unwrap()),
                Outgoing::Close(close) => code = Some(close),
            }
        }
        (messages, code)
    }
}

pub(crate) async fn next(outbox: &mut mpsc::Receiver<Outgoing>) -> ServerMessage {
    match outbox.recv().await {
        Some(Outgoing::Text(text)) => signal::parse(&text).unwrap(),
        other => panic!("{other:?}"),
    }
}
