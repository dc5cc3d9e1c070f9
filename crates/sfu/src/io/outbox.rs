//! Sends what a shard collected: in segmented runs where the kernel cuts them, one by one where it
//! does not.

use std::io::ErrorKind;
use std::net::UdpSocket;

use super::sys;
use crate::output::{Output, Run};

/// How datagrams leave, and what came of it.
#[derive(Debug)]
pub struct Outbox {
    segment: bool,
    singles: Vec<Run>,
    /// Datagrams sent.
    pub packets: u64,
    /// Bytes sent.
    pub bytes: u64,
    /// Datagrams the kernel did not take.
    pub dropped: u64,
}

impl Outbox {
    /// With `segment` runs are cut by the kernel as long as it can.
    pub fn new(segment: bool) -> Self {
        Self {
            segment,
            singles: Vec::new(),
            packets: 0,
            bytes: 0,
            dropped: 0,
        }
    }

    /// Sends everything and forgets it: media that cannot leave now is worth nothing later.
    pub fn send(&mut self, socket: &UdpSocket, out: &mut Output) {
        if self.segment {
            if let Some(rest) = self.send_runs(socket, &out.bytes, &out.runs) {
                // The kernel or the network card cannot cut: from now on we do.
                self.segment = false;
                self.send_singles(socket, &out.bytes, &out.runs[rest..]);
            }
        } else {
            self.send_singles(socket, &out.bytes, &out.runs);
        }
        out.clear_datagrams();
    }

    fn send_singles(&mut self, socket: &UdpSocket, bytes: &[u8], runs: &[Run]) {
        let mut singles = std::mem::take(&mut self.singles);
        singles.clear();
        for run in runs {
            for start in (run.start..run.end).step_by(run.segment) {
                let end = run.end.min(start + run.segment);
                singles.push(Run { start, end, ..*run });
            }
        }
        self.send_runs(socket, bytes, &singles);
        self.singles = singles;
    }

    /// Gives the index of the first run that was refused because it was to be cut.
    fn send_runs(&mut self, socket: &UdpSocket, bytes: &[u8], runs: &[Run]) -> Option<usize> {
        let mut at = 0;
        while at < runs.len() {
            match sys::send(socket, bytes, &runs[at..], self.segment) {
                Ok(count) => {
                    for run in &runs[at..at + count] {
                        self.packets += run.datagrams() as u64;
                        self.bytes += (run.end - run.start) as u64;
                    }
                    at += count.max(1);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error)
                    if matches!(error.raw_os_error(), Some(libc::EIO | libc::EINVAL))
                        && runs[at].datagrams() > 1 =>
                {
                    return Some(at);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let rest = runs[at..].iter().map(|run| run.datagrams() as u64);
                    self.dropped += rest.sum::<u64>();
                    return None;
                }
                // This peer cannot be reached; the others can.
                Err(_) => {
                    self.dropped += runs[at].datagrams() as u64;
                    at += 1;
                }
            }
        }
        None
    }
}
