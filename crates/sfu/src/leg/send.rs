//! Writes what goes out to one page.

use std::time::Instant;

use super::pace::OVERHEAD;
use super::{Keys, Leg};
use crate::output::Output;
use crate::ring::Packet;
use crate::route::Route;
use crate::rtp::Outgoing;
use crate::slot::{Found, Placed};
use crate::source::Source;

/// Of what is sent, one part in so many may be sent once more: whoever loses more needs a smaller picture, and
/// nobody has a flood sent by asking for it.
const REPAIRS: usize = 3;
/// Bytes of repeats that a leg may save up: a keyframe and what follows it.
pub(super) const MOST_REPAIRS: usize = 64_000;
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

/// Which stream of a slot a packet goes out on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wire {
    /// The media itself.
    Media,
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
        let layer = source.layers.get(number);
        let Some(packet) = layer.and_then(|layer| layer.ring.get(sequence)) else {
            return false;
        };
        let slot = self.slots(source.is_picture()).get_mut(at);
        let placed = slot.and_then(|slot| slot.place(packet, number, &source.layers, stamp.now));
        placed.is_some_and(|placed| {
            self.write(at, packet, placed, Wire::Media, (stamp, peer), out);
            true
        })
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
        if self.repairs < LARGEST {
            return false;
        }
        let round_trip = self.congestion.round_trip();
        let slot = self.video_slots.get_mut(at);
        let found = slot.and_then(|slot| slot.missed(sequence, stamp.now, round_trip));
        let start = out.bytes.len();
        let sent = found.is_some_and(|found| self.again(at, found, source, stamp, out));
        self.repairs = self.repairs.saturating_sub(out.bytes.len() - start);
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
        let (Some(peer), Some(payload_type)) = (self.peer(), self.facts.payload_types.vp8_rtx) else {
            return false;
        };
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
        wire: Wire,
        (stamp, peer): (Stamp, Route),
        out: &mut Output,
    ) {
        let types = self.facts.payload_types;
        let (slots, media_type) = match packet.vp8 {
            Some(_) => (&self.video_slots, types.vp8),
            None => (&self.audio_slots, types.opus),
        };
        let (Some(slot), Some(keys)) = (slots.get(at), &self.keys) else {
            return;
        };
        let (ssrc, payload_type, index) = match wire {
            Wire::Media => (slot.ssrc, media_type, placed.index),
            Wire::Repeat {
                ssrc,
                payload_type,
                index,
            } => (ssrc, payload_type, index),
        };
        let counts = slot.writer.counts_transport();
        let size = packet.payload.len() + OVERHEAD;
        if let Wire::Media = wire {
            self.repairs = (self.repairs + size / REPAIRS).min(MOST_REPAIRS);
        }
        let outgoing = Outgoing {
            payload_type,
            marker: packet.marker,
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
        bytes.extend_from_slice(&packet.payload);
        if let Some(vp8) = packet.vp8 {
            vp8.rewrite(&mut bytes[payload..], placed.picture_id, placed.tl0);
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
