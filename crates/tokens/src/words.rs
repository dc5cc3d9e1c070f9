//! Small helpers for sentences that people read.

use domain::Timestamp;
use serde_json::Value;
use std::time::Duration;

/// A span of time in one unit, rounded down: `3 hours`.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..31_536_000 => (seconds / 86_400, "day"),
        _ => (seconds / 31_536_000, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// A moment to the second; what lies outside the calendar as its bare number of seconds.
pub(crate) fn moment(at: Timestamp) -> String {
    if (-62_135_596_800..=253_402_300_799).contains(&at.seconds()) {
        Timestamp::from_seconds(at.seconds()).to_string()
    } else {
        format!("second {}", at.seconds())
    }
}

/// A text of somebody else, fit to stand in a sentence: short, in quotes, without control characters.
pub(crate) fn quote(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if text.chars().count() > LONGEST {
        short.push('…');
    }
    format!("\"{short}\"")
}

/// A JSON value, fit to stand in a sentence.
pub(crate) fn show(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quote(text),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A boolean, or one written as text, which servers of this contract also accept (§2.1).
pub(crate) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(yes) => Some(*yes),
        Value::String(text) if text == "true" => Some(true),
        Value::String(text) if text == "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_one_unit() {
        assert_eq!(span(Duration::from_secs(1)), "1 second");
        assert_eq!(span(Duration::from_secs(10_799)), "2 hours");
        assert_eq!(span(Duration::from_secs(86_400 * 400)), "1 year");
    }

    #[test]
    fn quotes_are_short_and_clean() {
        assert_eq!(quote("a\u{1b}[2Jb"), "\"a[2Jb\"");
        assert!(quote(&"x".repeat(500)).chars().count() < 90);
    }

    #[test]
    fn moments_outside_the_calendar_are_numbers() {
        assert_eq!(moment(Timestamp::from_seconds(0)), "1970-01-01T00:00:00Z");
        assert_eq!(
            moment(Timestamp::from_seconds(999_999_999_999)),
            "second 999999999999"
        );
    }
}
