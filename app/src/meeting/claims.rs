//! Reads the name out of a token, unverified: it only fills a field that people may change.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::params::clean_name;

/// No token that the server accepts is longer, in bytes.
const MAX_TOKEN: usize = 64 * 1024;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// `context.user.name` of the token's body, if it can be read.
#[must_use]
pub(crate) fn name_in(token: &str) -> Option<String> {
    if token.len() > MAX_TOKEN {
        return None;
    }
    let body = BASE64.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&body).ok()?;
    let name = clean_name(claims.get("context")?.get("user")?.get("name")?.as_str()?);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(body: &str) -> String {
        format!("e30.{}.sig", BASE64.encode(body))
    }

    #[test]
    fn the_name_is_found_with_and_without_padding() {
        for name in ["Ann", "Anna", "Annan"] {
            let token = token(&format!(r#"{{"context":{{"user":{{"name":"{name}"}}}}}}"#));
            assert_eq!(name_in(&token).as_deref(), Some(name));
            assert_eq!(name_in(&token.replace('=', "")).as_deref(), Some(name));
        }
    }

    #[test]
    fn anything_else_has_no_name() {
        for text in [
            "",
            "a",
            "a.b.c",
            "..",
            &token("{}"),
            &token(r#"{"context":{"user":{"name":7}}}"#),
        ] {
            assert_eq!(name_in(text), None, "{text}");
        }
        assert_eq!(name_in(&"a".repeat(MAX_TOKEN + 1)), None);
    }
}
