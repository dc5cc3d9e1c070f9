//! What the running cycle will have cost if it goes on as it began.

use crate::{AddOn, Booked, Catalogue, Difference, History, NewDevices, Result, Usage, upcoming};
use domain::{Cycle, Timestamp};

/// The upcoming bill, as of now and as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The cycle that runs.
    pub cycle: Cycle,
    /// Devices expected in it.
    pub devices: u64,
    /// What will be booked if nothing more is used.
    pub so_far: Difference,
    /// What will be booked if usage goes on in a straight line.
    pub expected: Difference,
}

/// The upcoming bill. Usage is drawn out in a straight line over the days of the calendar, today being
/// whole; changes that are scheduled are in it.
///
/// # Errors
/// As [`crate::bill`].
pub fn forecast(
    catalogue: &Catalogue,
    history: &History,
    usage: &Usage,
    booked: &[Booked],
    now: Timestamp,
) -> Result<Forecast> {
    let cycle = history.cycle(now);
    let drawn = Drawn {
        passed: days((now.date() - cycle.start).whole_days() + 1),
        all: days((cycle.end - cycle.start).whole_days()),
    };
    let mut longer = usage.clone();
    let month = longer.cycle_mut(cycle.start);
    let devices = drawn.out(month.total_devices());
    let count = devices - month.total_devices();
    month.devices.push(NewDevices { at: now, count });
    for add_on in AddOn::ALL {
        let minutes = drawn.out(month.minutes_of(add_on));
        month.minutes.insert(add_on, minutes);
    }
    Ok(Forecast {
        cycle,
        devices,
        so_far: upcoming(catalogue, history, usage, booked, now)?,
        expected: upcoming(catalogue, history, &longer, booked, now)?,
    })
}

fn days(count: i64) -> u128 {
    u128::try_from(count).unwrap_or(1).max(1)
}

/// A line through what was used in so many of all days.
struct Drawn {
    passed: u128,
    all: u128,
}

impl Drawn {
    /// Rounded to the nearest whole; never less than what was used.
    fn out(&self, used: u64) -> u64 {
        let drawn = (u128::from(used) * self.all + self.passed / 2) / self.passed;
        u64::try_from(drawn).unwrap_or(u64::MAX).max(used)
    }
}
