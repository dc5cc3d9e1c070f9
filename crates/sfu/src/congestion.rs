//! Seam for congestion control per subscriber: today it only numbers packets transport-wide.

/// What is known about the way to one subscriber.
#[derive(Debug, Default)]
pub(crate) struct Congestion {
    sequence: u16,
}

impl Congestion {
    /// Bits a second that may be sent; nothing while there is no estimate.
    pub(crate) fn target(&self) -> Option<u64> {
        None
    }

    /// Bits a second that would be used if they could be had.
    pub(crate) fn want(&mut self, _bits: u64, _now: std::time::Instant) {}

    /// The transport-wide sequence number of the next packet.
    pub(crate) fn next_sequence(&mut self) -> u16 {
        self.sequence = self.sequence.wrapping_add(1);
        self.sequence
    }
}
