//! Which receiver shows which source. A source keeps its receiver as long as it is shown, because a
//! picture that changes receivers goes black until its next key frame.

use signal::{Shown, SourceName, View};

/// One receiver.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Slot {
    now: Option<SourceName>,
    before: Option<SourceName>,
    /// Counts up whenever a receiver falls free, so that the one that rested longest is taken first:
    /// by then nothing of its old picture is on the way any more.
    freed: u64,
}

/// The page's receivers and what they show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SlotTable {
    slots: Vec<Slot>,
    releases: u64,
}

impl SlotTable {
    /// As many empty receivers as the server granted.
    #[must_use]
    pub(crate) fn new(count: usize) -> Self {
        Self {
            slots: vec![Slot::default(); count],
            releases: 0,
        }
    }

    /// How many receivers there are.
    #[must_use]
    pub(crate) const fn count(&self) -> usize {
        self.slots.len()
    }

    /// Shows `wanted`, most important first; what does not fit is left out.
    pub(crate) fn show(&mut self, wanted: &[Shown]) {
        let wanted = &wanted[..wanted.len().min(self.slots.len())];
        for slot in &mut self.slots {
            if slot
                .now
                .as_ref()
                .is_some_and(|now| !wanted.iter().any(|w| w.source == *now))
            {
                self.releases += 1;
                slot.freed = self.releases;
                slot.before = slot.now.take();
            }
        }
        for shown in wanted {
            if self.slot_of(&shown.source).is_some() {
                continue;
            }
            let free = self
                .slots
                .iter_mut()
                .filter(|slot| slot.now.is_none())
                .min_by_key(|slot| (slot.before.as_ref() != Some(&shown.source), slot.freed));
            if let Some(slot) = free {
                slot.now = Some(shown.source.clone());
            }
        }
    }

    /// The receiver that shows this source.
    #[must_use]
    pub(crate) fn slot_of(&self, source: &SourceName) -> Option<usize> {
        self.slots
            .iter()
            .position(|slot| slot.now.as_ref() == Some(source))
    }

    /// What a receiver shows.
    #[must_use]
    pub(crate) fn source_in(&self, slot: usize) -> Option<&SourceName> {
        self.slots.get(slot)?.now.as_ref()
    }

    /// What to tell the server, with the heights of `wanted`; empty receivers at the end are left out.
    #[must_use]
    pub(crate) fn view(&self, wanted: &[Shown]) -> View {
        let mut slots: Vec<Option<Shown>> = self
            .slots
            .iter()
            .map(|slot| {
                let now = slot.now.as_ref()?;
                wanted.iter().find(|shown| shown.source == *now).cloned()
            })
            .collect();
        while slots.last().is_some_and(Option::is_none) {
            slots.pop();
        }
        View { slots }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> Shown {
        Shown {
            source: name.parse().unwrap(),
            height: 100,
            on_stage: false,
        }
    }

    fn names(view: &View) -> Vec<String> {
        view.slots
            .iter()
            .map(|slot| slot.as_ref().map_or(String::new(), |s| s.source.to_string()))
            .collect()
    }

    #[test]
    fn a_source_keeps_its_receiver() {
        let mut table = SlotTable::new(4);
        let all = [shown("0000000a-v0"), shown("0000000b-v0"), shown("0000000c-v0")];
        table.show(&all);
        let rest = [all[2].clone(), all[1].clone()];
        table.show(&rest);
        assert_eq!(names(&table.view(&rest)), ["", "0000000b-v0", "0000000c-v0"]);
    }

    #[test]
    fn a_free_receiver_rests_before_it_is_used_again() {
        let mut table = SlotTable::new(3);
        table.show(&[shown("0000000a-v0")]);
        table.show(&[shown("0000000b-v0")]);
        assert_eq!(table.slot_of(&"0000000b-v0".parse().unwrap()), Some(1));
        table.show(&[shown("0000000b-v0"), shown("0000000c-v0")]);
        assert_eq!(table.slot_of(&"0000000c-v0".parse().unwrap()), Some(2));
    }

    #[test]
    fn a_source_that_comes_back_gets_its_old_receiver() {
        let mut table = SlotTable::new(3);
        table.show(&[shown("0000000a-v0"), shown("0000000b-v0")]);
        table.show(&[shown("0000000a-v0")]);
        table.show(&[shown("0000000a-v0"), shown("0000000b-v0")]);
        assert_eq!(table.slot_of(&"0000000b-v0".parse().unwrap()), Some(1));
    }

    #[test]
    fn the_first_wanted_win_when_there_are_too_many() {
        let mut table = SlotTable::new(2);
        let all = [shown("0000000a-v0"), shown("0000000b-v0"), shown("0000000c-v1")];
        table.show(&all);
        assert_eq!(names(&table.view(&all)), ["0000000a-v0", "0000000b-v0"]);
        let turned = [all[2].clone(), all[0].clone(), all[1].clone()];
        table.show(&turned);
        assert_eq!(names(&table.view(&turned)), ["0000000a-v0", "0000000c-v1"]);
    }

    #[test]
    fn showing_nothing_is_an_empty_view() {
        let mut table = SlotTable::new(2);
        table.show(&[shown("0000000a-v0")]);
        table.show(&[]);
        assert_eq!(table.view(&[]), View::default());
        SlotTable::default().show(&[shown("0000000a-v0")]);
    }
}
