//! `context.user` (contract §2.1).

use crate::Rule;
use crate::verdict::Refusal;
use crate::words::{boolean, quote, show};
use serde_json::{Map, Value};

/// The longest avatar address that is kept, in bytes: it goes to every participant.
const MAX_AVATAR_BYTES: usize = 1_024;

/// The user as the token describes him.
#[derive(Debug, Default)]
pub(crate) struct User {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) avatar: Option<String>,
    pub(crate) moderator: bool,
    pub(crate) hidden_from_recorder: bool,
    pub(crate) role_visitor: bool,
}

pub(crate) fn user(context: &Map<String, Value>) -> Result<(User, String), Refusal> {
    let user = match context.get("user") {
        None | Some(Value::Null) => return Ok((User::default(), "anonymous".to_owned())),
        Some(Value::Object(user)) => user,
        Some(other) => {
            return Err(Refusal::new(
                Rule::UserInvalid,
                format!("context.user is {}; it must be an object.", show(other)),
            ));
        }
    };
    let avatar = match text(user, "avatar")? {
        None => text(user, "avatarUrl")?,
        some => some,
    };
    let found = User {
        id: id(user)?,
        name: text(user, "name")?,
        email: text(user, "email")?,
        avatar: avatar.filter(|address| is_web_address(address)),
        moderator: flag(user, "moderator")?,
        hidden_from_recorder: flag(user, "hidden-from-recorder")?,
        role_visitor: text(user, "role")?.is_some_and(|role| role == "visitor"),
    };
    let who = found.name.as_deref().or(found.id.as_deref());
    let role = if found.moderator {
        "moderator"
    } else {
        "participant"
    };
    let note = format!("{}, {role}", who.map_or_else(|| "anonymous".to_owned(), quote));
    Ok((found, note))
}

fn invalid(field: &str, value: &Value, must: &str) -> Refusal {
    Refusal::new(
        Rule::UserInvalid,
        format!("context.user.{field} is {}; it must be {must}.", show(value)),
    )
}

/// A text; absent, null and empty are the same.
fn text(user: &Map<String, Value>, field: &str) -> Result<Option<String>, Refusal> {
    match user.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.trim().is_empty())),
        Some(other) => Err(invalid(field, other, "a text")),
    }
}

/// Ids come from databases, so whole numbers are common and mean their digits.
fn id(user: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    match user.get("id") {
        Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
        _ => text(user, "id"),
    }
}

fn flag(user: &Map<String, Value>, field: &str) -> Result<bool, Refusal> {
    match user.get(field) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::String(text)) if text.is_empty() => Ok(false),
        Some(value) => {
            boolean(value).ok_or_else(|| invalid(field, value, "true or false, as a boolean or a text"))
        }
    }
}

fn is_web_address(address: &str) -> bool {
    address.len() <= MAX_AVATAR_BYTES
        && (address.starts_with("https://") || address.starts_with("http://"))
        && !address.chars().any(|c| c.is_control() || c.is_whitespace())
}
