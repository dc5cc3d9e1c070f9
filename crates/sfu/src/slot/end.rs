//! The end of a picture that a switch cuts off.

use std::time::Instant;

use super::{Form, Placed, Slot};
use crate::ring::Packet;

impl Slot {
    /// A frame that was cut off must not seem to go on: a packet that carries nothing ends it. A number left out
    /// instead would be asked for in vain, and some pages wait for it for ever.
    pub(super) fn end_frame(&mut self, next: &Packet, now: Instant) {
        let form = Form {
            marker: true,
            empty: true,
        };
        if !self.history.remember(self.next, self.next, form, now) {
            return;
        }
        let last = self.mapping.as_ref().and_then(|mapping| mapping.codec);
        self.end = Some(Placed {
            index: self.next,
            timestamp: self.last_timestamp,
            picture_id: 0,
            tl0: 0,
            codec: last.or(next.picture.map(|picture| picture.codec)),
            form,
        });
        self.next += 1;
        self.sent.0 = self.sent.0.wrapping_add(1);
    }

    /// The end of a frame that was cut off, which goes out before anything else.
    pub(crate) fn take_end(&mut self) -> Option<Placed> {
        self.end.take()
    }
}
