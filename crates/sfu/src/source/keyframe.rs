//! Requests for a whole picture, one in flight a source however many subscribers ask.

use std::time::{Duration, Instant};

/// A request is not repeated within this time.
const INTERVAL: Duration = Duration::from_millis(500);

/// The state of a source's keyframe requests.
#[derive(Debug, Default)]
pub(crate) struct KeyframeRequests {
    wanted: bool,
    asked: Option<Instant>,
}

impl KeyframeRequests {
    /// Somebody needs a keyframe.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// A keyframe began: everybody who waited has it.
    pub(crate) fn arrived(&mut self) {
        self.wanted = false;
        self.asked = None;
    }

    /// Nobody can have one.
    pub(crate) fn forget(&mut self) {
        self.wanted = false;
    }

    /// Whether to ask the publisher now. While the keyframe does not come the request stays wanted and
    /// is due again after the interval.
    pub(crate) fn due(&mut self, now: Instant) -> bool {
        let quiet = self.asked.is_none_or(|at| now.duration_since(at) >= INTERVAL);
        let due = self.wanted && quiet;
        if due {
            self.asked = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_wishes_make_one_request_until_the_keyframe_comes() {
        let mut requests = KeyframeRequests::default();
        let start = Instant::now();
        assert!(!requests.due(start));
        requests.want();
        requests.want();
        assert!(requests.due(start));
        requests.want();
        assert!(!requests.due(start + INTERVAL / 2));
        assert!(requests.due(start + INTERVAL));
        requests.arrived();
        assert!(!requests.due(start + 9 * INTERVAL));
    }
}
