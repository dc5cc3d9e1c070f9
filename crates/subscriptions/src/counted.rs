//! What was used, in the form that the rules want: how many devices first counted between any two
//! changes of plan or card.

use crate::{Result, Subscriptions};
use billing::{Change, History, NewDevices, Usage};
use domain::{AppId, CountBy, Timestamp};
use store::Tx;

impl Subscriptions {
    /// Add-ons are not metered yet, so there are no minutes.
    pub(crate) async fn counted(&self, tx: &mut Tx, app: &AppId, history: &History) -> Result<Usage> {
        let boundaries: Vec<Timestamp> = history
            .entries()
            .iter()
            .filter(|entry| divides(&entry.change))
            .map(|entry| entry.at)
            .collect();
        let mut usage = Usage::default();
        for by in [CountBy::Device, CountBy::Person] {
            if !self.catalogue().counts_by(by) {
                continue;
            }
            for new in store::usage::new_since(tx, app, by, &boundaries).await? {
                if self.catalogue().rates(new.cycle).count_by == by {
                    let devices = &mut usage.cycle_mut(new.cycle).devices;
                    devices.push(NewDevices {
                        at: new.at,
                        count: new.count,
                    });
                }
            }
        }
        Ok(usage)
    }
}

/// Whether devices before and after it are billed differently.
fn divides(change: &Change) -> bool {
    matches!(
        change,
        Change::Upgraded { .. } | Change::CardAttached | Change::CardRemoved
    )
}
