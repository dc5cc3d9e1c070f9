//! What was used, cycle by cycle, in the form that the journal gives exactly.

use crate::AddOn;
use domain::{Cycle, Date, DeviceId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an account has used since sign-up.
///
/// Cycles are told apart by their first day. What was counted but belongs to a day outside the account
/// is not billed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    cycles: BTreeMap<Date, CycleUsage>,
}

/// What was used in one cycle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleUsage {
    /// Devices when they first counted in this cycle, in any order. As fine as the changes of plan and
    /// card are: no group may hold devices from both sides of one.
    pub devices: Vec<NewDevices>,
    /// Whole minutes of each add-on; how a call's seconds become minutes is decided by who meters.
    pub minutes: BTreeMap<AddOn, u64>,
}

/// Distinct devices that had not counted in the cycle before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDevices {
    /// When they counted.
    pub at: Timestamp,
    /// How many.
    pub count: u64,
}

impl Usage {
    /// Counts devices from events that name them, in any order and however often: a device counts once
    /// in a cycle, at the earliest moment that any event gives.
    pub fn from_events(anchor: Date, events: impl IntoIterator<Item = (DeviceId, Timestamp)>) -> Self {
        let mut first: BTreeMap<(Date, DeviceId), Timestamp> = BTreeMap::new();
        for (device, at) in events {
            let cycle = Cycle::containing(anchor, at.date()).start;
            let known = first.entry((cycle, device)).or_insert(at);
            *known = at.min(*known);
        }
        let mut usage = Self::default();
        for ((cycle, _), at) in first {
            usage.cycle_mut(cycle).devices.push(NewDevices { at, count: 1 });
        }
        usage
    }

    /// The cycle that begins on this day, to be filled.
    pub fn cycle_mut(&mut self, start: Date) -> &mut CycleUsage {
        self.cycles.entry(start).or_default()
    }

    /// The cycle that begins on this day, if anything was used.
    #[must_use]
    pub fn cycle(&self, start: Date) -> Option<&CycleUsage> {
        self.cycles.get(&start)
    }
}

impl CycleUsage {
    /// Distinct devices that have counted.
    #[must_use]
    pub fn total_devices(&self) -> u64 {
        self.devices
            .iter()
            .fold(0, |sum, new| sum.saturating_add(new.count))
    }

    /// Distinct devices that counted before a moment. What happens at the very moment of a change
    /// happens under the new terms.
    #[must_use]
    pub fn devices_before(&self, moment: Timestamp) -> u64 {
        let before = self.devices.iter().filter(|new| new.at < moment);
        before.fold(0, |sum, new| sum.saturating_add(new.count))
    }

    /// Whole minutes of an add-on.
    #[must_use]
    pub fn minutes_of(&self, add_on: AddOn) -> u64 {
        self.minutes.get(&add_on).copied().unwrap_or(0)
    }
}
