//! Media time goes on through a switch.

use std::time::Duration;

use super::Slot;
use super::anchor::Anchor;
use crate::clock::ticks;
use crate::ring::Packet;
use crate::rtcp::SenderInfo;
use crate::source::Layer;

/// Media ticks of a frame, when nothing tells how much time is between two: 33 ms of pictures, 20 ms of
/// sound.
const FRAME: (u32, u32) = (3000, 960);

impl Slot {
    /// The media time of the first packet of another stream, `since` the last packet of the one before.
    pub(super) fn next_time(
        &mut self,
        packet: &Packet,
        layer: usize,
        layers: &[Layer],
        since: Duration,
    ) -> u32 {
        // A stream that changes its codec keeps its time.
        let same = self.mapping.as_ref().filter(|old| old.layer == layer);
        let same = same.map(|old| packet.timestamp.wrapping_add(old.timestamp));
        let step = if self.is_picture() { FRAME.0 } else { FRAME.1 };
        let elapsed = ticks(since, self.rate).max(step);
        same.or_else(|| self.in_step(packet, layer, layers))
            .unwrap_or_else(|| self.last_timestamp.wrapping_add(elapsed))
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
}
