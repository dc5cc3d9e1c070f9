//! What a shard wants done: datagrams to send in runs, events, jobs for the handshake threads, and parcels for other
//! shards.

use crate::across::{Letter, Name, Parcel};
use crate::api::{Event, Outside};
use crate::handshake::Job;
use crate::ring::Packet;
use crate::route::Route;

/// Datagrams of one run at most: shallow queues behind the network card dislike longer bursts.
const MAX_RUN: usize = 8;
/// Bytes of one run at most (the largest UDP payload, with room for headers).
const MAX_RUN_BYTES: usize = 60_000;

/// Datagrams to one peer that lie one after the other; all but the last are `segment` bytes long, so
/// that the kernel can cut them apart (UDP_SEGMENT).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// By which way they leave.
    pub to: Route,
    /// Index of the first byte in [`Output::bytes`].
    pub start: usize,
    /// Index after the last byte.
    pub end: usize,
    /// Bytes of each datagram but the last.
    pub segment: usize,
}

impl Run {
    /// Number of datagrams.
    pub fn datagrams(&self) -> usize {
        (self.end - self.start).div_ceil(self.segment.max(1))
    }
}

/// Collected between two flushes; its buffers are reused.
#[derive(Debug, Default)]
pub struct Output {
    /// All datagrams.
    pub bytes: Vec<u8>,
    /// Where they go.
    pub runs: Vec<Run>,
    /// For the meetings.
    pub events: Vec<Event>,
    /// For the handshake threads.
    pub jobs: Vec<Job>,
    /// What came of the question how the machine looks from outside.
    pub outside: Option<Outside>,
    /// For other shards, at most one parcel each.
    pub across: Vec<Parcel>,
}

impl Output {
    /// Takes what was written to [`Self::bytes`] from `start` on as one datagram; nothing if nothing was.
    pub fn commit(&mut self, start: usize, to: Route) {
        let end = self.bytes.len();
        let size = end - start;
        if size == 0 {
            return;
        }
        if let Some(run) = self.runs.last_mut()
            && run.to == to
            && run.end == start
            && size <= run.segment
            && (run.end - run.start).is_multiple_of(run.segment)
            && run.datagrams() < MAX_RUN
            && end - run.start <= MAX_RUN_BYTES
        {
            run.end = end;
            return;
        }
        self.runs.push(Run {
            to,
            start,
            end,
            segment: size,
        });
    }

    /// Writes to another shard.
    pub(crate) fn tell(&mut self, shard: usize, letter: Letter) {
        self.parcel(shard).letters.push(letter);
    }

    /// Gives a packet of an encoding to another shard; `past` if it is of the last group of pictures.
    pub(crate) fn cross(&mut self, shard: usize, layer: (Name, usize), packet: &Packet, past: bool) {
        self.parcel(shard).cross(layer, packet, past);
    }

    fn parcel(&mut self, to: usize) -> &mut Parcel {
        let at = self.across.iter().position(|parcel| parcel.to == to);
        let at = at.unwrap_or_else(|| {
            self.across.push(Parcel::new(to));
            self.across.len() - 1
        });
        &mut self.across[at]
    }

    /// Forgets the datagrams after they were sent.
    pub fn clear_datagrams(&mut self) {
        self.bytes.clear();
        self.runs.clear();
    }

    /// Every datagram by itself, for tests and for kernels without segmentation.
    pub fn datagrams(&self) -> impl Iterator<Item = (Route, &[u8])> {
        self.runs.iter().flat_map(|run| {
            self.bytes[run.start..run.end]
                .chunks(run.segment)
                .map(|bytes| (run.to, bytes))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn push(output: &mut Output, port: u16, size: usize) {
        let start = output.bytes.len();
        output.bytes.resize(start + size, 0);
        output.commit(start, SocketAddr::from(([127, 0, 0, 1], port)).into());
    }

    #[test]
    fn equal_datagrams_to_one_peer_make_a_run_that_a_shorter_one_ends() {
        let mut output = Output::default();
        for (port, size) in [(1, 9), (1, 9), (1, 5), (1, 5), (2, 5), (1, 6)] {
            push(&mut output, port, size);
        }
        let counts: Vec<_> = output.runs.iter().map(Run::datagrams).collect();
        assert_eq!(counts, [3, 1, 1, 1]);
        assert_eq!(output.datagrams().count(), 6);
    }

    #[test]
    fn a_run_is_bounded() {
        let mut output = Output::default();
        for _ in 0..MAX_RUN + 1 {
            push(&mut output, 1, 100);
        }
        assert_eq!(output.runs.len(), 2);
    }
}
