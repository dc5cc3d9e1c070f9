//! The last packets of a source in plain text: what is forwarded and what is retransmitted come from the
//! same copy.

use std::time::{Duration, Instant};

use crate::rtp::Picture;

/// Packets kept of a picture source at most; at 600 packets a second more than a second and a half.
pub(crate) const VIDEO_PACKETS: usize = 1024;
/// Packets kept of a sound source; only reordering needs them.
pub(crate) const AUDIO_PACKETS: usize = 128;
/// What came longer ago than this, measured by the newest packet, is not kept: as long as we ask for a packet again.
const KEPT: Duration = Duration::from_secs(4);
/// But so many are kept however slowly they come: of a screen that stands still a loss is noticed late.
const LEAST: i64 = 128;
/// Places of a source's first packets; they become more as its rate asks for them.
const FIRST: usize = 64;
/// So many packets before the first one that came may still come, until as many have come after it.
const EARLIER: i64 = 32;
/// Empty buffers kept, so that a rate that changes a little takes no new memory.
const SPARE: usize = 64;

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

/// A ring of packets indexed by sequence number. Its buffers are reused, and a slow source takes hardly more of them
/// than what is kept of it needs; one that was announced and is not sent takes nothing.
#[derive(Debug)]
pub(crate) struct Ring {
    slots: Vec<Option<Packet>>,
    /// It gets no more places than these, a power of two.
    most: usize,
    highest: Option<i64>,
    /// The first packet that came.
    first: i64,
    /// What is kept begins with this packet, whether it is here or missing.
    begins: i64,
    /// The next packet to be let go; those before it have been looked at.
    looked: i64,
    /// Buffers of packets that were let go.
    spare: Vec<Vec<u8>>,
}

impl Ring {
    /// Room for at most so many packets, a power of two; memory is taken as they come.
    pub(crate) fn new(packets: usize) -> Self {
        Self {
            slots: Vec::new(),
            most: packets.next_power_of_two(),
            highest: None,
            first: i64::MIN,
            begins: i64::MIN,
            looked: i64::MIN,
            spare: Vec::new(),
        }
    }

    fn at(&self, sequence: i64) -> usize {
        sequence as usize & self.slots.len().saturating_sub(1)
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
        sequence >= self.begins && self.get(sequence).is_none()
    }

    /// Stores a packet whose sequence number is [wanted](Self::wants); its payload is copied into a
    /// buffer that is already there.
    pub(crate) fn store(&mut self, mut packet: Packet, payload: &[u8]) {
        if self.highest.is_none() {
            (self.first, self.begins) = (packet.sequence, packet.sequence - EARLIER);
        }
        let highest = self.highest.map_or(packet.sequence, |h| h.max(packet.sequence));
        self.highest = Some(highest);
        if highest - self.first > EARLIER {
            self.begins = self.begins.max(self.first);
        }
        self.begins = self.begins.max(highest - self.most as i64 + 1);
        self.let_go(highest, packet.arrived);
        self.make_room(highest);
        let at = self.at(packet.sequence);
        let slot = &mut self.slots[at];
        packet.payload = match slot.take() {
            Some(old) => old.payload,
            None => self.spare.pop().unwrap_or_default(),
        };
        packet.payload.clear();
        packet.payload.extend_from_slice(payload);
        *slot = Some(packet);
    }

    /// Lets go of what came too long before `now`, when the newest packet came.
    fn let_go(&mut self, highest: i64, now: Instant) {
        self.looked = self.looked.max(self.begins);
        while self.looked <= highest - LEAST {
            if let Some(packet) = self.get(self.looked) {
                if now.saturating_duration_since(packet.arrived) < KEPT {
                    return;
                }
                let at = self.at(self.looked);
                let old = self.slots[at].take().map(|packet| packet.payload);
                self.spare.extend(old.filter(|_| self.spare.len() < SPARE));
                self.begins = self.looked + 1;
            }
            // What is missing here may yet come.
            self.looked += 1;
        }
    }

    /// Gives every packet that is kept, up to the highest, a place of its own.
    fn make_room(&mut self, highest: i64) {
        let needed = (highest - self.begins + 1) as usize;
        if needed <= self.slots.len() {
            return;
        }
        let more = needed.next_power_of_two().clamp(FIRST.min(self.most), self.most);
        let mut slots = Vec::new();
        slots.resize_with(more, || None);
        let old = std::mem::replace(&mut self.slots, slots);
        let kept = |packet: &Packet| packet.sequence >= self.begins;
        for packet in old.into_iter().flatten().filter(kept) {
            let at = self.at(packet.sequence);
            self.slots[at] = Some(packet);
        }
    }

    /// A packet that is still here.
    pub(crate) fn get(&self, sequence: i64) -> Option<&Packet> {
        self.slots
            .get(self.at(sequence))?
            .as_ref()
            .filter(|packet| packet.sequence == sequence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 60;

    fn packet(sequence: i64, arrived: Instant) -> Packet {
        Packet {
            sequence,
            timestamp: 0,
            marker: false,
            audio_level: None,
            picture: None,
            arrived,
            payload: Vec::new(),
        }
    }

    /// Stores packets of these numbers at an even rate.
    fn store(ring: &mut Ring, numbers: impl IntoIterator<Item = i64>, rate: u32) {
        let began = Instant::now();
        for sequence in numbers {
            let at = began + Duration::from_secs(1) * sequence as u32 / rate;
            assert!(ring.wants(sequence));
            ring.store(packet(sequence, at), &[1; 1100]);
        }
    }

    fn kept(ring: &Ring) -> usize {
        ring.slots.iter().flatten().count()
    }

    #[test]
    fn a_slow_source_keeps_four_seconds_and_takes_no_more_buffers_for_them() {
        let mut ring = Ring::new(VIDEO_PACKETS);
        store(&mut ring, 0..5000, RATE);
        assert_eq!(kept(&ring), 240);
        assert!(ring.spare.is_empty(), "each one let go made room for the next");
        assert!(ring.get(4760).is_some() && ring.get(4759).is_none());
        assert!(!ring.wants(4759), "too old to be taken again");
    }

    #[test]
    fn a_fast_source_keeps_what_has_room() {
        let mut ring = Ring::new(VIDEO_PACKETS);
        store(&mut ring, 0..5000, 20 * RATE);
        assert_eq!(kept(&ring), VIDEO_PACKETS);
        assert!(ring.get(5000 - 1024).is_some() && ring.spare.is_empty());
    }

    #[test]
    fn places_are_taken_as_the_rate_asks_for_them() {
        let places = |rate| {
            let mut ring = Ring::new(VIDEO_PACKETS);
            store(&mut ring, 0..5000, rate);
            ring.slots.len()
        };
        assert_eq!([10, RATE, 2 * RATE, 20 * RATE].map(places), [128, 256, 512, 1024]);
        assert_eq!(Ring::new(VIDEO_PACKETS).slots.capacity(), 0);
    }

    #[test]
    fn a_leap_leaves_room_for_all_that_is_missing() {
        let mut ring = Ring::new(VIDEO_PACKETS);
        store(&mut ring, (0..50).chain([600]), 20 * RATE);
        assert!(
            (50..600).all(|missing| ring.wants(missing)),
            "they may still come"
        );
        assert!((0..50).all(|before| ring.get(before).is_some()));
        store(&mut ring, (50..600).rev(), 20 * RATE);
        assert!((0..=600).all(|sequence| ring.get(sequence).is_some()));
        store(&mut ring, [90_000], 20 * RATE);
        assert!(!ring.wants(600) && ring.get(90_000).is_some());
    }

    #[test]
    fn a_source_that_hardly_sends_keeps_some_however_old_they_are() {
        let mut ring = Ring::new(VIDEO_PACKETS);
        store(&mut ring, 0..300, 1);
        assert_eq!(kept(&ring), LEAST as usize);
        assert!(ring.get(172).is_some() && ring.get(171).is_none());
    }

    #[test]
    fn what_is_missing_is_wanted_until_what_came_after_it_is_let_go() {
        let mut ring = Ring::new(VIDEO_PACKETS);
        let missing = 100;
        store(&mut ring, (0..missing).chain(missing + 1..missing + 240), RATE);
        assert!(ring.wants(missing), "four seconds later");
        store(&mut ring, [missing], RATE);
        assert!(ring.get(missing).is_some());
        let mut ring = Ring::new(VIDEO_PACKETS);
        store(&mut ring, (0..missing).chain(missing + 1..missing + 260), RATE);
        assert!(!ring.wants(missing));
    }

    #[test]
    fn a_rate_that_falls_gives_its_memory_back() {
        let mut ring = Ring::new(VIDEO_PACKETS);
        store(&mut ring, 0..2000, 10 * RATE);
        let later = Instant::now() + Duration::from_secs(60);
        ring.store(packet(2000, later), &[1]);
        assert_eq!((kept(&ring), ring.spare.len()), (LEAST as usize, SPARE));
    }
}
