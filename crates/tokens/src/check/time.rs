//! `exp` and `nbf` (RFC 7519 §4.1.4, §4.1.5), with the leeway of contract §2.4.

use crate::verdict::Refusal;
use crate::words::{moment, show, span};
use crate::{LEEWAY_SECONDS, Rule};
use domain::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;

const LEEWAY: Duration = Duration::from_secs(LEEWAY_SECONDS.unsigned_abs());

/// Seconds since 1970, whole or not, as a moment; what no calendar holds saturates.
fn date(value: &Value) -> Option<Timestamp> {
    let number = value.as_number()?;
    if let Some(whole) = number.as_i64() {
        return Some(Timestamp::from_seconds(whole));
    }
    // `as` saturates; JSON has no NaN.
    let micros = number.as_f64()? * 1_000_000.0;
    Some(Timestamp::from_micros(micros as i64))
}

fn hint(at: Timestamp) -> &'static str {
    // The year 5138: nobody means it, but it is what milliseconds look like when read as seconds.
    if at.seconds() > 100_000_000_000 {
        " It looks like milliseconds; JWTs count seconds."
    } else {
        ""
    }
}

pub(crate) fn expiry(
    payload: &Map<String, Value>,
    now: Timestamp,
    returning: bool,
) -> Result<(Timestamp, String), Refusal> {
    let value = match payload.get("exp") {
        None | Some(Value::Null) => {
            return Err(Refusal::new(
                Rule::ExpMissing,
                "The token has no exp. Every token must say when it expires, in seconds since 1970.",
            ));
        }
        Some(value) => value,
    };
    let at = date(value).ok_or_else(|| {
        Refusal::new(
            Rule::ExpInvalid,
            format!(
                "exp is {}; it must be a number, in seconds since 1970.",
                show(value)
            ),
        )
    })?;
    if now >= at.plus(LEEWAY) {
        if returning {
            return Ok((at, format!("expired at {}, after he was let in", moment(at))));
        }
        return Err(Refusal::new(
            Rule::Expired,
            format!(
                "The token expired {} ago, at {}. Sign a new one.",
                span(now.since(at)),
                moment(at)
            ),
        ));
    }
    let note = format!(
        "expires in {}, at {}.{}",
        span(at.since(now)),
        moment(at),
        hint(at)
    );
    Ok((at, note))
}

pub(crate) fn not_before(payload: &Map<String, Value>, now: Timestamp) -> Result<((), String), Refusal> {
    let value = match payload.get("nbf") {
        None | Some(Value::Null) => return Ok(((), "not set".to_owned())),
        Some(value) => value,
    };
    let at = date(value).ok_or_else(|| {
        Refusal::new(
            Rule::NbfInvalid,
            format!(
                "nbf is {}; it must be a number, in seconds since 1970, or left out.",
                show(value)
            ),
        )
    })?;
    if now < at.minus(LEEWAY) {
        return Err(Refusal::new(
            Rule::NotYetValid,
            format!(
                "The token becomes valid in {}, at {} (nbf). Wait, set the clock of the machine that signs, or sign with an earlier nbf.{}",
                span(at.since(now)),
                moment(at),
                hint(at)
            ),
        ));
    }
    Ok(((), format!("valid since {}", moment(at))))
}
