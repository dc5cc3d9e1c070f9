//! What participants say, well or badly.

use crate::support::*;
use meeting::{Input, MAX_MALFORMED};
use signal::{ClientMessage, CloseCode, ErrorCode, ServerMessage};

#[test]
fn a_ping_is_answered() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let out = scene.say(&ada, &ClientMessage::Ping { id: u64::MAX });
    assert_eq!(sent_to(&out, ada.at), [ServerMessage::Pong { id: u64::MAX }]);
}

#[test]
fn a_new_name_is_cleaned_and_told() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let name = " Ada\n Lovelace ".to_owned();
    let out = scene.say(&ada, &ClientMessage::Rename { name });
    let [ServerMessage::ParticipantChanged { change, .. }] = &sent_to(&out, bob.at)[..] else {
        panic!("{out:?}");
    };
    assert_eq!(change.name.as_deref(), Some("Ada Lovelace"));
    for bad in ["", " \u{7}", &"x".repeat(101)] {
        let name = bad.to_owned();
        let out = scene.say(&ada, &ClientMessage::Rename { name });
        assert_eq!(error_for(&out, ada.at), Some(ErrorCode::Malformed));
    }
}

#[test]
fn nonsense_is_answered_and_twenty_in_a_row_close() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let _bob = scene.join(guest("Bob"));
    for _ in 1..MAX_MALFORMED {
        assert_eq!(
            error_for(&scene.text(&ada, "{"), ada.at),
            Some(ErrorCode::Malformed)
        );
    }
    scene.say(&ada, &ClientMessage::Ping { id: 1 });
    for _ in 1..MAX_MALFORMED {
        assert_eq!(
            error_for(&scene.text(&ada, "\u{0}"), ada.at),
            Some(ErrorCode::Malformed)
        );
    }
    let connection = ada.at;
    let out = scene.room.handle(scene.now, Input::Binary { connection });
    assert_eq!(closed(&out, ada.at), Some(CloseCode::Policy));
    assert_eq!(scene.room.participants(), 1);
}

#[test]
fn unknown_messages_are_answered_and_forgiven() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    for _ in 0..2 * MAX_MALFORMED {
        let out = scene.text(&ada, r#"{"type":"dance"}"#);
        assert_eq!(error_for(&out, ada.at), Some(ErrorCode::UnknownMessage));
        assert_eq!(closed(&out, ada.at), None);
    }
}

#[test]
fn ten_thousand_messages_at_once_end_the_connection_and_nothing_else() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let mut answered = 0;
    let mut end = None;
    for id in 0..10_000 {
        let out = scene.say(&ada, &ClientMessage::Ping { id });
        answered += usize::from(!out.is_empty());
        end = end.or_else(|| closed(&out, ada.at).map(|code| (code, error_for(&out, ada.at))));
    }
    assert_eq!(end, Some((CloseCode::Policy, Some(ErrorCode::TooMany))));
    assert_eq!(answered, 201);
    assert_eq!(scene.say(&bob, &ClientMessage::Ping { id: 1 }).len(), 1);
}

#[test]
fn a_megabyte_ends_the_connection() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let out = scene.text(&ada, &" ".repeat(1 << 20));
    assert_eq!(closed(&out, ada.at), Some(CloseCode::Policy));
}

#[test]
fn secrets_do_not_show_in_debug() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let shown = format!("{:?}{:?}", ada.joined, returning("Ada", &ada.joined.resume));
    assert!(!shown.contains(&ada.joined.resume));
}
