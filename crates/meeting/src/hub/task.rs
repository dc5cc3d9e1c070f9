//! One room's task: feeds the room, writes down what it records, then does the rest.

use super::connection::{Mail, Reply};
use super::directory::Handle;
use super::reports::Reports;
use super::{LiveRoom, Outgoing, Shared};
use crate::room::{ConnectionId, Input, Output};
use crate::{Refusal, Room};
use domain::{AppId, MeetingEvent, MeetingFact, RoomName};
use sfu::api::{Command, RoomKey};
use signal::{CloseCode, ServerMessage};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;

/// How many inputs may wait for a room.
const MAILBOX: usize = 1_024;

/// How often a room looks at the clock while it waits for something.
const LOOK: Duration = Duration::from_secs(1);

/// How often the end of a meeting that could not be written down is tried again when the server stops.
const LAST_TRIES: u32 = 4;

/// The pause before each of these tries: a second in all, which a database that was just busy needs and a
/// stop can spare.
const LAST_PAUSE: Duration = Duration::from_millis(250);

struct Task {
    shared: Arc<Shared>,
    room: Room,
    key: RoomKey,
    app: AppId,
    name: RoomName,
    outboxes: HashMap<ConnectionId, mpsc::Sender<Outgoing>>,
    /// Facts that the journal could not take yet, in order.
    unwritten: Vec<MeetingEvent>,
    /// Commands that the media plane could not take yet, in order.
    unsent: VecDeque<Command>,
    live: Arc<Mutex<Option<LiveRoom>>>,
}

/// What became of an input.
enum Done {
    /// Written down and carried out.
    Yes,
    /// A join that could not be written down and was undone.
    Retracted,
    /// A join that the room refused.
    Refused(Refusal),
}

/// Starts a room's task.
pub(super) fn start(shared: Arc<Shared>, room: Room, key: RoomKey, app: AppId, name: RoomName) -> Handle {
    let (mail, inbox) = mpsc::channel(MAILBOX);
    let (lost, losses) = mpsc::unbounded_channel();
    let reports = Arc::new(Reports::default());
    let live = Arc::new(Mutex::new(None));
    let handle = Handle {
        key,
        mail,
        lost,
        reports: Arc::clone(&reports),
        live: Arc::clone(&live),
    };
    let task = Task {
        shared,
        room,
        key,
        app,
        name,
        outboxes: HashMap::new(),
        unwritten: Vec::new(),
        unsent: VecDeque::new(),
        live,
    };
    tokio::spawn(task.run(inbox, losses, reports));
    handle
}

fn acknowledge(done: oneshot::Sender<()>) {
    // Whoever asked may have gone.
    let _ = done.send(());
}

impl Task {
    async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Mail>,
        mut losses: mpsc::UnboundedReceiver<ConnectionId>,
        reports: Arc<Reports>,
    ) {
        let mut shut_down = None;
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !(self.room.is_over() && self.unwritten.is_empty() && self.unsent.is_empty()) {
            let waiting =
                self.room.deadline().is_some() || !self.unwritten.is_empty() || !self.unsent.is_empty();
            tokio::select! {
                Some(connection) = losses.recv() => self.lost(connection).await,
                mail = inbox.recv() => match mail {
                    Some(Mail::Shutdown(done)) => {
                        self.shut_down().await;
                        shut_down = Some(done);
                        break;
                    }
                    Some(mail) => self.open(mail).await,
                    None => break,
                },
                () = reports.left() => {
                    for event in reports.take() {
                        self.step(Input::Media(event)).await;
                    }
                }
                _ = look.tick(), if waiting => {
                    self.step(Input::Tick).await;
                }
            }
            self.publish();
        }
        // First out of the directory, so that who is turned away below finds a new room.
        self.shared.directory.forget(self.key);
        inbox.close();
        while let Some(mail) = inbox.recv().await {
            match mail {
                Mail::Join { admission, reply, .. } => drop(reply.send(Reply::Ended(admission))),
                Mail::Tick(done) | Mail::Shutdown(done) => acknowledge(done),
                Mail::Text(..) | Mail::Binary(_) | Mail::Lost(_) => {}
            }
        }
        if let Some(done) = shut_down {
            acknowledge(done);
        }
    }

    async fn open(&mut self, mail: Mail) {
        match mail {
            Mail::Join {
                id,
                admission,
                outbox,
                reply,
            } => self.join(id, admission, outbox, reply).await,
            Mail::Text(connection, text) => {
                self.step(Input::Text { connection, text }).await;
            }
            Mail::Binary(connection) => {
                self.step(Input::Binary { connection }).await;
            }
            Mail::Lost(connection) => self.lost(connection).await,
            Mail::Tick(done) => {
                self.step(Input::Tick).await;
                acknowledge(done);
            }
            Mail::Shutdown(done) => acknowledge(done),
        }
    }

    async fn lost(&mut self, connection: ConnectionId) {
        self.outboxes.remove(&connection);
        self.step(Input::ConnectionLost { connection }).await;
    }

    async fn join(
        &mut self,
        connection: ConnectionId,
        admission: Box<crate::Admission>,
        outbox: mpsc::Sender<Outgoing>,
        reply: oneshot::Sender<Reply>,
    ) {
        if self.room.is_over() {
            drop(reply.send(Reply::Ended(admission)));
            return;
        }
        let leg = self.room.next_leg();
        let transport = self.shared.media.prepare(self.key, leg);
        self.outboxes.insert(connection, outbox);
        let done = self
            .step(Input::Join {
                connection,
                admission,
                transport,
            })
            .await;
        let answer = match done {
            Done::Refused(refusal) => Reply::Refused(refusal),
            Done::Retracted => Reply::Refused(Refusal::unavailable()),
            Done::Yes => match self.room.endpoint(connection) {
                Some(endpoint) => Reply::Joined(endpoint),
                // The outbox was full or gone from the beginning.
                None => Reply::Refused(Refusal::unavailable()),
            },
        };
        if matches!(answer, Reply::Refused(_)) {
            self.outboxes.remove(&connection);
        }
        drop(reply.send(answer));
    }

    /// One input and all that follows from it.
    async fn step(&mut self, input: Input) -> Done {
        let mut first = None;
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let joining = match &input {
                Input::Join { connection, .. } => Some(*connection),
                _ => None,
            };
            let outputs = self.room.handle(self.shared.clock.now(), input);
            let done = self.settle(outputs, joining, &mut inputs).await;
            first.get_or_insert(done);
        }
        first.unwrap_or(Done::Yes)
    }

    async fn settle(
        &mut self,
        outputs: Vec<Output>,
        joining: Option<ConnectionId>,
        inputs: &mut VecDeque<Input>,
    ) -> Done {
        let (records, rest): (Vec<Output>, Vec<Output>) = outputs
            .into_iter()
            .partition(|output| matches!(output, Output::Record(_)));
        let events: Vec<MeetingEvent> = records
            .into_iter()
            .filter_map(|output| match output {
                Output::Record(event) => Some(event),
                _ => None,
            })
            .collect();
        let joined = events
            .iter()
            .any(|event| matches!(event.fact, MeetingFact::ParticipantJoined { .. }));
        if !self.write(events, joined).await
            && let (true, Some(connection)) = (joined, joining)
        {
            self.room.retract(connection);
            return Done::Retracted;
        }
        self.carry_out(rest, inputs)
    }

    /// Appends to the journal, with what it owes from before. What cannot be written is kept and tried
    /// again, so that no fact is lost; only a join is dropped, because it is undone.
    async fn write(&mut self, events: Vec<MeetingEvent>, joined: bool) -> bool {
        if events.is_empty() && self.unwritten.is_empty() {
            return true;
        }
        let mut batch = self.unwritten.clone();
        batch.extend(events.iter().cloned());
        match self.shared.journal.append(batch).await {
            Ok(()) => {
                self.unwritten.clear();
                true
            }
            Err(error) => {
                tracing::error!(app = %self.app, room = %self.name, %error, "the journal cannot be written");
                if !joined {
                    self.unwritten.extend(events);
                }
                false
            }
        }
    }

    fn carry_out(&mut self, outputs: Vec<Output>, inputs: &mut VecDeque<Input>) -> Done {
        let mut done = Done::Yes;
        self.flush();
        for output in outputs {
            match output {
                Output::Send { to, message } => self.send(&to, &message, inputs),
                Output::Media(command) => {
                    self.unsent.push_back(command);
                    self.flush();
                }
                Output::Refuse { refusal, .. } => done = Done::Refused(refusal),
                Output::Close { connection, code } => self.close(connection, code),
                Output::Record(_) | Output::Ended => {}
            }
        }
        if !self.unsent.is_empty() {
            tracing::warn!(app = %self.app, room = %self.name, waiting = self.unsent.len(), "the media plane is busy");
        }
        done
    }

    /// Hands commands to the media plane, in order; what it cannot take is tried again, because a mute
    /// that gets lost would let a microphone be heard.
    fn flush(&mut self) {
        while let Some(command) = self.unsent.pop_front() {
            if self.shared.media.command(command.clone()).is_err() {
                self.unsent.push_front(command);
                return;
            }
        }
    }

    /// Writes a message once and shares it. A connection that does not read is given up: it must not
    /// hold the room back, and may come back when it reads again.
    fn send(&mut self, to: &[ConnectionId], message: &ServerMessage, inputs: &mut VecDeque<Input>) {
        let text: Arc<str> = signal::to_text(message).into();
        for connection in to {
            let Some(outbox) = self.outboxes.get(connection) else {
                continue;
            };
            if outbox.try_send(Outgoing::Text(Arc::clone(&text))).is_err() {
                self.outboxes.remove(connection);
                inputs.push_back(Input::ConnectionLost {
                    connection: *connection,
                });
            }
        }
    }

    fn close(&mut self, connection: ConnectionId, code: CloseCode) {
        if let Some(outbox) = self.outboxes.remove(&connection) {
            // If it is full, that it is closed says enough.
            drop(outbox.try_send(Outgoing::Close(code)));
        }
    }

    async fn shut_down(&mut self) {
        self.step(Input::Shutdown).await;
        for _ in 0..LAST_TRIES {
            if self.unwritten.is_empty() {
                return;
            }
            tokio::time::sleep(LAST_PAUSE).await;
            self.write(Vec::new(), false).await;
        }
        if self.unwritten.is_empty() {
            return;
        }
        tracing::error!(app = %self.app, room = %self.name, lost = self.unwritten.len(), "the end of a meeting could not be written down");
    }

    /// Shows the room's state to [`super::Hub::live`].
    fn publish(&self) {
        let live = self.room.session().map(|(session, since)| LiveRoom {
            app: self.app.clone(),
            room: self.name.clone(),
            session,
            since,
            participants: self.room.participants(),
        });
        *self.live.lock().unwrap_or_else(|error| error.into_inner()) = live;
    }
}
