//! The next invoice, as it is and as it would be: the bill at the next anchor.

use crate::{Booked, Catalogue, Difference, Entry, History, Result, Usage, bill, difference};
use domain::Timestamp;

/// What will be booked up to the next anchor if nothing more is used: mostly one invoice, the upcoming
/// one. What waits to be billed late is on it. Nothing for an account that is over.
///
/// # Errors
/// As [`bill`].
pub fn upcoming(
    catalogue: &Catalogue,
    history: &History,
    usage: &Usage,
    booked: &[Booked],
    now: Timestamp,
) -> Result<Difference> {
    let anchor = Timestamp::start_of(history.cycle(now).end);
    difference(&bill(catalogue, history, usage, anchor)?, booked)
}

/// As [`upcoming`], had this entry been recorded: exactly what will be booked if it is.
///
/// # Errors
/// As [`History::record`] and [`bill`].
pub fn preview(
    catalogue: &Catalogue,
    history: &History,
    usage: &Usage,
    booked: &[Booked],
    entry: Entry,
) -> Result<Difference> {
    let mut changed = history.clone();
    let at = entry.at;
    changed.record(catalogue, entry)?;
    upcoming(catalogue, &changed, usage, booked, at)
}
