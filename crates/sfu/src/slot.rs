//! One receiver of a page: whatever source it carries, the page sees one continuous stream.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::api::{self, Extensions, SlotLine};
use crate::clock::ticks;
use crate::ring::Packet;
use crate::rtp::HeaderWriter;

/// A packet is not retransmitted again within this time.
const REPEAT: Duration = Duration::from_millis(100);
/// Packets of a slot that can be asked for again.
const HISTORY: usize = 1024;

/// Offsets from the present source to the slot's stream.
#[derive(Debug, Clone, Copy)]
struct Mapping {
    /// First packet of the source that went out.
    base: i64,
    sequence: i64,
    timestamp: u32,
    picture_id: u16,
    tl0: u8,
}

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

/// A packet that went out; 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Sent {
    index: u64,
    /// Milliseconds since the slot's first packet, when it was last retransmitted.
    resent: Option<u32>,
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
    /// The source it carries, by index.
    pub source: Option<usize>,
    /// Payload packets and bytes sent, for sender reports.
    pub sent: (u32, u32),
    mapping: Option<Mapping>,
    rate: u32,
    /// Next unused index of the media and of the retransmissions.
    next: u64,
    rtx_next: u64,
    last_timestamp: u32,
    last_picture_id: u16,
    last_tl0: u8,
    last_sent: Option<Instant>,
    began: Option<Instant>,
    /// The last packet did not end its frame.
    frame_open: bool,
    history: Vec<Option<Sent>>,
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
            source: None,
            sent: (0, 0),
            mapping: None,
            rate,
            next: begin,
            rtx_next: begin,
            last_timestamp: 0,
            last_picture_id: 0,
            last_tl0: 0,
            last_sent: None,
            began: None,
            frame_open: false,
            history: Vec::new(),
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
        self.mapping = None;
    }

    /// The source pauses; its next suitable packet follows the last one without a gap.
    pub(crate) fn pause(&mut self) {
        self.mapping = None;
    }

    /// Waits for a keyframe.
    pub(crate) fn waits(&self) -> bool {
        self.source.is_some() && self.mapping.is_none() && self.is_picture()
    }

    /// Finds a packet's place in the stream; `None` if it must not go out: the page waits for a
    /// keyframe, the packet is older than the switch, or it went out already.
    pub(crate) fn place(&mut self, packet: &Packet, now: Instant) -> Option<Placed> {
        if packet.payload.is_empty() {
            return self.skip(packet);
        }
        let mapping = match self.mapping {
            Some(mapping) => mapping,
            None if self.is_picture() && !packet.vp8?.keyframe_start => return None,
            None => self.begin(packet, now),
        };
        if packet.sequence < mapping.base {
            return None;
        }
        let index = u64::try_from(packet.sequence + mapping.sequence).ok()?;
        if index >= self.next + HISTORY as u64 {
            // A jump this long would lead the page's rollover counter astray: begin anew.
            self.pause();
            return self.place(packet, now);
        }
        if !self.remember(index) {
            return None;
        }
        let placed = Placed {
            index,
            timestamp: packet.timestamp.wrapping_add(mapping.timestamp),
            picture_id: mapping.picture_id,
            tl0: mapping.tl0,
        };
        if index >= self.next {
            self.next = index + 1;
            self.last_timestamp = placed.timestamp;
            self.last_sent = Some(now);
            self.frame_open = !packet.marker && self.is_picture();
            if let Some(vp8) = packet.vp8 {
                self.last_picture_id = vp8.picture_id.unwrap_or(0).wrapping_add(mapping.picture_id) & 0x7FFF;
                self.last_tl0 = vp8.tl0.unwrap_or(0).wrapping_add(mapping.tl0);
            }
        }
        self.sent.0 = self.sent.0.wrapping_add(1);
        self.sent.1 = self.sent.1.wrapping_add(packet.payload.len() as u32);
        Some(placed)
    }

    /// Padding of the publisher carries nothing: if it comes in order the gap is closed.
    fn skip(&mut self, packet: &Packet) -> Option<Placed> {
        let next = self.next as i64;
        if let Some(mapping) = &mut self.mapping
            && packet.sequence + mapping.sequence == next
        {
            mapping.sequence -= 1;
            mapping.base = packet.sequence + 1;
        }
        None
    }

    fn begin(&mut self, packet: &Packet, now: Instant) -> Mapping {
        self.began.get_or_insert(now);
        // A frame that was cut off must not seem to go on.
        let first = self.next + u64::from(self.frame_open);
        let mut mapping = Mapping {
            base: packet.sequence,
            sequence: first as i64 - packet.sequence,
            timestamp: 0,
            picture_id: 0,
            tl0: 0,
        };
        if let Some(last) = self.last_sent {
            let step = if self.is_picture() { 3000 } else { 960 };
            let elapsed = ticks(now.duration_since(last), self.rate).max(step);
            let timestamp = self.last_timestamp.wrapping_add(elapsed);
            mapping.timestamp = timestamp.wrapping_sub(packet.timestamp);
            if let Some(vp8) = packet.vp8 {
                let id = self.last_picture_id.wrapping_add(1);
                mapping.picture_id = id.wrapping_sub(vp8.picture_id.unwrap_or(0)) & 0x7FFF;
                mapping.tl0 = self.last_tl0.wrapping_add(1).wrapping_sub(vp8.tl0.unwrap_or(0));
            }
        }
        self.mapping = Some(mapping);
        mapping
    }

    /// Notes that an index goes out; `false` if it did before, or may have: no index is ever sealed
    /// twice. What slots before this one sealed lies below [`Self::count_on`].
    fn remember(&mut self, index: u64) -> bool {
        if self.history.is_empty() {
            self.history.resize(HISTORY, None);
        }
        if index + (HISTORY as u64) <= self.next {
            return false;
        }
        let sent = &mut self.history[index as usize % HISTORY];
        if sent.is_some_and(|sent| sent.index >= index) {
            return false;
        }
        *sent = Some(Sent { index, resent: None });
        true
    }

    /// What the page says it misses: the publisher's sequence number and the place to repeat, unless the
    /// packet never went out, belongs to an earlier source, or was repeated a moment ago.
    pub(crate) fn missed(&mut self, sequence: u16, now: Instant) -> Option<(i64, u64)> {
        let mapping = self.mapping?;
        let last = self.next.checked_sub(1)?;
        let back = u64::from((last as u16).wrapping_sub(sequence));
        let index = last.checked_sub(back)?;
        let since = now.duration_since(self.began?).as_millis() as u32;
        let sent = self.history.get_mut(index as usize % HISTORY)?.as_mut()?;
        let repeat = REPEAT.as_millis() as u32;
        if sent.index != index || sent.resent.is_some_and(|at| since - at < repeat) {
            return None;
        }
        let source = index as i64 - mapping.sequence;
        if source < mapping.base {
            return None;
        }
        sent.resent = Some(since);
        Some((source, index))
    }

    /// Mapping of a packet that went out under the present source.
    pub(crate) fn replace(&self, packet: &Packet, index: u64) -> Option<Placed> {
        let mapping = self.mapping?;
        Some(Placed {
            index,
            timestamp: packet.timestamp.wrapping_add(mapping.timestamp),
            picture_id: mapping.picture_id,
            tl0: mapping.tl0,
        })
    }

    /// The next index of the retransmission stream.
    pub(crate) fn next_rtx(&mut self) -> u64 {
        let index = self.rtx_next;
        self.rtx_next += 1;
        index
    }

    /// The slot's media time for the publisher's, once something was sent.
    pub(crate) fn map_timestamp(&self, timestamp: u32) -> Option<u32> {
        Some(timestamp.wrapping_add(self.mapping?.timestamp))
    }
}
