//! Group commit: rooms that append at the same moment share one transaction and one `fsync`.
//!
//! Whoever comes puts his events on the pile and waits for his turn. The first to get the turn writes
//! the whole pile and tells everybody; there is no background task. A writer that is cancelled halfway
//! leaves its transaction undone and its companions without an answer, and they start again; events
//! are idempotent, so writing some twice would not matter either.

use crate::{Error, Result, Store};
use domain::MeetingEvent;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot::{self, error::TryRecvError};

/// More events than this wait for the next transaction.
const PILE: usize = 2_000;

#[derive(Debug, Default)]
pub(crate) struct Group {
    pile: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    events: Arc<[MeetingEvent]>,
    answer: oneshot::Sender<Result<()>>,
}

impl Group {
    fn put(&self, events: Arc<[MeetingEvent]>) -> oneshot::Receiver<Result<()>> {
        let (answer, question) = oneshot::channel();
        self.pile
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .push(Waiting { events, answer });
        question
    }

    /// The oldest part of the pile: at least one entry, if there is one.
    fn take(&self) -> Vec<Waiting> {
        let mut pile = self.pile.lock().unwrap_or_else(|e| e.into_inner());
        let mut sum = 0;
        let count = pile
            .iter()
            .take_while(|waiting| {
                let fits = sum == 0 || sum + waiting.events.len() <= PILE;
                sum += waiting.events.len();
                fits
            })
            .count();
        pile.drain(..count).collect()
    }
}

/// Writes the events together with those of everybody who comes at the same time.
pub(crate) async fn append(store: &Store, events: Arc<[MeetingEvent]>) -> Result<()> {
    let group = store.group();
    loop {
        let mut question = group.put(events.clone());
        let turn = tokio::select! {
            biased;
            answer = &mut question => match answer {
                Ok(result) => return result,
                Err(_) => continue,
            },
            turn = group.turn.lock() => turn,
        };
        loop {
            match question.try_recv() {
                Ok(result) => return result,
                Err(TryRecvError::Closed) => break,
                Err(TryRecvError::Empty) => lead(store, group.take()).await,
            }
        }
        drop(turn);
    }
}

async fn lead(store: &Store, waiting: Vec<Waiting>) {
    let result = write(store, waiting.iter().map(|w| &*w.events)).await;
    match result {
        // One bad entry must not spoil the others: each is tried alone.
        Err(error) if waiting.len() > 1 && !Error::is_passing(&error) => {
            for entry in waiting {
                let result = write(store, std::iter::once(&*entry.events)).await;
                let _ = entry.answer.send(result);
            }
        }
        result => {
            for entry in waiting {
                let _ = entry.answer.send(result.clone());
            }
        }
    }
}

async fn write(store: &Store, events: impl Iterator<Item = &[MeetingEvent]>) -> Result<()> {
    let events: Vec<&MeetingEvent> = events.flatten().collect();
    let mut tx = store.begin().await?;
    within!(&mut tx, journal::append(&events))?;
    tx.commit().await
}
