//! Calendar days in JSON as `2026-03-08`, whatever the `time` crate's own format is.

use domain::Date;
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};
use time::format_description::well_known::Iso8601;

pub(crate) fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    Date::parse(&text, &Iso8601::DATE).map_err(|_| D::Error::custom("a day is written as in 2026-03-08"))
}
