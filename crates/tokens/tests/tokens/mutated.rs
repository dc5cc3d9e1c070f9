//! A token that was changed in any way is never admitted, and another implementation agrees.

use crate::support::*;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::OnceLock;

fn good() -> &'static str {
    static TOKEN: OnceLock<String> = OnceLock::new();
    TOKEN.get_or_init(|| sign(&payload()))
}

/// What the other library says of signature, `aud` and `iss`; it has its own clock, so no times.
fn library_accepts(token: &str) -> bool {
    let key = DecodingKey::from_rsa_pem(ours().public_pem.as_bytes()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    validation.set_audience(&["jitsi"]);
    validation.set_issuer(&["chat"]);
    decode::<Value>(token, &key, &validation).is_ok()
}

#[test]
fn the_library_takes_what_we_take() {
    assert!(library_accepts(good()));
    assert!(judge(good()).admitted().is_some());
    for token in [
        sign(&with("/aud", json!("x"))),
        sign(&with("/iss", json!("x"))),
        sign_with(&theirs().pair, &header(), &payload()),
    ] {
        assert!(!library_accepts(&token) && judge(&token).admitted().is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_changed_character_is_never_admitted(at in 0..2_000_usize, put in "[A-Za-z0-9_.=-]") {
        let at = at % good().len();
        let token = format!("{}{put}{}", &good()[..at], &good()[at + 1..]);
        if token != good() {
            prop_assert!(judge(&token).admitted().is_none());
        }
    }

    #[test]
    fn cuts_and_insertions_are_never_admitted(at in 0..2_000_usize, cut in 0..40_usize, put in "[ -~]{0,20}") {
        let at = at % good().len();
        let end = (at + cut).min(good().len());
        let token = format!("{}{put}{}", &good()[..at], &good()[end..]);
        if token.trim_ascii() != good() {
            prop_assert!(judge(&token).admitted().is_none());
        }
    }

    #[test]
    fn another_payload_under_the_old_signature_is_never_admitted(name in "[a-z]{1,8}", value in any::<i64>()) {
        let (_, signature) = good().rsplit_once('.').unwrap();
        let (head, _) = good().split_once('.').unwrap();
        let token = format!("{head}.{}.{signature}", encode(&with(&format!("/{name}"), json!(value))));
        prop_assert!(judge(&token).admitted().is_none());
        prop_assert!(!library_accepts(&token));
    }

    #[test]
    fn any_text_gets_a_verdict(text in "\\PC{0,300}") {
        prop_assert!(judge(&text).refusal().is_some());
    }

    #[test]
    fn any_signed_claims_get_a_verdict(path in prop::sample::select(vec!["/exp", "/nbf", "/aud", "/room", "/context/user", "/context/features", "/context/room"]), number in any::<f64>(), text in "\\PC{0,40}", pick in 0..5_u8) {
        let value = match pick {
            0 => json!(number),
            1 => json!(text),
            2 => json!([text]),
            3 => json!({ text.clone(): text }),
            _ => json!(true),
        };
        let token = sign(&with(path, value));
        if judge(&token).admitted().is_some() {
            prop_assert!(library_accepts(&token));
        }
    }
}
