//! Tokens expire by this machine's clock.

use super::Check;
use crate::clock::SystemClock;
use domain::{Clock, Timestamp};

/// Nobody ran this version before it was written.
const WRITTEN: Timestamp = Timestamp::from_seconds(1_790_000_000);

pub(crate) fn check() -> Check {
    judge(SystemClock.now())
}

fn judge(now: Timestamp) -> Check {
    if now < WRITTEN {
        return Check::bad(
            "clock",
            format!(
                "The clock says {now}, which is in the past: tokens would be judged wrongly. Set the time, for example with `timedatectl set-ntp true`."
            ),
        );
    }
    Check::good(
        "clock",
        format!("It is {now}. Compare with a watch: a token's times are judged with 10 s of leeway."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    #[test]
    fn a_clock_from_before_this_program_is_wrong() {
        assert_eq!(judge(Timestamp::from_seconds(0)).outcome, Outcome::Bad);
        assert_eq!(
            judge(Timestamp::from_seconds(1_800_000_000)).outcome,
            Outcome::Good
        );
    }
}
