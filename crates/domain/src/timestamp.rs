//! Moments, days and billing cycles, in UTC.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use time::format_description::well_known::Rfc3339;
use time::{Month, OffsetDateTime};

/// A calendar day in UTC.
pub type Date = time::Date;

/// A moment in UTC with microsecond resolution, the finest that both databases keep.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// A text that is not an RFC 3339 moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a moment is written as in 2026-03-08T09:30:00Z")]
pub struct TimestampError;

impl Timestamp {
    /// From microseconds since 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, as JWTs count.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Whole milliseconds since 1970, as webhooks count.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// From whole seconds since 1970; saturates.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// This moment and a duration; saturates.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)),
        )
    }

    /// This moment less a duration; saturates.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)),
        )
    }

    /// How long after `earlier` this is; zero if it is not after.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The same moment for calendar arithmetic.
    #[must_use]
    pub fn datetime(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The day this moment lies in.
    #[must_use]
    pub fn date(self) -> Date {
        self.datetime().date()
    }

    /// The first moment of a day.
    #[must_use]
    pub fn start_of(day: Date) -> Self {
        day.midnight().assume_utc().into()
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(value: OffsetDateTime) -> Self {
        Self(i64::try_from(value.unix_timestamp_nanos().div_euclid(1_000)).unwrap_or(i64::MAX))
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        OffsetDateTime::parse(text, &Rfc3339)
            .map(Into::into)
            .map_err(|_| TimestampError)
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;
    fn try_from(text: String) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(value: Timestamp) -> Self {
        value.to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.datetime().format(&Rfc3339).unwrap_or_default())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One monthly billing cycle: `[start, end)`, whole days in UTC (contract §5.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cycle {
    /// First day.
    pub start: Date,
    /// First day of the next cycle.
    pub end: Date,
}

impl Cycle {
    /// The cycle that `day` lies in, for a customer who signed up on `anchor`. The anchor never moves:
    /// the 31st becomes the last day of shorter months, and the 31st again where there is one.
    #[must_use]
    pub fn containing(anchor: Date, day: Date) -> Self {
        let mut months = i32::from(u8::from(day.month())) - i32::from(u8::from(anchor.month()))
            + 12 * (day.year() - anchor.year());
        if anchored(anchor, months) > day {
            months -= 1;
        }
        Self {
            start: anchored(anchor, months),
            end: anchored(anchor, months + 1),
        }
    }

    /// Whether `day` lies in this cycle.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.start <= day && day < self.end
    }
}

fn anchored(anchor: Date, months: i32) -> Date {
    let count = anchor.year() * 12 + i32::from(u8::from(anchor.month())) - 1 + months;
    let (year, month0) = (count.div_euclid(12), count.rem_euclid(12));
    let month = Month::try_from(u8::try_from(month0 + 1).unwrap_or(1)).unwrap_or(Month::January);
    Date::from_calendar_date(year, month, anchor.day().min(month.length(year))).unwrap_or(anchor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_moment_survives_its_text() {
        let t = Timestamp::from_micros(1_772_961_000_123_456);
        assert_eq!(t.to_string().parse::<Timestamp>().unwrap(), t);
    }

    #[test]
    fn a_cycle_runs_from_anchor_to_anchor() {
        let c = Cycle::containing(date!(2026 - 03 - 08), date!(2026 - 04 - 07));
        assert_eq!((c.start, c.end), (date!(2026 - 03 - 08), date!(2026 - 04 - 08)));
    }

    #[test]
    fn the_31st_falls_on_the_last_day_and_comes_back() {
        let anchor = date!(2026 - 01 - 31);
        let feb = Cycle::containing(anchor, date!(2026 - 02 - 28));
        assert_eq!(
            (feb.start, feb.end),
            (date!(2026 - 02 - 28), date!(2026 - 03 - 31))
        );
        let jan = Cycle::containing(anchor, date!(2026 - 02 - 27));
        assert_eq!(
            (jan.start, jan.end),
            (date!(2026 - 01 - 31), date!(2026 - 02 - 28))
        );
    }

    #[test]
    fn every_day_lies_in_exactly_the_cycle_that_contains_it() {
        let anchor = date!(2024 - 01 - 31);
        let mut day = anchor;
        let mut previous = Cycle::containing(anchor, day);
        while day < date!(2028 - 04 - 01) {
            let cycle = Cycle::containing(anchor, day);
            assert!(cycle.contains(day), "{day}");
            assert!(cycle == previous || cycle.start == previous.end, "{day}");
            previous = cycle;
            day = day.next_day().unwrap();
        }
    }
}
