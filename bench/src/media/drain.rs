//! Takes datagrams off receivers' sockets and counts them, on a thread of its own.

use std::io::Result;
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// The thread and what it counted.
pub(crate) struct Drain {
    end: Arc<AtomicBool>,
    thread: JoinHandle<()>,
    received: Arc<AtomicU64>,
}

impl Drain {
    /// Begins to empty the sockets.
    pub(crate) fn start(sockets: Vec<UdpSocket>) -> Result<Self> {
        let (end, received) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stop, count) = (Arc::clone(&end), Arc::clone(&received));
        for socket in &sockets {
            socket.set_nonblocking(true)?;
        }
        let thread = std::thread::Builder::new()
            .name("drain".to_owned())
            .spawn(move || {
                let mut buffer = [0; 2048];
                while !stop.load(Ordering::Relaxed) {
                    let mut taken = 0;
                    for socket in &sockets {
                        while socket.recv(&mut buffer).is_ok() {
                            taken += 1;
                        }
                    }
                    count.fetch_add(taken, Ordering::Relaxed);
                    // Socket buffers hold far more than comes in this time.
                    std::thread::park_timeout(Duration::from_millis(2));
                }
            })?;
        Ok(Self {
            end,
            thread,
            received,
        })
    }

    /// Ends the thread; gives the datagrams received.
    pub(crate) fn finish(self) -> u64 {
        self.end.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
        self.received.load(Ordering::Relaxed)
    }
}
