//! Our patterns beside Lua's own, and beside hostile ones.

use super::matcher::{Capture, Found};
use super::{Pattern, PatternError};
use proptest::prelude::*;

/// Made by Lua itself; see `lua_patterns.lua` beside it.
const KNOWN: &str = include_str!("../../tests/fixtures/lua_patterns.tsv");

fn show(subject: &[u8], found: &Found) -> Vec<u8> {
    let mut text = format!("{}|{}", found.start + 1, found.end).into_bytes();
    for capture in &found.captures {
        match capture {
            Capture::Position(at) => text.extend(format!("|@{}", at + 1).into_bytes()),
            Capture::Span(from, to) => {
                text.extend(b"|=");
                text.extend(&subject[*from..to.unwrap()]);
            }
        }
    }
    text
}

#[test]
fn patterns_match_as_in_lua() {
    let mut matched = 0;
    for line in KNOWN.lines() {
        let columns: Vec<Vec<u8>> = line.split('\t').map(decode).collect();
        let [subject, pattern, expected] = columns.as_slice() else {
            panic!("{line}");
        };
        let shown = (String::from_utf8_lossy(pattern), String::from_utf8_lossy(subject));
        let result = Pattern::from_bytes(pattern).and_then(|compiled| compiled.find(subject));
        match (expected.as_slice(), result) {
            (b"error", result) => assert!(result.is_err(), "{shown:?}"),
            // Lua looks no further than the first character that does not match; we read all of the pattern.
            (b"nil", result) => assert!(!matches!(result, Ok(Some(_))), "{shown:?}"),
            (expected, Ok(Some(found))) => {
                assert_eq!(show(subject, &found), expected, "{shown:?}");
                matched += 1;
            }
            (_, result) => panic!("{shown:?}: {result:?}"),
        }
    }
    assert!(matched > 300, "{matched}");
}

fn decode(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

#[test]
fn hostile_patterns_are_given_up() {
    let room = "a".repeat(200);
    let costly = Pattern::new(&format!("{}b", "a-".repeat(100))).unwrap();
    assert_eq!(costly.occurs_in(&room), Err(PatternError::TooCostly));
    let costly = Pattern::new(&format!("{}$", ".*x".repeat(30))).unwrap();
    assert!(costly.occurs_in(&format!("{}y", "x".repeat(200))).is_err());
    assert_eq!(
        Pattern::new(&"a*".repeat(10_000)).unwrap_err(),
        PatternError::TooComplex
    );
    assert_eq!(
        Pattern::new(&"()".repeat(33)).unwrap_err(),
        PatternError::TooManyCaptures
    );
    assert!(
        Pattern::new(&"a".repeat(16_000))
            .unwrap()
            .occurs_in(&room)
            .is_ok()
    );
}

#[test]
fn letters_of_room_patterns_are_lowered_and_classes_are_not() {
    let pattern = Pattern::for_rooms("^Team%-[A-C]%-%D+$").unwrap();
    assert_eq!(pattern.as_str(), "^Team%-[A-C]%-%D+$");
    assert_eq!(pattern.occurs_in("team-b-x"), Ok(true));
    assert_eq!(pattern.occurs_in("team-b-7"), Ok(false));
    assert_eq!(Pattern::for_rooms("100%%A").unwrap().occurs_in("100%a"), Ok(true));
}

proptest! {
    #[test]
    fn no_pattern_panics(pattern in "[%()\\[\\]^$.*+?a-c0-9bf-]{0,40}", subject in "[a-c()\\]%1-]{0,40}") {
        if let Ok(pattern) = Pattern::new(&pattern) {
            let _ = pattern.occurs_in(&subject);
        }
    }

    #[test]
    fn no_text_panics(pattern in "\\PC{0,60}", subject in "\\PC{0,60}") {
        if let Ok(pattern) = Pattern::for_rooms(&pattern) {
            let _ = pattern.occurs_in(&subject);
        }
    }

    #[test]
    fn an_escaped_text_matches_itself(text in "[ -~]{1,30}") {
        let escaped: String = text
            .chars()
            .flat_map(|c| (!c.is_alphanumeric()).then_some('%').into_iter().chain([c]))
            .collect();
        let pattern = Pattern::new(&format!("^{escaped}$")).unwrap();
        prop_assert_eq!(pattern.occurs_in(&text), Ok(true));
    }
}
