//! Key pairs made once, and tokens signed at will.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::{AppId, RoomName, Timestamp};
use serde_json::{Value, json};
use std::sync::OnceLock;
use tokens::{Expectation, KeyState, Lookup, Parsed, TenantState, Verdict};

pub(crate) const APP: &str = "vpaas-magic-cookie-0123456789abcdef0123456789abcdef";
pub(crate) const OTHER_APP: &str = "vpaas-magic-cookie-ffffffffffffffffffffffffffffffff";
pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) struct Pair {
    pub(crate) pair: KeyPair,
    pub(crate) public_pem: String,
}

fn make() -> Pair {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: PublicKeyX509Der = pair.public_key().as_der().unwrap();
    let public_pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(der.as_ref())
    );
    Pair { pair, public_pem }
}

pub(crate) fn ours() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(make)
}

pub(crate) fn theirs() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(make)
}

pub(crate) fn app() -> AppId {
    APP.parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_seconds(NOW)
}

pub(crate) fn header() -> Value {
    json!({"alg": "RS256", "typ": "JWT", "kid": format!("{APP}/abc123")})
}

/// A payload that is admitted everywhere in the app.
pub(crate) fn payload() -> Value {
    json!({
        "aud": "jitsi", "iss": "chat", "sub": APP, "room": "*", "exp": NOW + 3_600, "nbf": NOW - 10,
        "context": {
            "user": {"id": "u1", "name": "Ada", "email": "ada@example.org", "moderator": true},
            "features": {"recording": "true", "livestreaming": false},
        },
    })
}

pub(crate) fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

pub(crate) fn sign_with(pair: &KeyPair, header: &Value, payload: &Value) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

pub(crate) fn sign(payload: &Value) -> String {
    sign_with(&ours().pair, &header(), payload)
}

pub(crate) fn found() -> Lookup {
    Lookup {
        tenant: TenantState::Active,
        key: KeyState::Enabled(ours().public_pem.clone()),
    }
}

/// The verdict of the core, in our app and a room.
pub(crate) fn judge_in(token: &str, room: Option<&str>, found: &Lookup) -> Verdict {
    let app = app();
    let room: Option<RoomName> = room.map(|room| room.parse().unwrap());
    match Parsed::parse(token, Some(&app)) {
        Err(verdict) => *verdict,
        Ok(parsed) => parsed.judge(
            found,
            &Expectation {
                app: Some(&app),
                room: room.as_ref(),
                now: now(),
                returning: false,
            },
        ),
    }
}

pub(crate) fn judge(token: &str) -> Verdict {
    judge_in(token, Some("daily"), &found())
}

/// The code of the rule that the token breaks, and the sentence.
pub(crate) fn refused(token: &str) -> (&'static str, String) {
    let verdict = judge(token);
    let refusal = verdict.refusal().unwrap();
    (refusal.rule.code(), refusal.message.clone())
}

/// The good payload with one place changed; `null` removes it.
pub(crate) fn with(path: &str, value: Value) -> Value {
    let mut payload = payload();
    let (parent, name) = path.rsplit_once('/').unwrap();
    let place = payload.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        place.remove(name);
    } else {
        place.insert(name.to_owned(), value);
    }
    payload
}
