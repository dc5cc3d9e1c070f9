//! The TCP connections of a media thread: sockets, and who watches them.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use socket2::SockRef;

use super::sys::{Interest, Poll, Ready, Who};
use crate::output::Output;
use crate::shard::Shard;
use crate::tcp::Connections;

/// Connections taken in one round; a flood of them does not hold media back.
const ACCEPTS: usize = 16;
/// Old connections are looked through this often.
const SWEEP: Duration = Duration::from_secs(1);
/// Bytes that the kernel may keep unsent for a connection: what waits there cannot be dropped any more.
const UNSENT: u32 = 16 * 1024;

/// Connections, and where new ones come in.
pub(super) struct Streams {
    listener: Option<TcpListener>,
    /// The process has no room for another connection, so nobody looks at the listener.
    paused: bool,
    pub(super) connections: Connections<TcpStream>,
    swept: Instant,
}

impl Streams {
    pub(super) fn new(listener: Option<TcpListener>, poll: &Poll, now: Instant) -> std::io::Result<Self> {
        if let Some(listener) = &listener {
            poll.add(listener, Who::Listener)?;
        }
        Ok(Self {
            listener,
            paused: false,
            connections: Connections::default(),
            swept: now,
        })
    }

    /// Does what has become possible, and looks after what is old.
    pub(super) fn turn(
        &mut self,
        (poll, ready): (&Poll, &[Ready]),
        shard: &mut Shard,
        now: Instant,
        out: &mut Output,
    ) {
        for ready in ready {
            match ready.who {
                Who::Listener => self.accept(poll, now),
                Who::Connection(number) => {
                    if ready.writable {
                        self.connections.write(number, watch(poll));
                    }
                    if ready.readable {
                        self.connections.receive(number, shard, now, out);
                    }
                }
                Who::Datagrams | Who::Threads => {}
            }
        }
        if now.saturating_duration_since(self.swept) >= SWEEP {
            self.swept = now;
            self.connections.expire(shard, now);
            if std::mem::take(&mut self.paused) {
                self.listen(poll, Interest::Read);
            }
        }
        self.connections.settle(shard);
    }

    /// Takes what leaves by connections out of the output.
    pub(super) fn send(&mut self, poll: &Poll, out: &mut Output) {
        self.connections.send(out, watch(poll));
    }

    fn accept(&mut self, poll: &Poll, now: Instant) {
        for _ in 0..ACCEPTS {
            let Some(listener) = &self.listener else { return };
            match listener.accept() {
                Ok((stream, remote)) => {
                    if prepare(&stream).is_err() {
                        continue;
                    }
                    let Some((number, stream)) = self.connections.open(stream, remote, now) else {
                        continue;
                    };
                    if poll.add(stream, Who::Connection(number)).is_err() {
                        self.connections.close(number);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::Interrupted | ErrorKind::ConnectionAborted
                    ) => {}
                // No descriptors or no memory are left: asking again at once would only burn the processor.
                Err(_) => {
                    self.paused = true;
                    self.listen(poll, Interest::Nothing);
                    return;
                }
            }
        }
    }

    fn listen(&self, poll: &Poll, interest: Interest) {
        if let Some(listener) = &self.listener {
            // A listener that cannot be watched is one that nobody comes by; those inside stay.
            let _ = poll.change(listener, Who::Listener, interest);
        }
    }
}

fn prepare(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    SockRef::from(stream).set_tcp_notsent_lowat(UNSENT)
}

/// Watches for room to write as long as there is none.
fn watch(poll: &Poll) -> impl FnMut(u32, &TcpStream, bool) {
    move |number, stream, blocked| {
        let interest = if blocked {
            Interest::ReadAndWrite
        } else {
            Interest::Read
        };
        // Without room in the kernel the connection stays blocked until its page gives up.
        let _ = poll.change(stream, Who::Connection(number), interest);
    }
}
