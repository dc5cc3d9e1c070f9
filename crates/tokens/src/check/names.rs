//! The constant claims: `aud`, `iss`, `sub`, and that there is a `context` (contract §2.1).

use crate::Rule;
use crate::verdict::Refusal;
use crate::words::show;
use domain::KeyId;
use serde_json::{Map, Value};

fn wrong(rule: Rule, name: &str, found: Option<&Value>, must: &str) -> Refusal {
    let message = found.map_or_else(
        || format!("The token has no {name}. It must be \"{must}\"."),
        |value| format!("{name} is {}; it must be \"{must}\".", show(value)),
    );
    Refusal::new(rule, message)
}

pub(crate) fn audience(payload: &Map<String, Value>) -> Result<((), String), Refusal> {
    let found = payload.get("aud");
    let good = match found {
        Some(Value::String(text)) => text == "jitsi",
        // RFC 7519 §4.1.3: libraries may write a list even for one audience.
        Some(Value::Array(list)) => list.iter().any(|one| one == "jitsi"),
        _ => false,
    };
    if good {
        Ok(((), "jitsi".to_owned()))
    } else {
        Err(wrong(Rule::AudienceWrong, "aud", found, "jitsi"))
    }
}

pub(crate) fn issuer(payload: &Map<String, Value>) -> Result<((), String), Refusal> {
    match payload.get("iss") {
        Some(Value::String(text)) if text == "chat" => Ok(((), "chat".to_owned())),
        found => Err(wrong(Rule::IssuerWrong, "iss", found, "chat")),
    }
}

pub(crate) fn subject(payload: &Map<String, Value>, kid: &KeyId) -> Result<((), String), Refusal> {
    let app = kid.app();
    match payload.get("sub") {
        Some(Value::String(text)) if *text == app.as_str() => Ok(((), app.to_string())),
        found => Err(wrong(Rule::SubjectWrong, "sub", found, app.as_str())),
    }
}

pub(crate) fn context(payload: &Map<String, Value>) -> Result<(&Map<String, Value>, String), Refusal> {
    match payload.get("context") {
        Some(Value::Object(context)) => Ok((context, "present".to_owned())),
        Some(other) if !other.is_null() => Err(Refusal::new(
            Rule::ContextMissing,
            format!(
                "context is {}; it must be an object with user and features.",
                show(other)
            ),
        )),
        _ => Err(Refusal::new(
            Rule::ContextMissing,
            "The token has no context. Add an object with user and features.",
        )),
    }
}

/// `context.group`; anything but a text is passed over, as it only travels into webhooks.
pub(crate) fn group(context: &Map<String, Value>) -> Option<String> {
    context
        .get("group")
        .and_then(Value::as_str)
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
}
