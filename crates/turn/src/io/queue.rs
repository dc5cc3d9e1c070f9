//! What waits to be written to a stream: so many bytes and no more, since media that waits long is worth nothing
//! and a client that takes nothing shall not fill our memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// Bytes that may wait for a client: a few pictures.
const MOST: usize = 64 * 1024;
/// What a message costs besides its bytes.
const EACH: usize = 64;

/// Where messages are left.
#[derive(Clone)]
pub(super) struct Queue {
    sender: mpsc::UnboundedSender<Vec<u8>>,
    bytes: Arc<AtomicUsize>,
}

/// Where they are taken.
pub(super) struct Waiting {
    receiver: mpsc::UnboundedReceiver<Vec<u8>>,
    bytes: Arc<AtomicUsize>,
}

/// A queue, both ends.
pub(super) fn queue() -> (Queue, Waiting) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let bytes = Arc::new(AtomicUsize::new(0));
    let taken = Arc::clone(&bytes);
    (
        Queue { sender, bytes },
        Waiting {
            receiver,
            bytes: taken,
        },
    )
}

impl Queue {
    /// Leaves a message; gives whether there was room.
    pub(super) fn push(&self, message: Vec<u8>) -> bool {
        let size = message.len() + EACH;
        let add = |waiting: usize| (waiting + size <= MOST).then_some(waiting + size);
        let room = self.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
        room.is_ok() && self.sender.send(message).is_ok()
    }
}

impl Waiting {
    /// Takes the next message.
    pub(super) async fn take(&mut self) -> Option<Vec<u8>> {
        let message = self.receiver.recv().await?;
        self.bytes.fetch_sub(message.len() + EACH, Ordering::Relaxed);
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn so_many_bytes_wait_however_many_messages_they_are() {
        for size in [0, 100, 1_200, 4_096] {
            let (queue, mut waiting) = queue();
            let taken = (0..10_000).filter(|_| queue.push(vec![1; size])).count();
            assert_eq!(taken, MOST / (size + EACH));
            assert_eq!(waiting.take().await, Some(vec![1; size]));
            assert!(queue.push(vec![2; size]), "there is room again");
            assert!(!queue.push(vec![3; size]));
        }
    }
}
