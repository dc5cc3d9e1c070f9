//! What the media plane reports to one room: the newest of each state, until the room looks.

use sfu::api::{Event, LegKey, Source};
use signal::AUDIO_SLOTS;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Reports that wait for a room. One of each leg, one of each of its audio slots and of its sources, and one of
/// the speakers at most, so that they stay few however long the room takes; legs come into being by the room alone.
#[derive(Default)]
pub(crate) struct Reports {
    waiting: Mutex<Waiting>,
    left: Notify,
}

#[derive(Default)]
struct Waiting {
    /// Up or down.
    legs: BTreeMap<LegKey, Event>,
    slots: BTreeMap<(LegKey, usize), Event>,
    demands: BTreeMap<Source, Event>,
    speakers: Option<Event>,
}

impl Reports {
    /// Leaves a report in the place of an older one of the same kind.
    pub(crate) fn leave(&self, event: Event) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match &event {
            Event::Connected { leg } | Event::Disconnected { leg, .. } => {
                waiting.legs.insert(*leg, event);
            }
            Event::AudioSlot { leg, slot, .. } if *slot < AUDIO_SLOTS => {
                waiting.slots.insert((*leg, *slot), event);
            }
            Event::Demand { source, .. } => {
                waiting.demands.insert(*source, event);
            }
            Event::Speakers { .. } => waiting.speakers = Some(event),
            // No room asks for these.
            Event::AudioSlot { .. } | Event::SourceStarted { .. } => return,
        }
        drop(waiting);
        self.left.notify_one();
    }

    /// Takes what waits: who is up, who is heard where, who is to send what, then who speaks.
    pub(crate) fn take(&self) -> Vec<Event> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Waiting {
            legs,
            slots,
            demands,
            speakers,
        } = std::mem::take(&mut *waiting);
        legs.into_values()
            .chain(slots.into_values())
            .chain(demands.into_values())
            .chain(speakers)
            .collect()
    }

    /// Done once something was left since the last look.
    pub(crate) async fn left(&self) {
        self.left.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sfu::api::RoomKey;

    #[test]
    fn the_newest_of_each_state_waits_and_no_more() {
        let reports = Reports::default();
        let (leg, other) = (LegKey(1), LegKey(2));
        let lost = |leg| Event::Disconnected { leg, reason: "" };
        let voice = |slot| Event::AudioSlot {
            leg,
            slot,
            source: None,
        };
        let speakers = |dominant| Event::Speakers {
            room: RoomKey(0),
            dominant,
            levels: Vec::new(),
        };
        for _ in 0..10_000 {
            for event in [
                speakers(None),
                voice(1),
                lost(leg),
                voice(AUDIO_SLOTS),
                Event::Connected { leg: other },
                voice(0),
                Event::Connected { leg },
                lost(other),
                speakers(Some(leg)),
            ] {
                reports.leave(event);
            }
        }
        let newest = [
            Event::Connected { leg },
            lost(other),
            voice(0),
            voice(1),
            speakers(Some(leg)),
        ];
        assert_eq!(reports.take(), newest);
        assert!(reports.take().is_empty());
    }
}
