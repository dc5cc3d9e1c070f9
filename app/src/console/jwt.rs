//! Writing and reading JSON Web Tokens; the signature comes from elsewhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// What the form asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// The tenant.
    pub(super) app: String,
    /// The key that will sign.
    pub(super) kid: String,
    /// A room name, or `*`.
    pub(super) room: String,
    /// `context.user`.
    pub(super) user: User,
    /// Names and values for `context.features`.
    pub(super) features: Vec<(String, bool)>,
    /// How long it is valid, in seconds.
    pub(super) lifetime: u64,
}

/// Who will enter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct User {
    /// The caller's own id for him.
    pub(super) id: String,
    /// Shown in the meeting.
    pub(super) name: String,
    /// May be empty.
    pub(super) email: String,
    /// May be empty.
    pub(super) avatar: String,
    /// Whether he moderates.
    pub(super) moderator: bool,
}

/// Header and payload (contract §2.1). `now` is in seconds since 1970.
pub(super) fn parts(wish: &Wish, now: u64) -> (Value, Value) {
    let header = json!({ "alg": "RS256", "kid": wish.kid, "typ": "JWT" });
    let mut user = json!({ "moderator": wish.user.moderator });
    for (name, value) in [
        ("id", &wish.user.id),
        ("name", &wish.user.name),
        ("email", &wish.user.email),
        ("avatar", &wish.user.avatar),
    ] {
        if !value.trim().is_empty() {
            user[name] = json!(value.trim());
        }
    }
    let features: serde_json::Map<_, _> = wish
        .features
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let room = wish.room.trim();
    let payload = json!({
        "aud": "jitsi",
        "iss": "chat",
        "sub": wish.app,
        "room": if room.is_empty() { "*" } else { room },
        "iat": now,
        // Clocks differ a little; ten seconds are forgiven anyway.
        "nbf": now.saturating_sub(10),
        "exp": now + wish.lifetime,
        "context": { "user": user, "features": features },
    });
    (header, payload)
}

/// What is signed: both parts in base64url, with a dot between.
pub(super) fn signing_input(header: &Value, payload: &Value) -> String {
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(payload.to_string())
    )
}

/// The finished token.
pub(super) fn token(signing_input: &str, signature: &[u8]) -> String {
    format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// JSON as people read it.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The readable parts of a token, if it has them.
pub(super) fn decode(token: &str) -> Option<(Value, Value)> {
    let mut parts = token.trim().split('.');
    let mut part = || {
        let bytes = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    Some((part()?, part()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish {
            app: "vpaas-magic-cookie-0123456789abcdef0123456789abcdef".into(),
            kid: "vpaas-magic-cookie-0123456789abcdef0123456789abcdef/1a2b3c".into(),
            room: " Stand-up ".into(),
            user: User {
                id: "ada".into(),
                name: "Ada".into(),
                moderator: true,
                ..User::default()
            },
            features: vec![("recording".into(), true), ("screen-sharing".into(), false)],
            lifetime: 7_200,
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let (header, payload) = parts(&wish(), 1_000_000);
        let token = token(&signing_input(&header, &payload), b"signature");
        assert_eq!(decode(&token), Some((header, payload)));
        assert_eq!(token.matches('.').count(), 2);
    }

    #[test]
    fn the_claims_are_those_of_the_contract() {
        let (header, payload) = parts(&wish(), 1_000_000);
        assert_eq!(header["alg"], "RS256");
        assert_eq!(
            payload,
            json!({
                "aud": "jitsi", "iss": "chat", "sub": wish().app, "room": "Stand-up",
                "iat": 1_000_000, "nbf": 999_990, "exp": 1_007_200,
                "context": {
                    "user": { "id": "ada", "name": "Ada", "moderator": true },
                    "features": { "recording": true, "screen-sharing": false },
                },
            })
        );
    }

    #[test]
    fn an_empty_room_means_every_room() {
        let (_, payload) = parts(
            &Wish {
                room: "  ".into(),
                ..wish()
            },
            0,
        );
        assert_eq!(payload["room"], "*");
    }

    #[test]
    fn what_is_not_a_token_is_not_read() {
        for text in ["", "a", "a.b.c", "e30", "e30.x"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
