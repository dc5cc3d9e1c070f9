//! Days of a cycle by 30/360: every cycle has thirty, however long the month is (contract §5.4, rule 3).

use domain::{Cycle, Date};

/// Days of every cycle.
pub const DAYS: u8 = 30;

/// How many of the cycle's thirty days remain on `day`, which itself remains: 30 on the first day,
/// never less than on the day after, 0 from the end on.
///
/// The count is 30E/360 (ISDA 2006 §4.16(g)): the 31st counts as the 30th, all other days as they are
/// called. Counted from the day of sign-up, not from the day to which a short month moved the anchor:
///
/// * From 8 March, 23 March has 15 days left, and so it would in February. 30 and 31 March are the
///   same day.
/// * February ends early: the 28th has 10 left of a cycle from the 8th, 1 March has 7.
/// * For an anchor on the 31st, a cycle that begins on 28 February counts from the 30th: 1 March has 29
///   left, and 30 March, the last day before the next cycle, has none.
#[must_use]
pub fn remaining_days(anchor: Date, cycle: Cycle, day: Date) -> u8 {
    if day <= cycle.start {
        return DAYS;
    }
    if day >= cycle.end {
        return 0;
    }
    let begin = anchor.day().min(DAYS);
    let called = day.day().min(DAYS);
    let left = if day.month() == cycle.start.month() {
        // A short month can call a later day less than the anchor; then no day has gone.
        DAYS.saturating_sub(called.saturating_sub(begin))
    } else {
        begin.saturating_sub(called)
    };
    left.min(DAYS)
}
