//! Threads that shake hands, so that media threads need not.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::media::{Mailbox, ToShard};
use crate::dtls::Identity;
use crate::handshake::{Handshakes, Job, Reply};

/// Jobs that may wait for one thread; what exceeds it is dropped, and DTLS repeats it.
const QUEUE: usize = 4096;
/// A thread with nothing to do looks up this often.
const IDLE: Duration = Duration::from_secs(3600);

/// Where media threads leave jobs.
#[derive(Clone)]
pub(crate) struct Pool {
    queues: Vec<SyncSender<(usize, Job)>>,
}

impl Pool {
    /// Leaves a job of a shard, unless the thread is behind.
    pub(crate) fn submit(&self, shard: usize, job: Job) -> bool {
        let at = job.key().leg.0 as usize % self.queues.len().max(1);
        self.queues
            .get(at)
            .is_some_and(|queue| queue.try_send((shard, job)).is_ok())
    }
}

/// The threads; they end when the last [`Pool`] is gone.
pub(crate) struct HandshakePool {
    threads: Vec<JoinHandle<()>>,
}

impl HandshakePool {
    /// Starts `count` threads that answer into the shards' mailboxes.
    pub(crate) fn start(
        count: usize,
        identity: &Identity,
        shards: &[Mailbox],
    ) -> std::io::Result<(Self, Pool)> {
        let (mut threads, mut queues) = (Vec::new(), Vec::new());
        for number in 0..count.max(1) {
            let (sender, receiver) = sync_channel(QUEUE);
            let (handshakes, shards) = (Handshakes::new(identity.clone()), shards.to_vec());
            let thread = std::thread::Builder::new().name(format!("handshake-{number}"));
            threads.push(thread.spawn(move || run(handshakes, &receiver, &shards))?);
            queues.push(sender);
        }
        Ok((Self { threads }, Pool { queues }))
    }

    /// Waits for the threads.
    pub(crate) fn join(&mut self) {
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn run(mut handshakes: Handshakes, jobs: &Receiver<(usize, Job)>, shards: &[Mailbox]) {
    // Which shard a leg belongs to follows from its jobs.
    let mut homes = std::collections::HashMap::new();
    let answer = |shard: usize, reply: Reply| {
        if let Some(shard) = shards.get(shard) {
            // Keys must not get lost, so this thread waits for room; the shard never waits for it.
            shard.deliver(ToShard::Handshake(reply));
        }
    };
    loop {
        let now = Instant::now();
        let due = handshakes.next_timeout();
        let wait = due.map_or(IDLE, |due| due.saturating_duration_since(now));
        match jobs.recv_timeout(wait) {
            Ok((shard, job)) => {
                let key = job.key();
                if let Job::End(_) = job {
                    homes.remove(&key);
                } else {
                    homes.insert(key, shard);
                }
                if let Some(reply) = handshakes.work(job, Instant::now()) {
                    answer(shard, reply);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        for reply in handshakes.timeouts(Instant::now()) {
            if let Some(shard) = homes.get(&reply.key) {
                answer(*shard, reply);
            }
        }
    }
}
