//! The media thread of a shard: waits, receives in batches, forwards, sends in batches.

use std::net::{TcpListener, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::TryRecvError;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::watch;

use super::handshakes::Pool;
use super::mailbox::{Mail, Mailbox, ToShard};
use super::outbox::Outbox;
use super::parcels::Parcels;
use super::streams::Streams;
use super::sys::{BATCH, Inbox, Poll, Who, set_buffers, set_timestamps};
use crate::api::{Event, Outside};
use crate::counters::{Counters, Published};
use crate::handle::Seen;
use crate::output::Output;
use crate::shard::Shard;

/// Batches received before anything is forwarded, so that a flood cannot hold media back for long.
const ROUNDS: usize = 4;
/// Commands and replies that are taken before media goes on: when many join at once, each costs something for
/// everybody who is there.
const LETTERS: usize = 32;
/// What other threads could not take is offered again after this time at the latest.
const AGAIN: Duration = Duration::from_millis(20);
/// Events that are kept for the meetings when these are behind.
const KEPT_EVENTS: usize = 65_536;
/// Bytes asked for as socket buffers.
const SOCKET_BUFFER: i32 = 4 << 20;

/// What a media thread is made of.
pub(crate) struct MediaThread {
    /// Number of the shard.
    pub(crate) number: usize,
    /// Its socket for datagrams.
    pub(crate) socket: UdpSocket,
    /// Where connections come in, if they may.
    pub(crate) listener: Option<TcpListener>,
    /// The mailboxes of all shards, its own among them.
    pub(crate) mailboxes: Vec<Mailbox>,
    /// What is left for it.
    pub(crate) mail: Mail,
    /// From when the shards of this process count time.
    pub(crate) began: Instant,
    /// Where handshakes go.
    pub(crate) pool: Pool,
    /// Where events go.
    pub(crate) events: Sender<Event>,
    /// Where it is told how the sockets look from outside.
    pub(crate) seen: Arc<watch::Sender<Vec<Seen>>>,
    /// Where its counts can be read.
    pub(crate) published: Arc<Published>,
}

/// What is left of what others left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// All was read.
    Nothing,
    /// Perhaps more.
    More,
    /// The thread is to end.
    End,
}

/// How a media thread waits, and by which ways its datagrams leave.
struct Ways {
    poll: Poll,
    outbox: Outbox,
    streams: Streams,
}

impl Ways {
    fn send(&mut self, socket: &UdpSocket, out: &mut Output) {
        self.streams.send(&self.poll, out);
        self.outbox.send(socket, out);
    }

    fn count(&self, counters: &mut Counters) {
        let (outbox, connections) = (&self.outbox, &self.streams.connections);
        counters.packets_out = outbox.packets + connections.packets;
        counters.bytes_out = outbox.bytes + connections.bytes;
        counters.dropped_send = outbox.dropped;
        counters.connections = connections.count() as u64;
        counters.connections_refused = connections.refused;
        counters.dropped_connection = connections.dropped;
    }
}

impl MediaThread {
    /// Starts the thread. One that panics ends the process.
    pub(crate) fn start(mut self) -> std::io::Result<JoinHandle<()>> {
        set_buffers(&self.socket, SOCKET_BUFFER);
        set_timestamps(&self.socket);
        let poll = Poll::new()?;
        poll.add(&self.socket, Who::Datagrams)?;
        poll.add(&*self.mail.wake, Who::Threads)?;
        let ways = Ways {
            outbox: Outbox::new(&self.socket, true),
            streams: Streams::new(self.listener.take(), &poll, Instant::now())?,
            poll,
        };
        let name = format!("media-{}", self.number);
        std::thread::Builder::new().name(name).spawn(move || {
            // A server that lets people in who see and hear nobody is worse than one that is started again: then
            // meetings come back by themselves within seconds.
            if catch_unwind(AssertUnwindSafe(|| self.run(ways))).is_err() {
                std::process::abort();
            }
        })
    }

    fn run(self, mut ways: Ways) {
        let mut shard = Shard::among(self.number, self.mailboxes.len(), self.began);
        let mut parcels = Parcels::new(self.number, self.mailboxes.clone());
        let (mut inbox, mut ready) = (Inbox::new(), Vec::new());
        let mut out = Output::default();
        let (mut dropped_events, mut dropped_handshake) = (0, 0);
        let mut left = Left::Nothing;
        loop {
            let mut wait = shard.next_timeout().saturating_duration_since(Instant::now());
            if left == Left::More {
                wait = Duration::ZERO;
            }
            if !out.jobs.is_empty() || !out.events.is_empty() || !out.across.is_empty() {
                wait = wait.min(AGAIN);
            }
            ways.poll.wait(wait, &mut ready);
            let mut now = Instant::now();
            if ready.iter().any(|ready| ready.who == Who::Threads) {
                self.mail.wake.reset();
                left = Left::More;
            }
            if left == Left::More {
                left = self.read_mail(&mut shard, now, &mut out);
            }
            if left == Left::End {
                return;
            }
            for _ in 0..ROUNDS {
                let count = inbox.receive(&self.socket);
                now = Instant::now();
                for at in 0..count {
                    if let Some((from, age, bytes)) = inbox.datagram(at) {
                        let arrived = now.checked_sub(age).unwrap_or(now);
                        shard.datagram(from.into(), bytes, arrived, &mut out);
                    }
                }
                if count < BATCH {
                    break;
                }
                shard.flush(now, &mut out, |out| ways.send(&self.socket, out));
            }
            ways.streams.turn((&ways.poll, &ready), &mut shard, now, &mut out);
            shard.flush(now, &mut out, |out| ways.send(&self.socket, out));
            shard.tick(now, &mut out);
            ways.send(&self.socket, &mut out);
            parcels.send(&mut shard, &mut out.across);
            dropped_handshake += self.pool.submit(self.number, &mut out.jobs);
            dropped_events += report(&self.events, &mut out.events);
            if let Some(answer) = out.outside.take() {
                self.tell(answer);
            }
            let mut counters = shard.counters();
            ways.count(&mut counters);
            counters.dropped_handshake = dropped_handshake;
            counters.dropped_events = dropped_events;
            counters.dropped_across = parcels.dropped;
            self.published.publish(&counters);
        }
    }

    /// Tells how our socket looks from outside, if that is news.
    fn tell(&self, answer: Outside) {
        self.seen.send_if_modified(|shards| {
            shards.get_mut(self.number).is_some_and(|seen| {
                let before = std::mem::replace(seen, seen.after(answer));
                before != *seen
            })
        });
    }

    /// Reads some of what others left.
    fn read_mail(&self, shard: &mut Shard, now: Instant, out: &mut Output) -> Left {
        while let Ok((from, parcel)) = self.mail.parcels.try_recv() {
            shard.across(from, &parcel, now, out);
        }
        for _ in 0..LETTERS {
            match self.mail.messages.try_recv() {
                Ok(ToShard::Command(command)) => shard.command(*command, now, out),
                Ok(ToShard::Handshake(reply)) => shard.handshake(reply, now, out),
                Ok(ToShard::AskOutside(server, id)) => shard.ask_outside(server, id, now, out),
                Ok(ToShard::Stop) | Err(TryRecvError::Disconnected) => return Left::End,
                Err(TryRecvError::Empty) => return Left::Nothing,
            }
        }
        Left::More
    }
}

/// Hands events to the meetings, in order. Where these are behind, loudness is dropped, since newer follows;
/// what tells of a state stays in `events` for the next call. Gives the number dropped.
fn report(to: &Sender<Event>, events: &mut Vec<Event>) -> u64 {
    let mut left = events.drain(..);
    let refused = left.find_map(|event| match to.try_send(event) {
        Err(TrySendError::Full(event)) => Some(event),
        // Nobody is there to be told.
        Ok(()) | Err(TrySendError::Closed(_)) => None,
    });
    let refused: Vec<Event> = refused.into_iter().chain(left).collect();
    let count = refused.len();
    let tells_of_a_state =
        |event: &Event| !matches!(event, Event::Speakers { .. } | Event::SourceStarted { .. });
    events.extend(refused.into_iter().filter(tells_of_a_state).take(KEPT_EVENTS));
    (count - events.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{LegKey, RoomKey};
    use tokio::sync::mpsc::channel;

    #[test]
    fn meetings_that_are_behind_miss_loudness_but_no_state() {
        let (sender, mut meetings) = channel(1);
        let connected = |leg| Event::Connected { leg: LegKey(leg) };
        let speakers = Event::Speakers {
            room: RoomKey(1),
            dominant: None,
            levels: Vec::new(),
        };
        let mut events = vec![connected(1), speakers, connected(2), connected(3)];
        assert_eq!(report(&sender, &mut events), 1);
        for leg in 1..=3 {
            assert_eq!(meetings.try_recv().ok(), Some(connected(leg)));
            assert_eq!(report(&sender, &mut events), 0);
        }
        assert!(events.is_empty() && meetings.try_recv().is_err());
    }
}
