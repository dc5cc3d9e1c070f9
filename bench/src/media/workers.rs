//! The threads of the load generator; each plays several clients.

use std::io::Result;
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{Timespec, epoll};

use super::client::Client;
use super::inbox::Inbox;
use super::leisure::give_way;
use super::tally::Tally;

/// A thread looks for new clients at least this often.
const LOOK: Duration = Duration::from_millis(5);

/// One that is punctual, and two for the others.
const THREADS: usize = 3;

/// What a thread is to do, and what it did.
#[derive(Default)]
struct State {
    /// The time between two pictures, while clients are to send.
    frame: Option<Duration>,
    tally: Tally,
}

struct Worker {
    clients: Sender<Client>,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

/// The threads.
pub(super) struct Workers {
    workers: Vec<Worker>,
    end: Arc<AtomicBool>,
    next: usize,
}

impl Workers {
    /// Starts the threads. Those of [`Self::add`] leave the processor to the server: they would be on other
    /// machines.
    pub(super) fn start() -> Result<Self> {
        let end = Arc::new(AtomicBool::new(false));
        let mut workers = Vec::new();
        for number in 0..THREADS {
            let (clients, queue) = channel();
            let state = Arc::new(Mutex::new(State::default()));
            let thread = Thread {
                poll: epoll::create(epoll::CreateFlags::CLOEXEC)?,
                queue,
                clients: Vec::new(),
                state: Arc::clone(&state),
                end: Arc::clone(&end),
            };
            let builder = std::thread::Builder::new().name(format!("clients-{number}"));
            let thread = builder.spawn(move || thread.run(number > 0))?;
            workers.push(Worker {
                clients,
                state,
                thread: Some(thread),
            });
        }
        Ok(Self {
            workers,
            end,
            next: 0,
        })
    }

    /// Gives a client to the first thread, which plays none that only receive, so that it is punctual.
    pub(super) fn lead(&mut self, client: Client) {
        self.give(0, client);
    }

    /// Gives a client to the next of the other threads.
    pub(super) fn add(&mut self, client: Client) {
        self.next += 1;
        self.give(1 + self.next % (THREADS - 1), client);
    }

    fn give(&self, at: usize, client: Client) {
        if let Some(worker) = self.workers.get(at) {
            // A thread that is gone has said why in its tally.
            let _ = worker.clients.send(client);
        }
    }

    /// Has the clients send, with so much time between two pictures.
    pub(super) fn send(&self, frame: Option<Duration>) {
        for mut state in self.states() {
            state.frame = frame;
        }
    }

    /// Counts what is made within this time of day from now on.
    pub(super) fn open(&self, window: &Range<u64>) {
        for mut state in self.states() {
            state.tally.open(window.clone());
        }
    }

    /// What all did so far.
    pub(super) fn tally(&self) -> Tally {
        let mut sum = Tally::default();
        for state in self.states() {
            sum.add(&state.tally);
        }
        sum
    }

    fn states(&self) -> impl Iterator<Item = MutexGuard<'_, State>> {
        let workers = self.workers.iter();
        workers.map(|worker| worker.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        for worker in &mut self.workers {
            let _ = worker.thread.take().map(JoinHandle::join);
        }
    }
}

struct Thread {
    poll: OwnedFd,
    queue: Receiver<Client>,
    /// Those that failed are gone.
    clients: Vec<Option<Client>>,
    state: Arc<Mutex<State>>,
    end: Arc<AtomicBool>,
}

impl Thread {
    fn run(mut self, waits: bool) {
        if waits {
            give_way();
        }
        let (mut inbox, mut events) = (Inbox::new(), Vec::with_capacity(256));
        let state = Arc::clone(&self.state);
        let mut due = Instant::now();
        while !self.end.load(Ordering::Relaxed) {
            let wait = due.saturating_duration_since(Instant::now()).min(LOOK);
            let wait = Timespec::try_from(wait).unwrap_or_default();
            events.clear();
            // Interrupted at worst: then the clients are looked after a little early.
            let _ = epoll::wait(
                &self.poll,
                rustix::buffer::spare_capacity(&mut events),
                Some(&wait),
            );
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            let State { frame, tally } = &mut *state;
            while let Ok(client) = self.queue.try_recv() {
                self.take(client, tally);
            }
            for event in &events {
                let at = usize::try_from(event.data.u64()).unwrap_or(usize::MAX);
                self.with(at, tally, |client, tally| client.receive(&mut inbox, tally));
            }
            let now = Instant::now();
            due = now + LOOK;
            for at in 0..self.clients.len() {
                let sends = frame.is_some();
                if self.clients[at]
                    .as_ref()
                    .is_some_and(|client| client.due(sends) <= now)
                {
                    self.with(at, tally, |client, tally| client.turn(*frame, now, tally));
                }
                if let Some(client) = &self.clients[at] {
                    due = due.min(client.due(sends));
                }
            }
        }
    }

    fn take(&mut self, client: Client, tally: &mut Tally) {
        let data = epoll::EventData::new_u64(self.clients.len() as u64);
        match epoll::add(&self.poll, client.socket(), data, epoll::EventFlags::IN) {
            Ok(()) => self.clients.push(Some(client)),
            Err(error) => fail(tally, &error),
        }
    }

    /// Does something with a client; one that fails is let go.
    fn with(
        &mut self,
        at: usize,
        tally: &mut Tally,
        does: impl FnOnce(&mut Client, &mut Tally) -> Result<()>,
    ) {
        let Some(client) = self.clients.get_mut(at) else {
            return;
        };
        let result = client.as_mut().map_or(Ok(()), |client| does(client, tally));
        if let Err(error) = result {
            *client = None;
            fail(tally, &error);
        }
    }
}

fn fail(tally: &mut Tally, error: &dyn std::error::Error) {
    tally.failed += 1;
    tally.failure = Some(error.to_string());
}
