//! Connections beyond the limit of open files are not taken.

use super::Check;
use crate::cli::Serve;
use crate::descriptors::{most, needed};

const SUBJECT: &str = "open files";

pub(crate) fn check(options: &Serve) -> Check {
    let threads = options.media_sockets().len();
    judge(
        most(),
        needed(threads, !options.no_media_tcp, !options.turn.no_turn),
    )
}

fn judge(most: Option<u64>, needed: u64) -> Check {
    match most {
        Some(most) if most < needed => Check::attention(
            SUBJECT,
            format!(
                "At most {most} files may be open, and with all connections taken there are {needed}. Raise the hard limit: LimitNOFILE={needed} in a systemd unit, or ulimit -Hn {needed}."
            ),
        ),
        Some(most) => Check::good(
            SUBJECT,
            format!("{most} may be open; {needed} are needed at most."),
        ),
        None => Check::good(SUBJECT, "They are not limited."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    #[test]
    fn a_hard_limit_that_is_too_low_is_said_with_the_one_that_is_not() {
        let low = judge(Some(4_096), 20_000);
        assert_eq!(low.outcome, Outcome::Attention);
        assert!(low.finding.contains("LimitNOFILE=20000"), "{}", low.finding);
        assert_eq!(judge(Some(20_000), 20_000).outcome, Outcome::Good);
        assert_eq!(judge(None, 20_000).outcome, Outcome::Good);
    }
}
