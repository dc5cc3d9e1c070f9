//! What waits to be written to a connection: whole frames, and no more than is worth waiting for.

use std::io::{ErrorKind, Result, Write};

/// Bytes that wait at most, half a second at a megabit a second: media would rather be lost than late.
pub(super) const MOST: usize = 64 * 1024;

/// Frames that the connection has not taken yet.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    bytes: Vec<u8>,
    written: usize,
}

impl Backlog {
    /// Takes a datagram as a frame (RFC 4571 §2), or nothing of it where that would be too much. Gives
    /// whether it was taken.
    pub(super) fn push(&mut self, datagram: &[u8]) -> bool {
        let room = MOST - (self.bytes.len() - self.written).min(MOST);
        match u16::try_from(datagram.len()) {
            Ok(length) if datagram.len() + 2 <= room => {
                self.bytes.extend_from_slice(&length.to_be_bytes());
                self.bytes.extend_from_slice(datagram);
                true
            }
            _ => false,
        }
    }

    /// Writes as much as is taken without waiting; a frame that is half written goes on first. An error
    /// says that the connection is at its end.
    pub(super) fn write(&mut self, to: &mut impl Write) -> Result<()> {
        while self.written < self.bytes.len() {
            match to.write(&self.bytes[self.written..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => self.written += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        // What was written is moved away seldom: at the end, or when it fills half of the room.
        if self.is_empty() || self.written > MOST / 2 {
            self.bytes.drain(..self.written);
            self.written = 0;
        }
        Ok(())
    }

    /// Whether everything was written.
    pub(super) fn is_empty(&self) -> bool {
        self.written == self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::frames::Frames;
    use super::*;

    /// Takes so many bytes, then none.
    struct Narrow {
        room: usize,
        taken: Vec<u8>,
    }

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            let count = bytes.len().min(self.room);
            if count == 0 {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.room -= count;
            self.taken.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    proptest! {
        #[test]
        fn whatever_room_there_is_what_arrives_are_the_datagrams_that_were_taken(
            steps in vec((0usize..2000, 0usize..2500), 0..200),
        ) {
            let (mut backlog, mut accepted) = (Backlog::default(), Vec::new());
            let mut narrow = Narrow { room: 0, taken: Vec::new() };
            for (number, (size, room)) in steps.into_iter().enumerate() {
                let datagram = vec![number as u8; size + 1];
                if backlog.push(&datagram) {
                    accepted.push(datagram);
                }
                narrow.room += room;
                prop_assert!(backlog.write(&mut narrow).is_ok());
                prop_assert!(backlog.bytes.len() - backlog.written <= MOST);
                prop_assert!(backlog.bytes.len() <= MOST + MOST / 2);
            }
            narrow.room = usize::MAX;
            prop_assert!(backlog.write(&mut narrow).is_ok() && backlog.is_empty());
            let mut arrived = Vec::new();
            let cut = Frames::default().cut(&mut narrow.taken, |datagram| arrived.push(datagram.to_vec()));
            prop_assert!(cut.is_ok());
            prop_assert_eq!(arrived, accepted);
        }
    }
}
