//! Devices beyond the allowance of a cycle, whatever changed in it.
//!
//! The allowances of the plans held in turn add up ("old and new allocation", contract §5.4, rules 3
//! and 4). What was beyond the allowance before an upgrade stays billed, and those devices do not use
//! up the new allowance. With `settled` devices behind us, the next stretch settles
//! `max(0, devices so far − settled − allowances so far)` more.

use crate::months::{Month, MonthStep};
use crate::{CycleUsage, PlanVersion, Rate};
use domain::Timestamp;

/// How the devices of one cycle stand against its allowance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overage {
    /// The sum of the allowances so far.
    pub(crate) allowance: u64,
    /// Devices beyond it, billed or not.
    pub(crate) settled: u64,
    /// Devices to be billed at each price, in the order in which the prices were in force. The first is
    /// that of the plan which the cycle began with, even if there are none.
    pub(crate) billed: Vec<(Rate, u64)>,
}

impl Overage {
    pub(crate) fn of(month: &Month<'_>, usage: Option<&CycleUsage>) -> Self {
        let mut stretch = Stretch {
            plan: month.opening,
            card: month.card,
            sum: Self {
                allowance: u64::from(month.opening.included),
                settled: 0,
                billed: vec![(month.opening.overage, 0)],
            },
        };
        let before = |at: Timestamp| usage.map_or(0, |usage| usage.devices_before(at));
        for step in &month.steps {
            match step {
                MonthStep::Upgrade(upgrade) => {
                    stretch.settle(before(upgrade.at));
                    stretch.plan = upgrade.to;
                    let included = u64::from(upgrade.to.included);
                    stretch.sum.allowance = stretch.sum.allowance.saturating_add(included);
                }
                MonthStep::Card { at, there } => {
                    stretch.settle(before(*at));
                    stretch.card = *there;
                }
            }
        }
        stretch.settle(usage.map_or(0, CycleUsage::total_devices));
        stretch.sum
    }
}

/// A part of a cycle in which plan and card are the same.
struct Stretch<'c> {
    plan: &'c PlanVersion,
    card: bool,
    sum: Overage,
}

impl Stretch<'_> {
    fn settle(&mut self, devices: u64) {
        let sum = &mut self.sum;
        let excess = devices.saturating_sub(sum.settled.saturating_add(sum.allowance));
        sum.settled += excess;
        // Nobody is charged who never gave a card: such devices are refused at the door, and one that
        // slipped through is the operator's loss.
        if excess == 0 || (self.plan.is_free() && !self.card) {
            return;
        }
        let rate = self.plan.overage;
        match sum.billed.iter_mut().find(|(known, _)| *known == rate) {
            Some((_, count)) => *count += excess,
            None => sum.billed.push((rate, excess)),
        }
    }
}
