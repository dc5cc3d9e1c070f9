//! Answers that a form post without JavaScript leaves for the page it is redirected to. They live in
//! memory, for minutes, and only their owner can fetch them.

use crate::console::tokens::inspection::Inspection;
use domain::{MemberId, Timestamp};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

const KEPT: Duration = Duration::from_secs(600);
const MOST: usize = 1_000;

/// The last inspection of each member.
#[derive(Debug, Default)]
pub(crate) struct Flash(Mutex<HashMap<MemberId, (Timestamp, Inspection)>>);

impl Flash {
    /// Keeps an answer; older ones make room.
    pub(crate) fn put(&self, member: MemberId, now: Timestamp, inspection: Inspection) {
        let mut kept = self.0.lock().unwrap_or_else(|e| e.into_inner());
        kept.retain(|_, (at, _)| now.since(*at) < KEPT);
        if kept.len() < MOST {
            kept.insert(member, (now, inspection));
        }
    }

    /// The member's answer, if it is fresh.
    pub(crate) fn get(&self, member: MemberId, now: Timestamp) -> Option<Inspection> {
        let kept = self.0.lock().unwrap_or_else(|e| e.into_inner());
        kept.get(&member)
            .filter(|(at, _)| now.since(*at) < KEPT)
            .map(|(_, inspection)| inspection.clone())
    }
}
