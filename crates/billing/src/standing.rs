//! How the running cycle stands: what the activity page shows and what the gate asks.

use crate::overage::Overage;
use crate::{AddOn, Catalogue, CycleUsage, History, PlanVersion, Result, State, Usage};
use domain::{Cycle, Money, Timestamp};

/// An account in its running cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Plan, card, life and access.
    pub state: State,
    /// The plan in force.
    pub plan: PlanVersion,
    /// The running cycle.
    pub cycle: Cycle,
    /// Devices that have counted in it.
    pub devices: u64,
    /// Devices included in it: the allowances of the plans held in turn.
    pub allowance: u64,
    /// Of the devices, those beyond the allowance.
    pub beyond: u64,
    /// What overage and add-ons of this cycle cost so far.
    pub spent: Money,
    /// What the next new device would cost.
    pub next_device: Money,
}

/// How the running cycle stands at a moment.
///
/// # Errors
/// As [`crate::bill`].
pub fn standing(catalogue: &Catalogue, history: &History, usage: &Usage, now: Timestamp) -> Result<Standing> {
    let timeline = history.timeline(catalogue, now)?;
    let currency = catalogue.currency();
    let plan = catalogue.plan(&timeline.state.plan)?;
    let cycle = history.cycle(now);
    let used = usage.cycle(cycle.start);
    let devices = used.map_or(0, CycleUsage::total_devices);
    // After the account's last cycle there is none that runs, and nothing more to pay.
    let month = timeline.months.last().filter(|month| month.cycle == cycle);
    let overage = month.map(|month| Overage::of(month, used));
    let rates = catalogue.rates(cycle.start);
    let mut spent = Money::zero(currency);
    for (each, count) in overage.iter().flat_map(|overage| &overage.billed) {
        spent = spent.plus(each.times(i64::try_from(*count).unwrap_or(i64::MAX), currency)?)?;
    }
    for add_on in AddOn::ALL {
        let minutes = used.map_or(0, |used| used.minutes_of(add_on));
        let minutes = i64::try_from(minutes).unwrap_or(i64::MAX);
        spent = spent.plus(rates.minute(add_on).times(minutes, currency)?)?;
    }
    let (allowance, beyond) = overage.map_or((0, 0), |overage| (overage.allowance, overage.settled));
    let full = devices >= allowance.saturating_add(beyond);
    let next_device = if full {
        plan.overage.times(1, currency)?
    } else {
        Money::zero(currency)
    };
    Ok(Standing {
        plan: plan.clone(),
        state: timeline.state,
        cycle,
        devices,
        allowance,
        beyond,
        spent,
        next_device,
    })
}
