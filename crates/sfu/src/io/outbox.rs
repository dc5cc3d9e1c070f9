//! Sends what a shard collected: in segmented runs where the kernel cuts them, one by one where it
//! does not.

use std::io::ErrorKind;
use std::net::UdpSocket;

use super::sys;
use crate::output::{Output, Run};

/// After so many runs in a row that were refused the kernel is not asked to cut any more.
const MOST_REFUSED: u8 = 16;

/// How datagrams leave, and what came of it.
#[derive(Debug)]
pub struct Outbox {
    segment: bool,
    /// Runs in a row that were refused whole and taken in pieces.
    refused: u8,
    /// The socket knows IPv4 addresses as IPv6 ones.
    mapped: bool,
    singles: Vec<Run>,
    /// Datagrams sent.
    pub packets: u64,
    /// Bytes sent.
    pub bytes: u64,
    /// Datagrams the kernel did not take.
    pub dropped: u64,
}

impl Outbox {
    /// For this socket; with `segment` runs are cut by the kernel as long as it can.
    pub fn new(socket: &UdpSocket, segment: bool) -> Self {
        Self {
            segment,
            refused: 0,
            mapped: socket.local_addr().is_ok_and(|local| local.is_ipv6()),
            singles: Vec::new(),
            packets: 0,
            bytes: 0,
            dropped: 0,
        }
    }

    /// Sends all datagrams of UDP and forgets everything: media that cannot leave now is worth nothing later.
    pub fn send(&mut self, socket: &UdpSocket, out: &mut Output) {
        let mut rest = &out.runs[..];
        while self.segment
            && let Some(at) = self.send_runs(socket, &out.bytes, rest)
        {
            // It may be this peer's: his port or the width of the way to him. Others' are still cut by the kernel,
            // unless it or the network card refuses to again and again.
            let dropped = self.dropped;
            self.send_singles(socket, &out.bytes, &rest[at..=at]);
            if self.dropped == dropped {
                self.refused += 1;
                self.segment = self.refused < MOST_REFUSED;
            }
            rest = &rest[at + 1..];
        }
        if !self.segment {
            self.send_singles(socket, &out.bytes, rest);
        }
        out.clear_datagrams();
    }

    /// Sends these runs with each datagram on its own.
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
            match sys::send(socket, bytes, &runs[at..], (self.segment, self.mapped)) {
                // Not of this socket.
                Ok(0) => {
                    self.dropped += runs[at].datagrams() as u64;
                    at += 1;
                }
                Ok(count) => {
                    for run in &runs[at..at + count] {
                        if run.datagrams() > 1 {
                            self.refused = 0;
                        }
                        self.packets += run.datagrams() as u64;
                        self.bytes += (run.end - run.start) as u64;
                    }
                    at += count;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error)
                    if matches!(
                        error.raw_os_error(),
                        Some(libc::EIO | libc::EINVAL | libc::EMSGSIZE)
                    ) && runs[at].datagrams() > 1 =>
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use super::*;

    /// Sends one run of equal datagrams and gives the sizes that arrive.
    fn sizes(sender: &UdpSocket, outbox: &mut Outbox, datagrams: usize) -> Vec<usize> {
        let receiver = UdpSocket::bind("127.0.0.1:0").expect("a port");
        receiver
            .set_read_timeout(Some(Duration::from_secs(5)))
            .expect("set");
        let to = receiver.local_addr().expect("bound");
        let bytes = vec![1; datagrams * 10 - 3];
        let run = Run {
            to: to.into(),
            start: 0,
            end: bytes.len(),
            segment: 10,
        };
        let mut out = Output {
            bytes,
            runs: vec![run],
            ..Output::default()
        };
        outbox.send(sender, &mut out);
        let mut buffer = [0; 100];
        (0..datagrams)
            .map(|_| receiver.recv(&mut buffer).expect("it arrives"))
            .collect()
    }

    #[test]
    fn a_run_arrives_as_its_datagrams_whoever_cuts_it() {
        // A socket for both families reaches an IPv4 address, too.
        for (local, segment) in [("127.0.0.1:0", true), ("127.0.0.1:0", false), ("[::]:0", true)] {
            let sender = UdpSocket::bind(local).expect("a port");
            let mut outbox = Outbox::new(&sender, segment);
            assert_eq!(sizes(&sender, &mut outbox, 4), [10, 10, 10, 7]);
            assert_eq!((outbox.packets, outbox.bytes), (4, 37));
        }
    }

    #[test]
    fn what_the_kernel_refuses_to_cut_is_cut_here() {
        let sender = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let mut outbox = Outbox::new(&sender, true);
        // More pieces than the kernel makes of one message.
        assert_eq!(sizes(&sender, &mut outbox, 150).len(), 150);
        assert_eq!((outbox.segment, outbox.packets, outbox.dropped), (true, 150, 0));
        for _ in 1..MOST_REFUSED {
            sizes(&sender, &mut outbox, 150);
        }
        assert!(!outbox.segment, "it never takes one");
        assert_eq!(sizes(&sender, &mut outbox, 4), [10, 10, 10, 7]);
    }

    #[test]
    fn a_peer_that_cannot_be_reached_takes_no_speed_from_the_others() {
        let sender = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let mut outbox = Outbox::new(&sender, true);
        let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
        for _ in 0..2 * MOST_REFUSED {
            let run = Run {
                to: nowhere.into(),
                start: 0,
                end: 40,
                segment: 10,
            };
            let mut out = Output {
                bytes: vec![1; 40],
                runs: vec![run],
                ..Output::default()
            };
            outbox.send(&sender, &mut out);
        }
        assert!(outbox.segment);
        assert_eq!(sizes(&sender, &mut outbox, 4), [10, 10, 10, 7]);
    }
}
