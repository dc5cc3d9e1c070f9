//! What participants say, well or badly.

use crate::support::*;
use meeting::{Input, MAX_MALFORMED};
use signal::{ClientMessage, CloseCode, ErrorCode, ServerMessage, SourceKind};
use std::time::Duration;

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
fn a_megabyte_is_refused_in_words_and_a_second_one_ends_the_connection() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let out = scene.text(&ada, &" ".repeat(1 << 20));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::TooLarge));
    assert_eq!(closed(&out, ada.at), None);
    let out = scene.text(&ada, &" ".repeat(1 << 20));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::TooMany));
    assert_eq!(closed(&out, ada.at), Some(CloseCode::Policy));
}

#[test]
fn secrets_do_not_show_in_debug() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let shown = format!("{:?}{:?}", ada.joined, returning("Ada", &ada.joined.resume));
    assert!(!shown.contains(&ada.joined.resume));
}

/// Three hundred messages within the general rate of 50 a second; gives what the other heard of them.
fn spam(scene: &mut Scene, who: &Who, other: &Who, message: impl Fn(u32) -> ClientMessage) -> usize {
    let mut heard = 0;
    for number in 0..300 {
        scene.now = scene.now.plus(Duration::from_millis(20));
        let out = scene.say(who, &message(number));
        assert_eq!(closed(&out, who.at), None, "he stays");
        heard += sent_to(&out, other.at).len();
    }
    heard
}

#[test]
fn names_that_everybody_hears_of_are_few_and_the_page_keeps_the_one_that_counts() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let rename = |number| ClientMessage::Rename {
        name: format!("Ada {number}"),
    };
    // Six seconds: what may be said at once, and two a second.
    let heard = spam(&mut scene, &ada, &bob, rename);
    assert!((20 + 2 * 5..=20 + 2 * 6).contains(&heard), "{heard}");
    let out = scene.say(&ada, &rename(1_000));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::TooMany));
    let told = sent_to(&out, ada.at)
        .into_iter()
        .find_map(|message| match message {
            ServerMessage::ParticipantChanged { change, .. } => change.name,
            _ => None,
        });
    let seen = scene.join(guest("Eve")).joined.participants[0].name.clone();
    assert_eq!(told, Some(seen));
    scene.pass(10);
    assert_eq!(error_for(&scene.say(&ada, &rename(1_001)), ada.at), None);
}

#[test]
fn a_switch_that_flutters_is_off_in_the_end_for_everybody() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&ada);
    let source = SourceKind::Microphone;
    let mute = |muted| ClientMessage::Mute { source, muted };
    let heard = spam(&mut scene, &ada, &bob, |number| mute(number % 2 == 0));
    assert!(heard <= 2 * (20 + 2 * 6) + 1, "{heard}");
    scene.say(&ada, &mute(true));
    let mut out = scene.say(&ada, &mute(false));
    if error_for(&out, ada.at).is_none() {
        scene.say(&ada, &mute(true));
        out = scene.say(&ada, &mute(false));
    }
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::TooMany));
    assert!(commands(&out).is_empty(), "nothing is heard of him");
    let by = ada.id.clone();
    assert!(sent_to(&out, ada.at).contains(&ServerMessage::MutedByModerator { source, by }));
    let seen = scene.join(guest("Eve")).joined.participants[0].live.clone();
    assert_eq!(seen, [SourceKind::Camera]);
}

#[test]
fn muting_is_always_taken() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&ada);
    for number in 0..40 {
        let name = format!("Ada {number}");
        scene.say(&ada, &ClientMessage::Rename { name });
    }
    let source = SourceKind::Microphone;
    let out = scene.say(&ada, &ClientMessage::Mute { source, muted: true });
    assert_eq!(error_for(&out, ada.at), None);
    assert_eq!((commands(&out).len(), sent_to(&out, bob.at).len()), (1, 1));
    // What changes nothing costs nothing.
    let source = SourceKind::Camera;
    let out = scene.say(&ada, &ClientMessage::Mute { source, muted: false });
    assert!(out.is_empty());
}
