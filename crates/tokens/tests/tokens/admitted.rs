//! What is taken from good tokens.

use crate::support::*;
use serde_json::json;
use tokens::{Check, CheckResult, RoomClaim};

#[test]
fn a_good_token_is_admitted_with_its_claims() {
    let verdict = judge(&sign(&payload()));
    let admitted = verdict.admitted().unwrap();
    let claims = &admitted.claims;
    assert_eq!(admitted.kid.as_str(), format!("{APP}/abc123"));
    assert_eq!(claims.user_id.as_deref(), Some("u1"));
    assert_eq!(claims.name.as_deref(), Some("Ada"));
    assert!(claims.moderator && !claims.role_visitor && !claims.mau_p);
    assert!(claims.features.allows("recording") && !claims.features.allows("livestreaming"));
    assert_eq!(claims.room, RoomClaim::Any);
    assert_eq!(claims.expires_at.seconds(), NOW + 3_600);
}

#[test]
fn every_check_is_listed_in_order() {
    let verdict = judge(&sign(&payload()));
    let checks: Vec<Check> = verdict.checks.iter().map(|line| line.check).collect();
    assert_eq!(checks, Check::ALL);
    assert!(
        verdict
            .checks
            .iter()
            .all(|line| line.result == CheckResult::Passed && !line.note.is_empty())
    );
    let text = serde_json::to_value(&verdict).unwrap();
    assert_eq!(text["outcome"]["decision"], "admitted");
    assert_eq!(text["decoded"]["payload"]["sub"], APP);
}

#[test]
fn after_the_first_broken_rule_nothing_is_looked_at() {
    let verdict = judge(&sign(&with("/exp", json!(NOW - 100))));
    let failed = verdict
        .checks
        .iter()
        .position(|line| line.result == CheckResult::Failed)
        .unwrap();
    assert_eq!(verdict.checks[failed].check, Check::Expiry);
    assert_eq!(verdict.checks[failed].note, verdict.refusal().unwrap().message);
    assert!(
        verdict.checks[failed + 1..]
            .iter()
            .all(|line| line.result == CheckResult::NotReached)
    );
    assert_eq!(verdict.checks.len(), Check::ALL.len());
}

#[test]
fn tolerance_where_the_contract_has_it() {
    for (path, value) in [
        ("/aud", json!(["other", "jitsi"])),
        ("/exp", json!(NOW as f64 + 60.5)),
        ("/nbf", json!(null)),
        ("/context/user", json!(null)),
        ("/context/features", json!(null)),
        ("/context/user/moderator", json!("false")),
        ("/context/user/id", json!(4711)),
        ("/context/user/avatar", json!("")),
        ("/context/group", json!(7)),
        ("/exp", json!(NOW - 9)),
        ("/nbf", json!(NOW + 10)),
    ] {
        let verdict = judge(&sign(&with(path, value.clone())));
        assert!(
            verdict.admitted().is_some(),
            "{path} {value}: {:?}",
            verdict.refusal()
        );
    }
    let verdict = judge(&format!("\n {} \n", sign(&payload())));
    assert!(verdict.admitted().is_some(), "a pasted line end");
}

#[test]
fn optional_claims_are_read() {
    let mut payload = with("/context/mauP", json!(1));
    payload["context"]["group"] = json!("sales");
    payload["context"]["user"] = json!({
        "id": 12, "avatarUrl": "https://example.org/a.png", "hidden-from-recorder": "true", "role": "visitor",
    });
    let verdict = judge(&sign(&payload));
    let claims = &verdict.admitted().unwrap().claims;
    assert_eq!(claims.user_id.as_deref(), Some("12"));
    assert_eq!(claims.group.as_deref(), Some("sales"));
    assert_eq!(claims.avatar.as_deref(), Some("https://example.org/a.png"));
    assert!(claims.mau_p && claims.hidden_from_recorder && claims.role_visitor && !claims.moderator);
    let verdict = judge(&sign(&with("/context/user/avatar", json!("javascript:alert(1)"))));
    assert_eq!(verdict.admitted().unwrap().claims.avatar, None);
}

#[test]
fn keys_that_a_token_brings_along_are_ignored() {
    let mut header = header();
    for name in ["jku", "x5u"] {
        header[name] = json!("https://evil.example/keys");
    }
    header["jwk"] = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
    assert!(
        judge(&sign_with(&ours().pair, &header, &payload()))
            .admitted()
            .is_some()
    );
    assert_eq!(
        refused(&sign_with(&theirs().pair, &header, &payload())).0,
        "signature_invalid"
    );
}
