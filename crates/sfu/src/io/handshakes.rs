//! Threads that shake hands, so that media threads need not.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::setpriority_process;
use rustix::thread::gettid;

use super::mailbox::{Mailbox, ToShard};
use crate::dtls::Identity;
use crate::handshake::{Handshakes, Job, Reply};

/// Jobs that may wait for one thread; datagrams beyond it are dropped, and DTLS repeats them.
const QUEUE: usize = 4096;
/// A thread with nothing to do looks up this often.
const IDLE: Duration = Duration::from_secs(3600);

/// The niceness of these threads, which on a busy machine leaves media threads nine tenths of a processor.
const BACKGROUND: i32 = 10;

/// Where media threads leave jobs.
#[derive(Clone)]
pub(crate) struct Pool {
    queues: Vec<SyncSender<(usize, Job)>>,
}

impl Pool {
    /// Leaves the jobs of a shard, in order. Where a thread is behind, a datagram is dropped; a beginning
    /// or an end stays in `jobs` for the next call, and nothing of the same thread overtakes it: an end
    /// that got lost would leave its association behind for good. Gives the number dropped.
    pub(crate) fn submit(&self, shard: usize, jobs: &mut Vec<Job>) -> u64 {
        if jobs.is_empty() {
            return 0;
        }
        let (mut behind, mut dropped) = (Vec::new(), 0);
        for job in std::mem::take(jobs) {
            let at = job.key().leg.0 as usize % self.queues.len().max(1);
            let Some(queue) = self.queues.get(at) else {
                continue;
            };
            let refused = if behind.contains(&at) {
                Some(job)
            } else {
                match queue.try_send((shard, job)) {
                    Err(TrySendError::Full((_, job))) => Some(job),
                    // Without its thread no association is left to begin or to end.
                    Ok(()) | Err(TrySendError::Disconnected(_)) => None,
                }
            };
            match refused {
                None => {}
                Some(Job::Datagram(..)) => dropped += 1,
                Some(job) => {
                    behind.push(at);
                    jobs.push(job);
                }
            }
        }
        dropped
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
    // Whoever joins may wait for a moment; media may not. A thread may always make itself less important.
    let _ = setpriority_process(Some(gettid()), BACKGROUND);
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
                match &job {
                    Job::Begin(key, _) => drop(homes.insert(*key, shard)),
                    // One without a beginning finds no association either.
                    Job::Datagram(..) => {}
                    Job::End(key) => drop(homes.remove(key)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::LegKey;
    use crate::handshake::AssociationKey;

    fn key(leg: u64) -> AssociationKey {
        AssociationKey {
            leg: LegKey(leg),
            generation: 1,
        }
    }

    /// What is in the queue, as a word each.
    fn taken(queue: &Receiver<(usize, Job)>) -> Vec<(u64, &'static str)> {
        let word = |job: &Job| match job {
            Job::Begin(..) => "begin",
            Job::Datagram(..) => "datagram",
            Job::End(_) => "end",
        };
        queue
            .try_iter()
            .map(|(_, job)| (job.key().leg.0, word(&job)))
            .collect()
    }

    #[test]
    fn a_full_queue_costs_datagrams_but_no_beginning_and_no_end() {
        let (sender, queue) = sync_channel(2);
        let pool = Pool { queues: vec![sender] };
        let mut jobs = vec![
            Job::Begin(key(1), [0; 32]),
            Job::Datagram(key(1), Vec::new()),
            Job::Datagram(key(1), Vec::new()),
            Job::End(key(1)),
            Job::Begin(key(2), [0; 32]),
            Job::End(key(2)),
        ];
        assert_eq!(pool.submit(0, &mut jobs), 1);
        assert_eq!(jobs.len(), 3);
        assert_eq!(pool.submit(0, &mut jobs), 0, "still no room");
        assert_eq!(taken(&queue), [(1, "begin"), (1, "datagram")]);
        jobs.push(Job::Datagram(key(3), Vec::new()));
        assert_eq!(pool.submit(0, &mut jobs), 1, "nothing overtakes what waits");
        assert_eq!(taken(&queue), [(1, "end"), (2, "begin")]);
        assert_eq!(pool.submit(0, &mut jobs), 0);
        assert_eq!(taken(&queue), [(2, "end")]);
        assert!(jobs.is_empty());
    }
}
