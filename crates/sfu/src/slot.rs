//! One receiver of a page: whatever source and encoding it carries, the page sees one continuous stream.

mod anchor;
mod end;
mod history;
mod mapping;
mod placed;
mod thinning;
mod time;

use std::collections::HashMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::api::{self, Extensions, SlotLine};
use crate::ring::Packet;
use crate::rtp::{HeaderWriter, Picture};
use crate::source::Layer;

use anchor::Anchor;
use history::{HISTORY, History};
use mapping::Mapping;
use thinning::Thinning;

pub(crate) use placed::{Form, Found, Placed};
pub(crate) use thinning::{HIGHEST_SPATIAL, HIGHEST_TEMPORAL};

/// Media ticks a second of pictures.
const PICTURES: u32 = 90_000;

/// A picture's last packet is repeated unasked when nothing followed it for so long, and for no longer.
const TAIL: Range<Duration> = Duration::from_millis(40)..Duration::from_millis(150);

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
    /// It stands on stage.
    pub on_stage: bool,
    /// The source it carries, by index.
    pub source: Option<usize>,
    /// Payload packets and bytes sent, for sender reports.
    pub sent: (u32, u32),
    /// The encoding that it is to carry; none while there is no bandwidth for it.
    target: Option<usize>,
    thinning: Thinning,
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
    /// The first index after the last packet that was repeated unasked.
    tail: u64,
    /// Its present mapping has just begun.
    began: bool,
    /// The last packet did not end its frame.
    frame_open: bool,
    /// The end of a frame that was cut off, which has still to go out.
    end: Option<Placed>,
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
            writer: HeaderWriter::new(ids.of(rate == PICTURES), &line.mid),
            mid: line.mid.clone(),
            wanted: None,
            height: 0,
            on_stage: false,
            source: None,
            sent: (0, 0),
            target: Some(0),
            thinning: Thinning::default(),
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
            tail: 0,
            began: false,
            frame_open: false,
            end: None,
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
        self.rate == PICTURES
    }

    /// Carries another source from its next suitable packet on.
    pub(crate) fn carry(&mut self, source: Option<usize>) {
        self.source = source;
        self.target = Some(0);
        self.thinning = Thinning::default();
        self.mapping = None;
        self.previous = None;
        self.anchor = None;
    }

    /// Carries this encoding from its next keyframe on, with spatial and temporal layers up to these; nothing
    /// without one.
    pub(crate) fn aim(&mut self, target: Option<usize>, layers: (u8, u8)) {
        self.target = target;
        self.thinning.target = layers;
        if target.is_none() {
            self.pause();
        }
    }

    /// The encoding it is to carry.
    pub(crate) fn target(&self) -> Option<usize> {
        self.target
    }

    /// The highest spatial layer that it is to pass on.
    pub(crate) fn spatial(&self) -> u8 {
        self.thinning.target.0
    }

    /// The highest layers that it passes on: the spatial one now, the temporal one as soon as it can.
    pub(crate) fn passes_up_to(&self) -> (u8, u8) {
        let (spatial, temporal) = self.thinning.target;
        (self.thinning.spatial().min(spatial), temporal)
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
        let grows = self.thinning.spatial() < self.thinning.target.0;
        (grows || self.layer() != Some(target)).then_some(target)
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
        if !self.carries(packet, layer) {
            if !self.begins_with(packet, layer) {
                return None;
            }
            self.begin(packet, layer, layers, now);
        }
        let mapping = self.mapping.as_mut()?;
        let late = mapping.is_late(packet);
        let passes = match &packet.picture {
            Some(picture) => mapping.codec == Some(picture.codec) && self.thinning.passes(picture, late),
            None => !packet.payload.is_empty(),
        };
        if !passes && !late {
            mapping.leave_out(packet);
            return None;
        }
        let (index, picture_id) = mapping.place(packet.sequence)?;
        // A picture ends where its highest layer that goes out ends.
        let ends = |facts: Picture| facts.frame_end && facts.spatial == self.thinning.spatial();
        let form = Form {
            marker: packet.marker || packet.picture.is_some_and(ends),
            empty: !passes,
        };
        let placed = Placed {
            index,
            timestamp: packet.timestamp.wrapping_add(mapping.timestamp),
            picture_id,
            tl0: mapping.tl0,
            codec: mapping.codec,
            form,
        };
        if index >= self.next + HISTORY as u64 {
            // A jump this long would lead the page's rollover counter astray: begin anew.
            self.pause();
            return self.place(packet, layer, layers, now);
        }
        if !self.history.remember(index, self.next, form, now) {
            return None;
        }
        if index >= self.next {
            self.next = index + 1;
            self.last_timestamp = placed.timestamp;
            self.last_sent = Some(now);
            self.frame_open = !form.marker && self.is_picture();
            if let Some(Picture { counters, .. }) = packet.picture {
                self.last_picture_id = counters.picture_id.unwrap_or(0).wrapping_add(picture_id) & 0x7FFF;
                self.last_tl0 = counters.tl0.unwrap_or(0).wrapping_add(placed.tl0);
            }
        }
        self.sent.0 = self.sent.0.wrapping_add(1);
        self.sent.1 = self.sent.1.wrapping_add(packet.payload.len() as u32);
        Some(placed)
    }

    /// Whether what it is to carry begins with this packet.
    pub(crate) fn begins_with(&self, packet: &Packet, layer: usize) -> bool {
        let keyframe = packet.picture.is_some_and(|picture| picture.keyframe_start);
        let suitable = (keyframe || !self.is_picture()) && !packet.payload.is_empty();
        suitable && self.target == Some(layer) && !self.carries(packet, layer)
    }

    /// Whether a packet goes on from what went out last.
    fn carries(&self, packet: &Packet, layer: usize) -> bool {
        self.mapping.as_ref().is_some_and(|mapping| {
            // What is older than the mapping has no place; of another codec only what is newer begins anew.
            let known = packet
                .picture
                .is_none_or(|picture| mapping.codec == Some(picture.codec));
            mapping.layer == layer && (known || mapping.is_late(packet))
        })
    }

    fn begin(&mut self, packet: &Packet, layer: usize, layers: &[Layer], now: Instant) {
        if std::mem::take(&mut self.frame_open) {
            self.end_frame(packet, now);
        }
        let mut mapping = Mapping::new(layer, packet, self.next, 0);
        if let Some(last) = self.last_sent {
            let timestamp = self.next_time(packet, layer, layers, now.duration_since(last));
            mapping.timestamp = timestamp.wrapping_sub(packet.timestamp);
            if let Some(Picture { counters, .. }) = packet.picture {
                let next = self.last_picture_id.wrapping_add(1);
                mapping.continue_pictures(next, counters.picture_id.unwrap_or(0));
                mapping.tl0 = self
                    .last_tl0
                    .wrapping_add(1)
                    .wrapping_sub(counters.tl0.unwrap_or(0));
            }
        }
        self.thinning.begin();
        self.began = true;
        let old = self.mapping.replace(mapping);
        self.previous = old.or(self.previous.take());
    }

    /// Whether the last packet that was placed was the first of what it carries.
    pub(crate) fn take_began(&mut self) -> bool {
        std::mem::take(&mut self.began)
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
        let found = Found {
            again: self.history.was_lost_again(index, now, round_trip),
            ..self.found(index)?
        };
        self.history.repeated(index, now);
        Some(found)
    }

    /// The newest packet, if nothing followed it for a while: were it lost, the page would not know before the next
    /// picture. Given once.
    pub(crate) fn tail(&mut self, now: Instant) -> Option<Found> {
        let since = now.saturating_duration_since(self.last_sent?);
        if self.tail == self.next || !TAIL.contains(&since) {
            return None;
        }
        let found = self.found(self.next.checked_sub(1)?)?;
        self.tail = self.next;
        self.history.repeated(found.index, now);
        Some(found)
    }

    /// A packet that went out lately, `back` before the newest.
    pub(crate) fn recent(&self, back: u64) -> Option<Found> {
        let index = self.next.checked_sub(1 + back)?;
        self.last_sent?;
        self.found(index)
    }

    fn found(&self, index: u64) -> Option<Found> {
        let (mapping, (sequence, _)) = self.origin(index)?;
        Some(Found {
            layer: mapping.layer,
            sequence,
            index,
            again: false,
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
            codec: mapping.codec,
            form: self.history.form(found.index)?,
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
