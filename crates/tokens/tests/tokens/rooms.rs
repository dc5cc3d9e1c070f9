//! Which rooms a token opens.

use crate::support::*;
use serde_json::{Value, json};

fn opens(room: &str, regex: &Value, name: Option<&str>) -> Result<(), &'static str> {
    let mut payload = with("/room", json!(room));
    if !regex.is_null() {
        payload["context"]["room"] = json!({ "regex": regex });
    }
    let verdict = judge_in(&sign(&payload), name, &found());
    verdict
        .refusal()
        .map_or(Ok(()), |refusal| Err(refusal.rule.code()))
}

#[test]
fn names_are_compared_normalised() {
    let no = Value::Null;
    assert_eq!(opens("daily", &no, Some("Daily")), Ok(()));
    assert_eq!(opens("DAILY?", &no, Some("daily")), Ok(()));
    assert_eq!(opens("daily", &no, Some("daily2")), Err("room_mismatch"));
    assert_eq!(opens("dail.", &no, Some("daily")), Err("room_mismatch"));
    assert_eq!(opens("*", &no, Some("anything")), Ok(()));
    assert_eq!(opens("d*", &no, Some("daily")), Err("room_mismatch"));
    assert_eq!(opens("weekly", &no, None), Ok(()), "no room, no comparison");
}

#[test]
fn patterns_are_lua_s_and_unanchored() {
    for yes in [json!(true), json!("true")] {
        assert_eq!(opens("team%-%d+", &yes, Some("my-team-42-x")), Ok(()));
        assert_eq!(
            opens("^team%-%d+$", &yes, Some("my-team-42")),
            Err("room_mismatch")
        );
        assert_eq!(opens("Team%-%d+", &yes, Some("team-42")), Ok(()));
        assert_eq!(opens("team[", &yes, Some("team")), Err("room_pattern_invalid"));
        assert_eq!(opens("team[", &yes, None), Err("room_pattern_invalid"));
        assert_eq!(opens("*", &yes, Some("anything")), Ok(()));
    }
    for no in [json!(false), json!("false")] {
        assert_eq!(opens("team%-%d+", &no, Some("team-42")), Err("room_mismatch"));
    }
    assert_eq!(opens("x", &json!("yes"), Some("x")), Err("room_pattern_invalid"));
}

#[test]
fn costly_patterns_are_given_up() {
    let pattern = format!("{}!", "a-".repeat(90));
    let room = "a".repeat(200);
    assert_eq!(
        opens(&pattern, &json!(true), Some(&room)),
        Err("room_pattern_too_costly")
    );
}
