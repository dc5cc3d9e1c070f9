//! `room`: a name, `*`, or with `context.room.regex` a Lua pattern (contract §2.1).

use crate::verdict::Refusal;
use crate::words::{boolean, quote, show};
use crate::{Pattern, RoomClaim, Rule};
use domain::RoomName;
use serde_json::{Map, Value};

pub(crate) fn room(
    payload: &Map<String, Value>,
    context: &Map<String, Value>,
    expected: Option<&RoomName>,
) -> Result<(RoomClaim, String), Refusal> {
    let claim = match payload.get("room") {
        None | Some(Value::Null) => {
            return Err(Refusal::new(
                Rule::RoomMissing,
                "The token has no room. Put the room's name into it, or \"*\" for every room of the app.",
            ));
        }
        Some(Value::String(text)) if text.is_empty() => {
            return Err(Refusal::new(
                Rule::RoomInvalid,
                "room is empty. Put the room's name into it, or \"*\" for every room of the app.",
            ));
        }
        Some(Value::String(text)) => text,
        Some(other) => {
            return Err(Refusal::new(
                Rule::RoomInvalid,
                format!(
                    "room is {}; it must be a text: a room's name, or \"*\".",
                    show(other)
                ),
            ));
        }
    };
    if claim == "*" {
        return Ok((RoomClaim::Any, "every room of the app".to_owned()));
    }
    if is_pattern(context)? {
        pattern(claim, expected)
    } else {
        exact(claim, expected)
    }
}

fn is_pattern(context: &Map<String, Value>) -> Result<bool, Refusal> {
    match context.get("room").and_then(|room| room.get("regex")) {
        None | Some(Value::Null) => Ok(false),
        Some(value) => boolean(value).ok_or_else(|| {
            Refusal::new(
                Rule::RoomPatternInvalid,
                format!(
                    "context.room.regex is {}; it must be true or false, as a boolean or a text.",
                    show(value)
                ),
            )
        }),
    }
}

fn exact(claim: &str, expected: Option<&RoomName>) -> Result<(RoomClaim, String), Refusal> {
    let name = claim.parse::<RoomName>().map_err(|error| {
        Refusal::new(
            Rule::RoomInvalid,
            format!("room is {}, but {error}.", quote(claim)),
        )
    })?;
    match expected {
        Some(expected) if *expected != name => Err(mismatch(
            &format!("The token is for the room {}", quote(name.as_str())),
            expected,
        )),
        _ => {
            let note = quote(name.as_str());
            Ok((RoomClaim::Exact(name), note))
        }
    }
}

fn pattern(claim: &str, expected: Option<&RoomName>) -> Result<(RoomClaim, String), Refusal> {
    let pattern = Pattern::for_rooms(claim).map_err(|error| {
        Refusal::new(
            Rule::RoomPatternInvalid,
            format!("The room pattern {} is not a Lua pattern: {error}.", quote(claim)),
        )
    })?;
    if let Some(expected) = expected {
        match pattern.occurs_in(expected.as_str()) {
            Ok(true) => {}
            Ok(false) => {
                return Err(mismatch(
                    &format!(
                        "The token is for rooms that match the Lua pattern {}",
                        quote(claim)
                    ),
                    expected,
                ));
            }
            Err(error) => {
                return Err(Refusal::new(
                    Rule::RoomPatternTooCostly,
                    format!("The room pattern {} cannot be used: {error}.", quote(claim)),
                ));
            }
        }
    }
    Ok((
        RoomClaim::Pattern(Box::new(pattern)),
        format!("rooms that match {}", quote(claim)),
    ))
}

fn mismatch(what: &str, expected: &RoomName) -> Refusal {
    Refusal::new(
        Rule::RoomMismatch,
        format!(
            "{what}, but this is {}. Open that room, or sign a token for this one or for \"*\".",
            quote(expected.as_str())
        ),
    )
}
