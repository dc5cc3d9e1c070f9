//! Messages as text.

use crate::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest message either side accepts, in bytes; an offer with all receivers takes a tenth of it.
pub const MAX_MESSAGE_BYTES: usize = 256 * 1024;

/// Why a text is not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// For machines.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
}

/// Reads a message. Never panics, whatever the text is.
///
/// # Errors
/// [`ErrorCode::TooLarge`], [`ErrorCode::Malformed`], or [`ErrorCode::UnknownMessage`] with the type's name.
pub fn parse<M: DeserializeOwned>(text: &str) -> Result<M, ParseError> {
    if text.len() > MAX_MESSAGE_BYTES {
        return Err(ParseError {
            code: ErrorCode::TooLarge,
            message: format!(
                "A message has at most {MAX_MESSAGE_BYTES} bytes; this one has {}.",
                text.len()
            ),
        });
    }
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        let unknown = reason.starts_with("unknown variant")
            && serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| {
                value.get("type").is_some_and(|t| {
                    t.as_str()
                        .is_some_and(|name| reason.contains(&format!("unknown variant `{name}`")))
                })
            });
        ParseError {
            code: if unknown {
                ErrorCode::UnknownMessage
            } else {
                ErrorCode::Malformed
            },
            message: format!("This message cannot be read: {reason}."),
        }
    })
}

/// Writes a message.
#[must_use]
pub fn to_text<M: Serialize>(message: &M) -> String {
    // Our own types have no map with keys that are not text and no failing serialiser.
    serde_json::to_string(message).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientMessage, SourceKind};

    #[test]
    fn unknown_fields_are_ignored() {
        let message: ClientMessage =
            parse(r#"{"type":"mute","source":"microphone","muted":true,"since":"tomorrow"}"#).unwrap();
        assert_eq!(
            message,
            ClientMessage::Mute {
                source: SourceKind::Microphone,
                muted: true
            }
        );
    }

    #[test]
    fn an_unknown_message_is_not_a_malformed_one() {
        assert_eq!(
            parse::<ClientMessage>(r#"{"type":"dance"}"#).unwrap_err().code,
            ErrorCode::UnknownMessage
        );
        assert_eq!(
            parse::<ClientMessage>(r#"{"type":"mute"}"#).unwrap_err().code,
            ErrorCode::Malformed
        );
        assert_eq!(
            parse::<ClientMessage>(r#"{"type":"mute","source":"nose","muted":true}"#)
                .unwrap_err()
                .code,
            ErrorCode::Malformed
        );
        assert_eq!(
            parse::<ClientMessage>("[]").unwrap_err().code,
            ErrorCode::Malformed
        );
        assert_eq!(
            parse::<ClientMessage>("\u{0}\u{1}").unwrap_err().code,
            ErrorCode::Malformed
        );
    }

    #[test]
    fn a_message_of_a_megabyte_is_refused_unread() {
        assert_eq!(
            parse::<ClientMessage>(&" ".repeat(1 << 20)).unwrap_err().code,
            ErrorCode::TooLarge
        );
    }
}
