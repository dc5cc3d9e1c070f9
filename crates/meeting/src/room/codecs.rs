//! Which picture codecs everybody can show.

use super::member::Media;
use super::{Output, Room};
use domain::Timestamp;
use signal::{ServerMessage, VideoCodec};

impl Room {
    /// What the pages of all who sent an offer can show, those included who may come back; VP8 before that.
    pub(super) fn codecs(&self) -> Vec<VideoCodec> {
        let offers = || self.members.iter().filter(|member| member.media != Media::None);
        let shown = |codec: &VideoCodec| match offers().next() {
            Some(_) => offers().all(|member| member.codecs.contains(codec)),
            None => *codec == VideoCodec::Vp8,
        };
        VideoCodec::ALL.into_iter().filter(shown).collect()
    }

    /// Tells everybody if it is no longer what it was.
    pub(super) fn codecs_changed(&self, out: &mut Vec<Output>, before: &[VideoCodec]) {
        let codecs = self.codecs();
        if codecs != before {
            self.broadcast(out, None, ServerMessage::Codecs { codecs });
        }
    }

    /// Takes down what a page can show now. As all others may have to change what they send, it is not done more
    /// often than anything else that everybody hears of; false, and the page is told, if it would be.
    pub(super) fn set_codecs(
        &mut self,
        out: &mut Vec<Output>,
        now: Timestamp,
        index: usize,
        codecs: Vec<VideoCodec>,
    ) -> bool {
        if self.members[index].codecs == codecs {
            return true;
        }
        if !self.may_change(out, now, index) {
            return false;
        }
        self.members[index].codecs = codecs;
        true
    }
}
