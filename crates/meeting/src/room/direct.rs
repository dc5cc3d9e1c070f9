//! Two pages that talk to each other directly: what they say to agree on it passes through here, unread.

use super::{Output, Room};
use domain::EndpointId;
use signal::{Direct, ErrorCode, MAX_DIRECT_BYTES, ServerMessage};

impl Room {
    pub(super) fn direct(&self, out: &mut Vec<Output>, index: usize, to: &EndpointId, step: Direct) {
        let (Direct::Offer { sdp, .. } | Direct::Answer { sdp, .. }) = &step else {
            self.pass_on(out, index, to, step);
            return;
        };
        if sdp.len() > MAX_DIRECT_BYTES {
            let message = format!(
                "A session description for another participant has at most {MAX_DIRECT_BYTES} bytes; leave codecs or addresses out."
            );
            self.error(out, index, ErrorCode::TooLarge, &message);
            return;
        }
        self.pass_on(out, index, to, step);
    }

    fn pass_on(&self, out: &mut Vec<Output>, index: usize, to: &EndpointId, step: Direct) {
        let only_other = self
            .index_of(to)
            .filter(|other| *other != index && self.members.len() == 2);
        match only_other {
            Some(other) => {
                let from = self.members[index].person.endpoint.clone();
                self.send(out, other, ServerMessage::Direct { from, step });
            }
            None => self.error(
                out,
                index,
                ErrorCode::NotFound,
                "Two pages connect directly only while nobody else is in the meeting.",
            ),
        }
    }
}
