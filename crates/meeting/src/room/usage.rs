//! Who counts as an active user (contract §7.20).

use super::{Output, Room};
use domain::{DeviceId, MeetingFact, Timestamp, UsageEntry};
use std::collections::BTreeSet;

impl Room {
    /// Reports the devices that count from now on; returns them.
    ///
    /// A device counts once two different ones are connected at the same time, so nobody is counted for
    /// being alone, nor for a second connection of the same browser. It is named once in a session.
    pub(super) fn count(&mut self, out: &mut Vec<Output>, now: Timestamp) -> Vec<DeviceId> {
        let mut present: BTreeSet<&DeviceId> = BTreeSet::new();
        let mut entries = Vec::new();
        for member in &self.members {
            // Without a token nobody pays for him, so he neither counts nor makes others count.
            if member.person.kid.is_none() || member.connection().is_none() {
                continue;
            }
            let device = &member.person.device;
            if present.insert(device) && !self.reported.contains(device) {
                entries.push(UsageEntry {
                    device: device.clone(),
                    endpoint: member.person.endpoint.clone(),
                    user_id: member.person.user_id.clone(),
                    email: member.person.email.clone(),
                    kid: member.person.kid.clone(),
                    has_mau_p: member.has_mau_p,
                });
            }
        }
        if present.len() < 2 || entries.is_empty() {
            return Vec::new();
        }
        let devices: Vec<DeviceId> = entries.iter().map(|entry| entry.device.clone()).collect();
        self.reported.extend(devices.iter().cloned());
        self.record(out, now, MeetingFact::Usage { entries });
        devices
    }
}
