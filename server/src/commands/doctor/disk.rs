//! A full disk stops sign-ups and meetings.

use super::Check;
use crate::cli::Serve;
use std::path::Path;

const SUBJECT: &str = "disk";
/// Below this the journal and its log may not fit for long.
const ENOUGH: u64 = 1 << 30;

pub(crate) fn check(options: &Serve) -> Check {
    let data = &options.database.data;
    // The folder may not be there yet; then the nearest one that is tells.
    let place = data
        .ancestors()
        .find(|path| path.exists())
        .filter(|path| !path.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    match rustix::fs::statvfs(place) {
        Ok(stat) => judge(stat.f_bavail.saturating_mul(stat.f_frsize)),
        Err(error) => Check::attention(
            SUBJECT,
            format!("The free space at {} cannot be read: {error}.", place.display()),
        ),
    }
}

fn judge(free: u64) -> Check {
    let gib = free / (1 << 30);
    let mib = free / (1 << 20);
    if free < ENOUGH / 10 {
        Check::bad(
            SUBJECT,
            format!("Only {mib} MiB are free. Make room, or put the data elsewhere with --data."),
        )
    } else if free < ENOUGH {
        Check::attention(
            SUBJECT,
            format!("{mib} MiB are free; make room before it fills up."),
        )
    } else {
        Check::good(SUBJECT, format!("{gib} GiB are free."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    #[test]
    fn little_room_is_said_before_there_is_none() {
        assert_eq!(judge(50 << 20).outcome, Outcome::Bad);
        assert_eq!(judge(500 << 20).outcome, Outcome::Attention);
        assert_eq!(judge(5 << 30).outcome, Outcome::Good);
    }
}
