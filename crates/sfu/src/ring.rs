//! The last packets of a source in plain text: what is forwarded and what is retransmitted come from the
//! same copy.

use std::time::Instant;

use crate::rtp::Picture;

/// Packets kept of a picture source; at 600 packets a second more than a second and a half.
pub(crate) const VIDEO_PACKETS: usize = 1024;
/// Packets kept of a sound source; only reordering needs them.
pub(crate) const AUDIO_PACKETS: usize = 128;

/// One packet as the publisher sent it, without header and padding.
#[derive(Debug, Clone)]
pub(crate) struct Packet {
    /// Sequence number with cycles, from the publisher.
    pub sequence: i64,
    /// The publisher's media time.
    pub timestamp: u32,
    /// Marker bit.
    pub marker: bool,
    /// RFC 6464 level.
    pub audio_level: Option<u8>,
    /// Facts of a packet of a picture.
    pub picture: Option<Picture>,
    /// When it came.
    pub arrived: Instant,
    /// The payload.
    pub payload: Vec<u8>,
}

/// A ring of packets indexed by sequence number; its buffers are reused.
#[derive(Debug)]
pub(crate) struct Ring {
    slots: Vec<Option<Packet>>,
    highest: Option<i64>,
}

impl Ring {
    /// Room for a power of two of packets; memory is taken as packets come.
    pub(crate) fn new(packets: usize) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(packets.next_power_of_two(), || None);
        Self { slots, highest: None }
    }

    fn at(&self, sequence: i64) -> usize {
        sequence as usize & (self.slots.len() - 1)
    }

    /// The full sequence number that these 16 bits most likely mean.
    pub(crate) fn extend(&self, sequence: u16) -> i64 {
        match self.highest {
            // One cycle up, so that packets before the first one have a place.
            None => i64::from(sequence) + (1 << 16),
            Some(high) => high + i64::from(sequence.wrapping_sub(high as u16) as i16),
        }
    }

    /// The highest sequence number so far.
    pub(crate) fn highest(&self) -> Option<i64> {
        self.highest
    }

    /// Whether a packet is new and not older than what the ring holds.
    pub(crate) fn wants(&self, sequence: i64) -> bool {
        let old = self
            .highest
            .is_some_and(|high| sequence <= high - self.slots.len() as i64);
        !old && self.get(sequence).is_none()
    }

    /// Stores a packet whose sequence number is [wanted](Self::wants); its payload is copied into a
    /// buffer that is already there.
    pub(crate) fn store(&mut self, mut packet: Packet, payload: &[u8]) {
        self.highest = Some(self.highest.map_or(packet.sequence, |h| h.max(packet.sequence)));
        let at = self.at(packet.sequence);
        let slot = &mut self.slots[at];
        packet.payload = slot.take().map_or_else(Vec::new, |old| old.payload);
        packet.payload.clear();
        packet.payload.extend_from_slice(payload);
        *slot = Some(packet);
    }

    /// A packet that is still here.
    pub(crate) fn get(&self, sequence: i64) -> Option<&Packet> {
        self.slots[self.at(sequence)]
            .as_ref()
            .filter(|packet| packet.sequence == sequence)
    }
}
