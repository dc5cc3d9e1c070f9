//! Every bad token, by the rule it breaks.

use crate::support::*;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use serde_json::{Value, json};
use tokens::{Expectation, KeyState, Lookup, Parsed, TenantState, Verdict};

#[test]
fn claims_that_are_wrong() {
    let cases: &[(&str, Value, &str)] = &[
        ("/exp", json!(null), "exp_missing"),
        ("/exp", json!("1800003600"), "exp_invalid"),
        ("/exp", json!(NOW - 10), "expired"),
        ("/exp", json!(-1), "expired"),
        ("/exp", json!(-1e300), "expired"),
        ("/nbf", json!("soon"), "nbf_invalid"),
        ("/nbf", json!(NOW + 11), "not_yet_valid"),
        ("/nbf", json!(1e300), "not_yet_valid"),
        ("/aud", json!(null), "audience_wrong"),
        ("/aud", json!("Jitsi"), "audience_wrong"),
        ("/aud", json!(["other"]), "audience_wrong"),
        ("/iss", json!("me"), "issuer_wrong"),
        ("/iss", json!(null), "issuer_wrong"),
        ("/sub", json!(OTHER_APP), "subject_wrong"),
        ("/sub", json!(null), "subject_wrong"),
        ("/sub", json!("*"), "subject_wrong"),
        ("/context", json!(null), "context_missing"),
        ("/context", json!("x"), "context_missing"),
        ("/context", json!([]), "context_missing"),
        ("/context/user", json!("Ada"), "user_invalid"),
        ("/context/user/name", json!(["Ada"]), "user_invalid"),
        ("/context/user/moderator", json!("yes"), "user_invalid"),
        ("/context/user/moderator", json!(1), "user_invalid"),
        ("/context/user/id", json!(1.5), "user_invalid"),
        ("/context/features", json!(["recording"]), "features_invalid"),
        ("/context/features/teleport", json!(true), "feature_unknown"),
        (
            "/context/features/recording",
            json!("yes"),
            "feature_value_invalid",
        ),
        ("/context/features/recording", json!(1), "feature_value_invalid"),
        ("/room", json!(null), "room_missing"),
        ("/room", json!(""), "room_invalid"),
        ("/room", json!("???"), "room_invalid"),
        ("/room", json!(7), "room_invalid"),
        ("/room", json!("weekly"), "room_mismatch"),
    ];
    for (path, value, rule) in cases {
        let (found, message) = refused(&sign(&with(path, value.clone())));
        assert_eq!(found, *rule, "{path} {value}: {message}");
        assert!(message.ends_with('.') && message.len() > 30, "{message}");
    }
}

#[test]
fn headers_that_are_wrong() {
    let cases: &[(&str, Value, &str)] = &[
        ("alg", json!("none"), "algorithm_none"),
        ("alg", json!("NonE"), "algorithm_none"),
        ("alg", json!(null), "algorithm_none"),
        ("alg", json!("HS256"), "algorithm_not_allowed"),
        ("alg", json!("RS512"), "algorithm_not_allowed"),
        ("alg", json!("ES256"), "algorithm_not_allowed"),
        ("alg", json!("rs256"), "algorithm_not_allowed"),
        ("alg", json!(["RS256"]), "algorithm_not_allowed"),
        ("crit", json!(["exp"]), "critical_header"),
        ("kid", json!(null), "kid_missing"),
        ("kid", json!(7), "kid_malformed"),
        ("kid", json!(APP), "kid_malformed"),
        ("kid", json!(format!("{APP}/a/b")), "kid_malformed"),
        ("kid", json!("../../etc/passwd"), "kid_malformed"),
        ("kid", json!(format!("{OTHER_APP}/abc123")), "kid_other_app"),
    ];
    for (name, value, rule) in cases {
        let mut header = header();
        header[*name] = value.clone();
        let (found, message) = refused(&sign_with(&ours().pair, &header, &payload()));
        assert_eq!(found, *rule, "{name} {value}: {message}");
    }
}

#[test]
fn texts_that_are_no_tokens() {
    let good = sign(&payload());
    let (head, _) = good.rsplit_once('.').unwrap();
    let part = encode(&json!([]));
    for (text, rule) in [
        ("", "token_missing"),
        ("   \n", "token_missing"),
        ("hello", "token_malformed"),
        ("a.b", "token_malformed"),
        ("a.b.c.d", "token_malformed"),
        ("..", "token_malformed"),
        (head, "token_malformed"),
        (&format!("{good}="), "token_malformed"),
        (&format!("{good}.x"), "token_malformed"),
        (&good.replace('.', " . "), "token_malformed"),
        (&format!("{part}.{part}."), "token_malformed"),
        (&format!("{head}."), "signature_invalid"),
        ("\u{0}\u{1}\u{fffd}.x.y", "token_malformed"),
    ] {
        assert_eq!(refused(text).0, rule, "{text}");
    }
    assert_eq!(
        Verdict::without_token().refusal().unwrap().rule.code(),
        "token_missing"
    );
}

#[test]
fn a_megabyte_is_refused_unread() {
    let token = format!("{}{}", sign(&payload()), "a".repeat(1 << 20));
    let verdict = judge(&token);
    assert_eq!(verdict.refusal().unwrap().rule.code(), "token_too_large");
    assert!(verdict.decoded.is_none());
    let nested = format!("{{\"a\":{}", "[".repeat(9_000));
    let token = format!("{}.{}.", URL_SAFE_NO_PAD.encode(nested), encode(&payload()));
    assert_eq!(
        refused(&token).0,
        "token_malformed",
        "deep nesting ends in an answer too"
    );
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let mut header = header();
    header["alg"] = json!("HS256");
    let signed = format!("{}.{}", encode(&header), encode(&payload()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, ours().public_pem.as_bytes());
    let tag = hmac::sign(&key, signed.as_bytes());
    let (rule, message) = refused(&format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref())));
    assert_eq!(rule, "algorithm_not_allowed");
    assert!(message.contains("shared secret"), "{message}");
}

#[test]
fn none_is_no_signature() {
    let mut header = header();
    header["alg"] = json!("none");
    assert_eq!(
        refused(&format!("{}.{}.", encode(&header), encode(&payload()))).0,
        "algorithm_none"
    );
}

#[test]
fn signatures_of_others() {
    assert_eq!(
        refused(&sign_with(&theirs().pair, &header(), &payload())).0,
        "signature_invalid"
    );
    let one = sign(&payload());
    let other = sign(&with("/context/user/moderator", json!("true")));
    let (_, signature) = one.rsplit_once('.').unwrap();
    let (head, _) = other.rsplit_once('.').unwrap();
    assert_eq!(refused(&format!("{head}.{signature}")).0, "signature_invalid");
}

#[test]
fn tenants_and_keys_that_do_not_stand() {
    let token = sign(&payload());
    let enabled = found().key;
    for (tenant, key, rule) in [
        (TenantState::Unknown, enabled.clone(), "app_unknown"),
        (TenantState::Blocked, enabled.clone(), "app_blocked"),
        (TenantState::Deleted, enabled, "app_deleted"),
        (TenantState::Active, KeyState::Unknown, "key_unknown"),
        (TenantState::Active, KeyState::Disabled(now()), "key_disabled"),
        (
            TenantState::Active,
            KeyState::Enabled(theirs().public_pem.clone()),
            "signature_invalid",
        ),
        (
            TenantState::Active,
            KeyState::Enabled("damaged".to_owned()),
            "signature_invalid",
        ),
    ] {
        let verdict = judge_in(&token, None, &Lookup { tenant, key });
        assert_eq!(verdict.refusal().unwrap().rule.code(), rule);
    }
}

#[test]
fn another_tenant_s_token_is_not_ours() {
    let mut header = header();
    header["kid"] = json!(format!("{OTHER_APP}/abc123"));
    let token = sign_with(&ours().pair, &header, &with("/sub", json!(OTHER_APP)));
    let (rule, message) = refused(&token);
    assert_eq!(rule, "kid_other_app");
    assert!(message.contains(APP) && message.contains(OTHER_APP));
    let parsed = Parsed::parse(&token, None).unwrap();
    assert_eq!(
        parsed.kid().app().as_str(),
        OTHER_APP,
        "without an address the token's own app is taken"
    );
}

#[test]
fn sentences_say_when_and_what() {
    let expired = refused(&sign(&with("/exp", json!(NOW - 3 * 3_600)))).1;
    assert_eq!(
        expired,
        "The token expired 3 hours ago, at 2027-01-15T05:00:00Z. Sign a new one."
    );
    let early = refused(&sign(&with("/nbf", json!((NOW + 60) * 1_000)))).1;
    assert!(early.contains("milliseconds"), "{early}");
    let room = refused(&sign(&with("/room", json!("weekly")))).1;
    assert!(
        room.contains("\"weekly\"") && room.contains("\"daily\""),
        "{room}"
    );
    let feature = refused(&sign(&with("/context/features/teleport", json!(true)))).1;
    assert!(
        feature.contains("teleport") && feature.contains("recording"),
        "{feature}"
    );
}

#[test]
fn time_is_the_caller_s() {
    let token = sign(&payload());
    let parsed = Parsed::parse(&token, None).unwrap();
    let later = Timestamp::from_seconds(NOW + 3_610);
    let verdict = parsed.judge(
        &found(),
        &Expectation {
            app: None,
            room: None,
            now: later,
            returning: false,
        },
    );
    assert_eq!(verdict.refusal().unwrap().rule.code(), "expired");
}
