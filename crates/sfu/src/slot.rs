//! One receiver of a page: whatever source and encoding it carries, the page sees one continuous stream.

mod anchor;
mod history;
mod mapping;
mod temporal;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::api::{self, Extensions, SlotLine};
use crate::clock::ticks;
use crate::ring::Packet;
use crate::rtcp::SenderInfo;
use crate::rtp::HeaderWriter;
use crate::source::Layer;

use anchor::Anchor;
use history::{HISTORY, History};
use mapping::Mapping;
use temporal::Temporal;

pub(crate) use temporal::HIGHEST as HIGHEST_TEMPORAL;

/// Media ticks of a frame, when nothing tells how much time is between two: 33 ms of pictures, 20 ms of
/// sound.
const FRAME: (u32, u32) = (3000, 960);

/// How one packet goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Sequence number with cycles: the SRTP index.
    pub index: u64,
    /// Mapped media time.
    pub timestamp: u32,
    /// To be added to the picture id.
    pub picture_id: u16,
    /// To be added to TL0PICIDX.
    pub tl0: u8,
}

/// A packet that went out, found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// The source's encoding.
    pub layer: usize,
    /// Its sequence number there.
    pub sequence: i64,
    /// The index it went out with.
    pub index: u64,
}

/// A receiver slot.
#[derive(Debug)]
pub(crate) struct Slot {
    /// SSRC of the media.
    pub ssrc: u32,
    /// SSRC of the retransmissions.
    pub rtx_ssrc: Option<u32>,
    /// Writes the headers.
    pub writer: HeaderWriter,
    /// Its `mid`.
    pub mid: String,
    /// What the page asked to see here.
    pub wanted: Option<api::Source>,
    /// Height in pixels at which the page shows it.
    pub height: u32,
    /// The source it carries, by index.
    pub source: Option<usize>,
    /// Payload packets and bytes sent, for sender reports.
    pub sent: (u32, u32),
    /// The encoding that it is to carry; none while there is no bandwidth for it.
    target: Option<usize>,
    temporal: Temporal,
    mapping: Option<Mapping>,
    /// The encoding carried before, as long as its packets may be asked for again.
    previous: Option<Mapping>,
    anchor: Option<Anchor>,
    rate: u32,
    /// Next unused index of the media and of the retransmissions.
    next: u64,
    rtx_next: u64,
    last_timestamp: u32,
    last_picture_id: u16,
    last_tl0: u8,
    last_sent: Option<Instant>,
    /// The last packet did not end its frame.
    frame_open: bool,
    history: History,
}

impl Slot {
    /// An empty slot for media of `rate` ticks a second.
    pub(crate) fn new(line: &SlotLine, ids: Extensions, rate: u32) -> Self {
        // Sequence numbers begin in the lower half, as RFC 3711 §3.3.1 advises.
        let begin = u64::from(line.ssrc.wrapping_mul(0x9E37_79B1) >> 17);
        Self {
            ssrc: line.ssrc,
            rtx_ssrc: line.rtx_ssrc,
            writer: HeaderWriter::new(ids, &line.mid),
            mid: line.mid.clone(),
            wanted: None,
            height: 0,
            source: None,
            sent: (0, 0),
            target: Some(0),
            temporal: Temporal::default(),
            mapping: None,
            previous: None,
            anchor: None,
            rate,
            next: begin,
            rtx_next: begin,
            last_timestamp: 0,
            last_picture_id: 0,
            last_tl0: 0,
            last_sent: None,
            frame_open: false,
            history: History::default(),
        }
    }

    /// Whether it serves this line.
    pub(crate) fn is_for(&self, line: &SlotLine) -> bool {
        self.ssrc == line.ssrc && self.rtx_ssrc == line.rtx_ssrc && self.mid == line.mid
    }

    /// The next unused index of each of its SSRCs.
    pub(crate) fn spent(&self) -> impl Iterator<Item = (u32, u64)> + use<> {
        let repeats = self.rtx_ssrc.map(|ssrc| (ssrc, self.rtx_next));
        [Some((self.ssrc, self.next)), repeats].into_iter().flatten()
    }

    /// Begins after what other slots sealed with its SSRCs under the same keys.
    pub(crate) fn count_on(&mut self, spent: &HashMap<u32, u64>) {
        let spent = |ssrc: u32| spent.get(&ssrc).copied().unwrap_or(0);
        self.next = self.next.max(spent(self.ssrc));
        self.rtx_next = self.rtx_next.max(self.rtx_ssrc.map_or(0, spent));
    }

    fn is_picture(&self) -> bool {
        self.rate == 90_000
    }

    /// Carries another source from its next suitable packet on.
    pub(crate) fn carry(&mut self, source: Option<usize>) {
        self.source = source;
        self.target = Some(0);
        self.temporal = Temporal::default();
        self.mapping = None;
        self.previous = None;
        self.anchor = None;
    }

    /// Carries this encoding from its next keyframe on, with temporal layers up to `temporal`; nothing
    /// without one.
    pub(crate) fn aim(&mut self, target: Option<usize>, temporal: u8) {
        self.target = target;
        self.temporal.target = temporal;
        if target.is_none() {
            self.pause();
        }
    }

    /// The encoding it is to carry.
    pub(crate) fn target(&self) -> Option<usize> {
        self.target
    }

    /// The highest temporal layer it is to pass on.
    pub(crate) fn temporal(&self) -> u8 {
        self.temporal.target
    }

    /// The encoding that it carries.
    pub(crate) fn layer(&self) -> Option<usize> {
        Some(self.mapping.as_ref()?.layer)
    }

    /// Whether packets of an encoding may go out here.
    pub(crate) fn takes(&self, layer: usize) -> bool {
        self.layer() == Some(layer) || self.target == Some(layer)
    }

    /// The source pauses; its next suitable packet follows the last one without a gap.
    pub(crate) fn pause(&mut self) {
        if let Some(mapping) = self.mapping.take() {
            self.previous = Some(mapping);
        }
    }

    /// An encoding begins anew: what went out of it cannot be repeated any more.
    pub(crate) fn forget(&mut self, layer: usize) {
        for mapping in [&mut self.mapping, &mut self.previous] {
            mapping.take_if(|mapping| mapping.layer == layer);
        }
        self.anchor = None;
    }

    /// The encoding whose keyframe it waits for.
    pub(crate) fn waits_for(&self) -> Option<usize> {
        let target = self
            .target
            .filter(|_| self.source.is_some() && self.is_picture())?;
        (self.layer() != Some(target)).then_some(target)
    }

    /// Whether nothing of its source went out yet.
    pub(crate) fn is_fresh(&self) -> bool {
        self.mapping.is_none() && self.previous.is_none()
    }

    /// Finds a packet's place in the stream; `None` if it must not go out: the page waits for a
    /// keyframe, the packet is older than the switch, left out for bandwidth, or it went out already.
    pub(crate) fn place(
        &mut self,
        packet: &Packet,
        layer: usize,
        layers: &[Layer],
        now: Instant,
    ) -> Option<Placed> {
        let keyframe = packet.vp8.is_some_and(|vp8| vp8.keyframe_start);
        if self.layer() != Some(layer) {
            let suitable = keyframe || !self.is_picture();
            if self.target != Some(layer) || packet.payload.is_empty() || !suitable {
                return None;
            }
            self.begin(packet, layer, layers, now);
        }
        let passes = match packet.vp8 {
            Some(vp8) => self.temporal.passes(&vp8),
            None => !packet.payload.is_empty(),
        };
        let mapping = self.mapping.as_mut()?;
        if !passes {
            mapping.leave_out(packet);
            return None;
        }
        let (index, picture_id) = mapping.place(packet.sequence)?;
        let placed = Placed {
            index,
            timestamp: packet.timestamp.wrapping_add(mapping.timestamp),
            picture_id,
            tl0: mapping.tl0,
        };
        if index >= self.next + HISTORY as u64 {
            // A jump this long would lead the page's rollover counter astray: begin anew.
            self.pause();
            return self.place(packet, layer, layers, now);
        }
        if !self.history.remember(index, self.next, now) {
            return None;
        }
        if index >= self.next {
            self.next = index + 1;
            self.last_timestamp = placed.timestamp;
            self.last_sent = Some(now);
            self.frame_open = !packet.marker && self.is_picture();
            if let Some(vp8) = packet.vp8 {
                self.last_picture_id = vp8.picture_id.unwrap_or(0).wrapping_add(picture_id) & 0x7FFF;
                self.last_tl0 = vp8.tl0.unwrap_or(0).wrapping_add(placed.tl0);
            }
        }
        self.sent.0 = self.sent.0.wrapping_add(1);
        self.sent.1 = self.sent.1.wrapping_add(packet.payload.len() as u32);
        Some(placed)
    }

    fn begin(&mut self, packet: &Packet, layer: usize, layers: &[Layer], now: Instant) {
        // A frame that was cut off must not seem to go on.
        let first = self.next + u64::from(self.frame_open);
        let mut mapping = Mapping::new(layer, packet, first, 0);
        if let Some(last) = self.last_sent {
            let timestamp = self
                .in_step(packet, layer, layers)
                .unwrap_or_else(|| self.last_timestamp.wrapping_add(self.elapsed(last, now)));
            mapping.timestamp = timestamp.wrapping_sub(packet.timestamp);
            if let Some(vp8) = packet.vp8 {
                let next = self.last_picture_id.wrapping_add(1);
                mapping.continue_pictures(next, vp8.picture_id.unwrap_or(0));
                mapping.tl0 = self.last_tl0.wrapping_add(1).wrapping_sub(vp8.tl0.unwrap_or(0));
            }
        }
        let old = self.mapping.replace(mapping);
        self.previous = old.or(self.previous.take());
    }

    /// Media time since the last packet, at least a frame.
    fn elapsed(&self, last: Instant, now: Instant) -> u32 {
        let step = if self.is_picture() { FRAME.0 } else { FRAME.1 };
        ticks(now.duration_since(last), self.rate).max(step)
    }

    /// The media time of the first packet of another encoding of the same source, from the sender reports of
    /// both, so that a switch neither jerks the picture nor moves it against the sound. A moment that was
    /// shown already is shown again a millisecond later; the next switch is in step again.
    fn in_step(&mut self, packet: &Packet, layer: usize, layers: &[Layer]) -> Option<u32> {
        let report = |layer: usize| -> Option<SenderInfo> { Some(layers.get(layer)?.report?.0) };
        if self.anchor.is_none() {
            let old = self.mapping.as_ref().or(self.previous.as_ref())?;
            self.anchor = Some(Anchor::new(report(old.layer)?, old.timestamp));
        }
        let timestamp = self.anchor?.time_of(packet.timestamp, report(layer)?, self.rate);
        let ahead = timestamp.wrapping_sub(self.last_timestamp) as i32;
        // More than ten seconds off, the reports are of different clocks.
        let sane = ahead.unsigned_abs() < 10 * self.rate;
        sane.then(|| {
            if ahead > 0 {
                timestamp
            } else {
                self.last_timestamp.wrapping_add(self.rate / 1000)
            }
        })
    }

    /// What the page says it misses, unless the packet never went out, belongs to an earlier source, or was
    /// repeated a moment ago.
    pub(crate) fn missed(
        &mut self,
        sequence: u16,
        now: Instant,
        round_trip: Option<Duration>,
    ) -> Option<Found> {
        let last = self.next.checked_sub(1)?;
        let back = u64::from((last as u16).wrapping_sub(sequence));
        let index = last.checked_sub(back)?;
        if !self.history.may_repeat(index, now, round_trip) {
            return None;
        }
        let (mapping, (sequence, _)) = self.origin(index)?;
        let found = Found {
            layer: mapping.layer,
            sequence,
            index,
        };
        self.history.repeated(index, now);
        Some(found)
    }

    /// A packet that went out lately, `back` before the newest.
    pub(crate) fn recent(&self, back: u64) -> Option<Found> {
        let index = self.next.checked_sub(1 + back)?;
        self.last_sent?;
        let (mapping, (sequence, _)) = self.origin(index)?;
        Some(Found {
            layer: mapping.layer,
            sequence,
            index,
        })
    }

    /// The sequence number, in the encoding that it carries, of what went out with an index.
    pub(crate) fn went_out(&self, index: u64) -> Option<i64> {
        Some(self.mapping.as_ref()?.origin(index)?.0)
    }

    /// Media time of the newest packet.
    pub(crate) fn last_timestamp(&self) -> u32 {
        self.last_timestamp
    }

    /// The mapping by which an index went out, and what it was.
    fn origin(&self, index: u64) -> Option<(&Mapping, (i64, u16))> {
        [self.mapping.as_ref(), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|mapping| Some((mapping, mapping.origin(index)?)))
    }

    /// How a packet that went out goes out once more.
    pub(crate) fn replace(&self, packet: &Packet, found: &Found) -> Option<Placed> {
        let (mapping, (_, picture_id)) = self.origin(found.index)?;
        Some(Placed {
            index: found.index,
            timestamp: packet.timestamp.wrapping_add(mapping.timestamp),
            picture_id,
            tl0: mapping.tl0,
        })
    }

    /// The next index of the retransmission stream.
    pub(crate) fn next_rtx(&mut self) -> u64 {
        let index = self.rtx_next;
        self.rtx_next += 1;
        index
    }

    /// The slot's media time for that of the encoding it carries.
    pub(crate) fn map_timestamp(&self, timestamp: u32) -> Option<u32> {
        Some(timestamp.wrapping_add(self.mapping.as_ref()?.timestamp))
    }
}
