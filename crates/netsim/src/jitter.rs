//! Delay that differs from packet to packet.

use std::time::Duration;

/// Added to the delay of each packet: between nothing and `most`, each as likely as the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Jitter {
    /// The most that is added.
    pub most: Duration,
    /// Whether a packet may overtake another; if not it waits for the one before it, as in radio networks
    /// that repeat what got lost.
    pub reorders: bool,
}

impl Jitter {
    /// In order.
    pub fn in_order(most: Duration) -> Self {
        Self {
            most,
            reorders: false,
        }
    }

    /// With packets that overtake others.
    pub fn reordering(most: Duration) -> Self {
        Self { most, reorders: true }
    }
}
