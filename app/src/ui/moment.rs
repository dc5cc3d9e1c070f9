//! A moment as pages carry it.

use serde::{Deserialize, Serialize};

/// For machines and, in UTC, for people; see [`super::when::When`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moment {
    /// RFC 3339.
    pub(crate) at: String,
    /// "8 Mar 2026, 09:30 UTC".
    pub(crate) utc: String,
}

#[cfg(feature = "ssr")]
impl From<domain::Timestamp> for Moment {
    fn from(at: domain::Timestamp) -> Self {
        let t = at.datetime();
        Self {
            at: at.to_string(),
            utc: format!("{}, {:02}:{:02} UTC", long_day(t.date()), t.hour(), t.minute()),
        }
    }
}

/// "8 Mar 2026".
#[cfg(feature = "ssr")]
pub(crate) fn long_day(day: domain::Date) -> String {
    format!("{} {}", short_day(day), day.year())
}

/// "8 Mar".
#[cfg(feature = "ssr")]
pub(crate) fn short_day(day: domain::Date) -> String {
    let month = day.month().to_string();
    format!("{} {}", day.day(), month.get(..3).unwrap_or(&month))
}

/// Days from one to another, the latter not included, as people read them: "8 Mar – 7 Apr 2026".
#[cfg(feature = "ssr")]
pub(crate) fn days(from: domain::Date, until: domain::Date) -> String {
    let last = until.previous_day().unwrap_or(until).max(from);
    if from == last {
        long_day(from)
    } else if from.year() == last.year() {
        format!("{} – {}", short_day(from), long_day(last))
    } else {
        format!("{} – {}", long_day(from), long_day(last))
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_period_names_its_last_day() {
        let day = |text: &str| {
            let at: domain::Timestamp = format!("{text}T00:00:00Z").parse().unwrap();
            at.date()
        };
        assert_eq!(days(day("2026-03-08"), day("2026-04-08")), "8 Mar – 7 Apr 2026");
        assert_eq!(
            days(day("2026-12-08"), day("2027-01-08")),
            "8 Dec 2026 – 7 Jan 2027"
        );
        assert_eq!(days(day("2026-03-08"), day("2026-03-09")), "8 Mar 2026");
    }

    #[test]
    fn a_moment_is_written_for_people_and_machines() {
        let at: domain::Timestamp = "2026-03-08T09:05:59Z".parse().unwrap();
        let moment = Moment::from(at);
        assert_eq!(moment.utc, "8 Mar 2026, 09:05 UTC");
        assert_eq!(moment.at, "2026-03-08T09:05:59Z");
    }
}
