//! Writes what goes out to one page.

use std::net::SocketAddr;
use std::time::Instant;

use super::{Keys, Leg};
use crate::output::Output;
use crate::ring::Packet;
use crate::rtp::Outgoing;
use crate::slot::Placed;
use crate::source::Source;

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
        for sequence in &layer.pending {
            let Some(packet) = layer.ring.get(*sequence) else {
                continue;
            };
            let Some(slot) = self.slots(source.is_picture()).get_mut(at) else {
                return sent;
            };
            if let Some(placed) = slot.place(packet, number, &source.layers, stamp.now) {
                self.write(at, packet, placed, Wire::Media, (stamp, peer), out);
                sent += 1;
            }
        }
        sent
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
        let (Some(peer), Some(payload_type)) = (self.peer(), self.facts.payload_types.vp8_rtx) else {
            return false;
        };
        let Some(slot) = self.video_slots.get_mut(at) else {
            return false;
        };
        let Some(ssrc) = slot.rtx_ssrc else { return false };
        let Some(found) = slot.missed(sequence, stamp.now) else {
            return false;
        };
        let layer = source.layers.get(found.layer);
        let Some(packet) = layer.and_then(|layer| layer.ring.get(found.sequence)) else {
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

    fn write(
        &mut self,
        at: usize,
        packet: &Packet,
        placed: Placed,
        wire: Wire,
        (stamp, peer): (Stamp, SocketAddr),
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
        let outgoing = Outgoing {
            payload_type,
            marker: packet.marker,
            sequence: index as u16,
            timestamp: placed.timestamp,
            ssrc,
            audio_level: packet.audio_level,
            abs_send_time: stamp.abs_send_time,
            transport_sequence: if counts {
                self.congestion.next_sequence()
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
