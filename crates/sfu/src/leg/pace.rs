//! Pictures leave in small bursts as fast as the way to the page allows. What has to wait, waits as the names
//! of packets that lie in their source's ring; what a probe needs is made of packets that went out lately.

use std::time::{Duration, Instant};

use slab::Slab;

use super::send::Stamp;
use super::{Leg, State};
use crate::output::Output;
use crate::rtp::Outgoing;
use crate::source::Source;

/// Packets wait no longer than this; then their slot begins anew at a keyframe, because pictures that come
/// late are worth less than none.
const LONGEST_WAIT: Duration = Duration::from_millis(400);
/// A group of pictures for somebody who comes is sent within this time, and is no larger.
const GROUP_WITHIN: Duration = Duration::from_millis(250);
const LARGEST_GROUP: usize = 200_000;
/// Bytes of a packet besides its payload: headers with extensions and the seal's tag.
pub(super) const OVERHEAD: usize = 52;
/// Bytes of padding in one packet (RFC 3550 §5.1: its length is one byte).
const PADDING: u8 = 255;
/// Packets of a slot that a probe repeats before it begins again with the newest.
const RECENT: u64 = 32;

/// A packet of a picture that waits for its turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting {
    slot: usize,
    source: usize,
    layer: usize,
    sequence: i64,
    since: Instant,
}

impl Leg {
    /// Whether the page tells us what arrives, so that its bandwidth is known.
    pub(crate) fn is_estimated(&self, now: Instant) -> bool {
        self.facts.extensions.transport_cc.is_some() && !self.congestion.is_blind(now)
    }

    /// Whether a packet of a picture may leave at once.
    pub(super) fn may_leave(&mut self, now: Instant) -> bool {
        self.waiting.is_empty()
            && (!self.is_estimated(now) || self.pacer.budget(now, self.congestion.target()) > 0)
    }

    /// Whether repeats may be sent besides all else: where a queue stands only what is left of the target, because more
    /// would be lost for them, and sound would wait behind them.
    pub(super) fn has_spare(&mut self, now: Instant) -> bool {
        let spare = self.pacer.has_spare(now, self.congestion.target());
        spare || !self.congestion.has_queue(now)
    }

    /// Bytes of a group of pictures that may be sent at once to a slot that comes to it.
    pub(crate) fn for_a_group(&self, now: Instant) -> usize {
        // One at a time: many would wait for each other until none is worth anything.
        if !self.waiting.is_empty() {
            return 0;
        }
        if !self.is_estimated(now) {
            return LARGEST_GROUP;
        }
        let bits = self.congestion.target() as u128 * GROUP_WITHIN.as_millis() / 1000;
        usize::try_from(bits / 8).map_or(LARGEST_GROUP, |bytes| bytes.min(LARGEST_GROUP))
    }

    /// Whether packets of this source wait for this slot.
    pub(crate) fn is_waiting(&self, slot: usize, source: usize) -> bool {
        let mut waiting = self.waiting.iter();
        waiting.any(|waiting| (waiting.slot, waiting.source) == (slot, source))
    }

    /// Whether this packet of an encoding waits for this slot.
    pub(super) fn waits(&self, slot: usize, layer: usize, sequence: i64) -> bool {
        let mut waiting = self.waiting.iter();
        waiting.any(|waiting| (waiting.slot, waiting.layer, waiting.sequence) == (slot, layer, sequence))
    }

    /// Lets a packet of an encoding wait.
    pub(crate) fn wait(
        &mut self,
        slot: usize,
        source: usize,
        (layer, sequence): (usize, i64),
        since: Instant,
    ) {
        self.waiting.push_back(Waiting {
            slot,
            source,
            layer,
            sequence,
            since,
        });
    }

    /// What a slot carries stops at once, with all that waits; it begins anew at a keyframe.
    pub(crate) fn cut(&mut self, slot: usize) {
        self.waiting.retain(|waiting| waiting.slot != slot);
        if let Some(slot) = self.video_slots.get_mut(slot) {
            slot.pause();
        }
    }

    /// Sends what waits, as far as it may leave. Gives the number sent and when there may be more.
    pub(crate) fn drain(
        &mut self,
        sources: &Slab<Source>,
        stamp: Stamp,
        out: &mut Output,
    ) -> (u64, Option<Instant>) {
        let Some(peer) = self.peer() else {
            self.waiting.clear();
            return (0, None);
        };
        let mut sent = 0;
        while let Some(next) = self.waiting.front().copied() {
            let paced = self.is_estimated(stamp.now);
            if paced && self.pacer.budget(stamp.now, self.congestion.target()) == 0 {
                return (sent, Some(self.pacer.next(stamp.now)));
            }
            if stamp.now.saturating_duration_since(next.since) > LONGEST_WAIT {
                self.cut(next.slot);
                continue;
            }
            self.waiting.pop_front();
            let slot = self.video_slots.get(next.slot);
            if slot.is_some_and(|slot| slot.source == Some(next.source))
                && let Some(source) = sources.get(next.source).filter(|source| !source.muted)
                && self.pass(next.slot, source, (next.layer, next.sequence), (stamp, peer), out)
            {
                sent += 1;
            }
        }
        (sent, None)
    }

    /// Sends what a probe needs at present, if there is one. Gives the number of packets and when it needs more.
    pub(crate) fn probe(
        &mut self,
        sources: &Slab<Source>,
        stamp: Stamp,
        out: &mut Output,
    ) -> (u64, Option<Instant>) {
        if self.state != State::Connected || !self.is_estimated(stamp.now) || self.peer().is_none() {
            return (0, None);
        }
        let mut sent = 0;
        let mut back = 0;
        // What a probe needs shrinks with every packet; a bound keeps a fault from becoming a flood.
        while let Some(needed) = self.congestion.probe(stamp.now) {
            let large = needed.bytes > usize::from(PADDING);
            if !(large && self.repeat_recent(&mut back, sources, stamp, out) || self.pad(stamp, out)) {
                // There is nothing to probe with: to be called again at once would help nobody.
                return (sent, None);
            }
            sent += 1;
            if sent >= RECENT * 8 {
                break;
            }
        }
        (sent, self.congestion.next_probe())
    }

    /// Repeats a packet that went out lately, the `back`th from the newest.
    fn repeat_recent(
        &mut self,
        back: &mut u64,
        sources: &Slab<Source>,
        stamp: Stamp,
        out: &mut Output,
    ) -> bool {
        for at in 0..self.used().len() {
            let slot = &self.video_slots[at];
            let source = slot.source.and_then(|at| sources.get(at));
            let found = slot.recent(*back % RECENT).or_else(|| slot.recent(0));
            if let (Some(source), Some(found)) = (source, found)
                && self.again(at, found, source, stamp, out)
            {
                *back += 1;
                return true;
            }
        }
        false
    }

    /// Sends a packet of nothing but padding on a stream of retransmissions, whose numbers no picture needs.
    fn pad(&mut self, stamp: Stamp, out: &mut Output) -> bool {
        let (Some(peer), Some(payload_type)) = (self.peer(), self.facts.payload_types.pictures.any_rtx())
        else {
            return false;
        };
        let Some(slot) = self.video_slots.iter_mut().find(|slot| slot.rtx_ssrc.is_some()) else {
            return false;
        };
        let (Some(ssrc), Some(keys)) = (slot.rtx_ssrc, &self.keys) else {
            return false;
        };
        let index = slot.next_rtx();
        let size = usize::from(PADDING) + OVERHEAD;
        self.pacer.spent(size);
        let outgoing = Outgoing {
            payload_type,
            marker: false,
            sequence: index as u16,
            timestamp: slot.last_timestamp(),
            ssrc,
            audio_level: None,
            abs_send_time: stamp.abs_send_time,
            transport_sequence: self.congestion.sent(size, stamp.now),
        };
        let bytes = &mut out.bytes;
        let start = bytes.len();
        let header = slot.writer.write(&outgoing, bytes);
        bytes[start] |= 0x20;
        bytes.resize(bytes.len() + usize::from(PADDING) - 1, 0);
        bytes.push(PADDING);
        keys.sealer.seal_rtp(ssrc, index, bytes, start, header);
        out.commit(start, peer);
        true
    }
}
