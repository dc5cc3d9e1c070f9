//! Writes what goes out to one page.

use std::time::Instant;

use slab::Slab;

use super::pace::OVERHEAD;
use super::redundancy::MOST;
use super::{Keys, Leg};
use crate::output::Output;
use crate::ring::{Packet, Ring};
use crate::route::Route;
use crate::rtp::Outgoing;
use crate::rtp::red::{self, Earlier};
use crate::slot::{Found, Placed};
use crate::source::{Layer, Source};

/// Of what is sent, one part in so many may be sent once more: whoever loses more needs a smaller picture, and
/// nobody has a flood sent by asking for it.
const REPAIRS: usize = 3;
/// Bytes of repeats that a leg may save up: a keyframe and what follows it.
pub(super) const MOST_REPAIRS: usize = 64_000;
/// From this share of lost packets on the ends of pictures are repeated unasked.
const LOSSY: f64 = 0.02;
/// Payload of sound with its repeats, and the header of each: to fit what every network carries.
const LARGEST_SOUND: usize = 1_100;
const HEADERS: usize = 4;
/// A slot does not begin with a keyframe that so many packets came after; the next one is soon there.
const LATEST: i64 = 256;
/// A packet is no larger.
const LARGEST: usize = 1_500;

/// The time of a batch, computed once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    /// Monotonic time.
    pub now: Instant,
    /// abs-send-time of `now`.
    pub abs_send_time: u32,
}

/// What earlier packets carried, the oldest first.
pub(super) type Repeated<'a> = [Option<Earlier<'a>>; MOST];

/// Which stream of a slot a packet goes out on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wire<'a> {
    /// A picture.
    Picture,
    /// Sound, and what of the sound before it goes out once more.
    Sound(Repeated<'a>),
    /// A retransmission (RFC 4588): SSRC, payload type and index of its own.
    Repeat {
        /// SSRC of the retransmissions.
        ssrc: u32,
        /// Payload type of the retransmissions.
        payload_type: u8,
        /// Index in that stream.
        index: u64,
    },
}

impl Leg {
    /// Sends waiting packets of an encoding through a slot, one after the other, so that they leave in one go.
    /// Gives the number sent.
    pub(crate) fn forward(
        &mut self,
        at: usize,
        source: &Source,
        number: usize,
        stamp: Stamp,
        out: &mut Output,
    ) -> u64 {
        let (Some(peer), Some(layer)) = (self.peer(), source.layers.get(number)) else {
            return 0;
        };
        let mut sent = 0;
        let picture = source.is_picture();
        let index = match self.slots(picture).get(at) {
            Some(slot) if slot.takes(number) => slot.source,
            _ => return 0,
        };
        let Some(index) = index else { return 0 };
        for sequence in layer.pending.iter().copied() {
            if picture && !self.may_leave(stamp.now) {
                self.wait(at, index, (number, sequence), stamp.now);
            } else if self.pass(at, source, (number, sequence), (stamp, peer), out) {
                sent += 1;
            }
        }
        sent
    }

    /// Sends one packet of an encoding through a slot, if it has a place there.
    pub(super) fn pass(
        &mut self,
        at: usize,
        source: &Source,
        (number, sequence): (usize, i64),
        (stamp, peer): (Stamp, Route),
        out: &mut Output,
    ) -> bool {
        let Some(layer) = source.layers.get(number) else {
            return false;
        };
        let ring = &layer.ring;
        let Some(packet) = ring.get(sequence) else {
            return false;
        };
        let codec = packet.picture.map(|picture| picture.codec);
        let shown = codec.is_none_or(|codec| self.facts.payload_types.pictures.receives(codec));
        let Some(slot) = self.slots(source.is_picture()).get_mut(at) else {
            return false;
        };
        if !shown {
            // What the page cannot decode is not sent; what it can decode begins with a keyframe.
            slot.pause();
            return false;
        }
        if ring.highest().is_some_and(|highest| highest - sequence > LATEST)
            && slot.begins_with(packet, number)
        {
            return false;
        }
        let placed = slot.place(packet, number, &source.layers, stamp.now);
        if slot.take_began() && source.is_picture() {
            self.catch_up(at, layer, (number, sequence), stamp.now);
        }
        let Some(slot) = self.slots(source.is_picture()).get_mut(at) else {
            return false;
        };
        if let Some(end) = slot.take_end() {
            self.write(at, packet, end, Wire::Picture, (stamp, peer), out);
        }
        placed.is_some_and(|placed| {
            let wire = match source.is_picture() {
                true => Wire::Picture,
                false => Wire::Sound(self.earlier(at, packet, placed, ring)),
            };
            self.write(at, packet, placed, wire, (stamp, peer), out);
            true
        })
    }

    /// A slot began with a packet that came late, repaired or out of order: what came before it and follows it was
    /// passed over, and goes out after it.
    fn catch_up(&mut self, at: usize, layer: &Layer, (number, first): (usize, i64), now: Instant) {
        let index = self.video_slots.get(at).and_then(|slot| slot.source);
        let (Some(index), Some(highest)) = (index, layer.ring.highest()) else {
            return;
        };
        let done = layer.pending.iter().position(|sequence| *sequence == first);
        let to_come = &layer.pending[done.map_or(0, |done| done + 1)..];
        for sequence in first + 1..=highest {
            let comes = to_come.contains(&sequence) || self.waits(at, number, sequence);
            if !comes && layer.ring.get(sequence).is_some() {
                self.wait(at, index, (number, sequence), now);
            }
        }
    }

    /// What the packets before this one carried, as far as this page needs to have it repeated; the oldest first.
    fn earlier<'a>(&self, at: usize, packet: &Packet, placed: Placed, ring: &'a Ring) -> Repeated<'a> {
        let mut earlier = [None; MOST];
        if self.facts.payload_types.red.is_none() {
            return earlier;
        }
        let Some(slot) = self.audio_slots.get(at) else {
            return earlier;
        };
        for back in 1..=self.redundancy.repeats() as u64 {
            let before = slot.went_out(placed.index.wrapping_sub(back));
            let before = before.and_then(|sequence| ring.get(sequence));
            let fits = |payload: &[u8]| {
                packet.payload.len() + (payload.len() + HEADERS) * back as usize <= LARGEST_SOUND
            };
            let before = before.filter(|before| fits(&before.payload));
            earlier[MOST - back as usize] = before.and_then(|before| {
                let offset = packet.timestamp.wrapping_sub(before.timestamp);
                let payload = &before.payload[..];
                red::fits(offset, payload).then_some(Earlier { offset, payload })
            });
        }
        earlier
    }

    /// Answers one lost packet of a video slot. Gives whether something was sent.
    pub(crate) fn repeat(
        &mut self,
        at: usize,
        sequence: u16,
        source: &Source,
        stamp: Stamp,
        out: &mut Output,
    ) -> bool {
        if self.repairs < LARGEST || !self.has_spare(stamp.now) {
            return false;
        }
        let round_trip = self.congestion.round_trip();
        let slot = self.video_slots.get_mut(at);
        let found = slot.and_then(|slot| slot.missed(sequence, stamp.now, round_trip));
        let start = out.bytes.len();
        let sent = found.is_some_and(|found| {
            // The repeat was lost, too: another loss would show as a picture that stands.
            let copies = if found.again { 2 } else { 1 };
            (0..copies).fold(false, |sent, _| self.again(at, found, source, stamp, out) || sent)
        });
        self.repairs = self.repairs.saturating_sub(out.bytes.len() - start);
        sent
    }

    /// Repeats unasked what ended pictures a moment ago, where much is lost and there is room: that the last packet of
    /// a picture is missing is known to nobody until the next picture. Gives the number sent.
    pub(crate) fn repeat_tails(&mut self, sources: &Slab<Source>, stamp: Stamp, out: &mut Output) -> u64 {
        let mut sent = 0;
        if self.congestion.loss() < LOSSY {
            return sent;
        }
        for at in 0..self.used().len() {
            // What is asked for comes first.
            if self.repairs < MOST_REPAIRS / 2 || !self.may_leave(stamp.now) || !self.has_spare(stamp.now) {
                break;
            }
            let slot = &mut self.video_slots[at];
            let source = slot.source.and_then(|source| sources.get(source));
            let Some(source) = source.filter(|source| !source.muted) else {
                continue;
            };
            let start = out.bytes.len();
            if let Some(found) = slot.tail(stamp.now)
                && self.again(at, found, source, stamp, out)
            {
                sent += 1;
                self.repairs = self.repairs.saturating_sub(out.bytes.len() - start);
            }
        }
        sent
    }

    /// Sends a packet that went out of a video slot once more. Gives whether it is still there.
    pub(super) fn again(
        &mut self,
        at: usize,
        found: Found,
        source: &Source,
        stamp: Stamp,
        out: &mut Output,
    ) -> bool {
        let Some(peer) = self.peer() else {
            return false;
        };
        let types = self.facts.payload_types.pictures;
        let Some(slot) = self.video_slots.get_mut(at) else {
            return false;
        };
        let layer = source.layers.get(found.layer);
        let packet = layer.and_then(|layer| layer.ring.get(found.sequence));
        let (Some(ssrc), Some(packet)) = (slot.rtx_ssrc, packet) else {
            return false;
        };
        let Some(placed) = slot.replace(packet, &found) else {
            return false;
        };
        let payload_type = placed.codec.and_then(|codec| types.get(codec)?.rtx);
        let Some(payload_type) = payload_type else {
            return false;
        };
        let wire = Wire::Repeat {
            ssrc,
            payload_type,
            index: slot.next_rtx(),
        };
        self.write(at, packet, placed, wire, (stamp, peer), out);
        true
    }

    pub(super) fn write(
        &mut self,
        at: usize,
        packet: &Packet,
        placed: Placed,
        wire: Wire<'_>,
        (stamp, peer): (Stamp, Route),
        out: &mut Output,
    ) {
        let types = self.facts.payload_types;
        let slots = match wire {
            Wire::Sound(_) => &self.audio_slots,
            Wire::Picture | Wire::Repeat { .. } => &self.video_slots,
        };
        let (Some(slot), Some(keys)) = (slots.get(at), &self.keys) else {
            return;
        };
        let picture_type = placed.codec.and_then(|codec| types.pictures.get(codec));
        let carried = if placed.form.empty {
            &[][..]
        } else {
            &packet.payload[..]
        };
        let mut size = carried.len() + OVERHEAD;
        let redundant = match wire {
            Wire::Sound(earlier) if earlier.iter().any(Option::is_some) => types.red.zip(Some(earlier)),
            _ => None,
        };
        let (ssrc, payload_type, index) = match (wire, redundant) {
            (Wire::Picture, _) => match picture_type {
                Some(picture) => (slot.ssrc, picture.media, placed.index),
                None => return,
            },
            (Wire::Sound(_), None) => (slot.ssrc, types.opus, placed.index),
            (Wire::Sound(_), Some((red, earlier))) => {
                size += red::added(earlier.into_iter().flatten());
                (slot.ssrc, red, placed.index)
            }
            (
                Wire::Repeat {
                    ssrc,
                    payload_type,
                    index,
                },
                _,
            ) => (ssrc, payload_type, index),
        };
        let counts = slot.writer.counts_transport();
        if let Wire::Picture = wire {
            self.repairs = (self.repairs + size / REPAIRS).min(MOST_REPAIRS);
        }
        let outgoing = Outgoing {
            payload_type,
            marker: placed.form.marker,
            sequence: index as u16,
            timestamp: placed.timestamp,
            ssrc,
            audio_level: packet.audio_level,
            abs_send_time: stamp.abs_send_time,
            transport_sequence: if counts {
                self.pacer.spent(size);
                self.congestion.sent(size, stamp.now)
            } else {
                0
            },
        };
        let bytes = &mut out.bytes;
        let start = bytes.len();
        let header = slot.writer.write(&outgoing, bytes);
        if let Wire::Repeat { .. } = wire {
            bytes.extend_from_slice(&(placed.index as u16).to_be_bytes());
        }
        let payload = bytes.len();
        match redundant {
            Some((_, earlier)) => {
                red::write(earlier.into_iter().flatten(), &packet.payload, types.opus, bytes);
            }
            None => bytes.extend_from_slice(carried),
        }
        if let Some(picture) = packet.picture.filter(|_| !placed.form.empty) {
            picture
                .counters
                .rewrite(&mut bytes[payload..], placed.picture_id, placed.tl0);
        }
        keys.sealer.seal_rtp(ssrc, index, bytes, start, header);
        out.commit(start, peer);
    }

    /// Seals and sends a compound RTCP packet that was written to the output from `start` on.
    pub(crate) fn send_rtcp(&mut self, start: usize, out: &mut Output) {
        match (self.peer(), &mut self.keys) {
            (Some(peer), Some(Keys { sealer, .. })) => {
                if out.bytes.len() > start {
                    sealer.seal_rtcp(&mut out.bytes, start);
                    out.commit(start, peer);
                }
            }
            _ => out.bytes.truncate(start),
        }
    }
}
