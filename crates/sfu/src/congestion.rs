//! Seam for congestion control per subscriber: today it only numbers packets transport-wide.

/// What is known about the way to one subscriber.
#[derive(Debug, Default)]
pub(crate) struct Congestion {
    sequence: u16,
}

impl Congestion {
    /// The transport-wide sequence number of the next packet.
    pub(crate) fn next_sequence(&mut self) -> u16 {
        self.sequence = self.sequence.wrapping_add(1);
        self.sequence
    }
}
