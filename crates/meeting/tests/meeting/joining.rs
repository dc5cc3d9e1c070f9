//! Coming in and coming back.

use crate::support::*;
use domain::MeetingFact;
use meeting::{MAX_PARTICIPANTS, Output};
use signal::{ClientMessage, CloseCode, ErrorCode, ServerMessage, SourceKind};

#[test]
fn the_first_join_creates_the_room() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    assert!(matches!(
        recorded(&ada.out)[..],
        [MeetingFact::RoomCreated, MeetingFact::ParticipantJoined { .. }]
    ));
    assert!(
        matches!(ada.out[0], Output::Record(_)),
        "nothing is told before it is recorded"
    );
    assert_eq!(ada.joined.participants.len(), 1);
    assert_eq!(ada.joined.participants[0].name, "Ada");
    assert!(!ada.joined.resumed);
    assert_eq!(ada.id.as_str().len(), 8);
}

#[test]
fn others_hear_of_a_newcomer_and_he_of_them() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let mut admission = guest("Bob");
    admission.name = "  Robert\u{7} ".to_owned();
    admission.muted = vec![SourceKind::Camera];
    let bob = scene.join(admission);
    assert_eq!(bob.joined.session, ada.joined.session);
    assert_eq!(bob.joined.participants.len(), 2);
    let [ServerMessage::ParticipantJoined { participant }] = &sent_to(&bob.out, ada.at)[..] else {
        panic!("{:?}", bob.out);
    };
    assert_eq!(participant.name, "Robert");
    assert_eq!(participant.live, [SourceKind::Microphone]);
}

#[test]
fn everybody_is_told_his_own_ways_and_anew_when_he_comes_back() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    assert!(ada.joined.ice_servers.is_empty(), "where there are none");
    let bob = scene.join(with_ways(guest("Bob"), "first"));
    let [way] = &bob.joined.ice_servers[..] else {
        panic!("{:?}", bob.joined);
    };
    assert_eq!(way.username.as_deref(), Some(bob.id.as_str()));
    assert_eq!(way.credential.as_deref(), Some("first"));
    let back = scene.join(with_ways(returning("Bob", &bob.joined.resume), "second"));
    assert!(back.joined.resumed);
    assert_eq!(back.joined.ice_servers[0].username, way.username);
    assert_eq!(back.joined.ice_servers[0].credential.as_deref(), Some("second"));
}

#[test]
fn five_hundred_fit_and_no_more() {
    let mut scene = Scene::new();
    for number in 0..MAX_PARTICIPANTS {
        scene.join(guest(&format!("p{number}")));
    }
    let (at, out) = scene.try_join(guest("late"));
    let [Output::Refuse { connection, refusal }] = &out[..] else {
        panic!("{out:?}");
    };
    assert_eq!((*connection, refusal.code), (at, ErrorCode::RoomFull));
}

#[test]
fn a_list_with_long_names_stays_below_what_a_page_reads() {
    let mut scene = Scene::new();
    let mut last = None;
    for number in 0..MAX_PARTICIPANTS {
        let mut admission = guest(&format!("p{number}"));
        admission.name = "ü".repeat(100);
        admission.guest.avatar = Some(format!("https://example.org/{}", "x".repeat(900)));
        last = Some(scene.join(admission));
    }
    let last = last.unwrap();
    let messages = sent_to(&last.out, last.at);
    assert!(
        messages
            .iter()
            .all(|message| signal::to_text(message).len() < signal::MAX_MESSAGE_BYTES)
    );
    let more = messages
        .iter()
        .filter(|m| matches!(m, ServerMessage::ParticipantJoined { .. }))
        .count();
    assert_eq!(last.joined.participants.len() + more, MAX_PARTICIPANTS);
}

#[test]
fn who_comes_back_within_thirty_seconds_is_the_same_participant() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&bob);
    let out = scene.lose(&bob);
    assert!(
        recorded(&out).is_empty() && commands(&out).is_empty(),
        "the media leg stays"
    );
    let [ServerMessage::ParticipantChanged { change, .. }] = &sent_to(&out, ada.at)[..] else {
        panic!("{out:?}");
    };
    assert_eq!(change.away, Some(true));

    assert!(scene.pass(29).is_empty());
    let back = scene.join(returning("Bob", &bob.joined.resume));
    assert_eq!(back.id, bob.id);
    assert!(back.joined.resumed);
    assert!(recorded(&back.out).is_empty() && commands(&back.out).is_empty());
    assert!(scene.pass(60).is_empty());
}

#[test]
fn after_thirty_seconds_he_is_another() {
    let mut scene = Scene::new();
    let _ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.lose(&bob);
    let out = scene.pass(30);
    assert!(matches!(
        recorded(&out)[..],
        [MeetingFact::ParticipantLeft { .. }]
    ));
    let back = scene.join(returning("Bob", &bob.joined.resume));
    assert_ne!(back.id, bob.id);
    assert!(!back.joined.resumed);
}

#[test]
fn a_wrong_secret_is_an_ordinary_join() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    for secret in ["", "x", &ada.joined.resume[1..]] {
        assert!(!scene.join(returning("Eve", secret)).joined.resumed);
    }
}

#[test]
fn a_return_before_the_break_was_noticed_replaces_the_old_connection() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let back = scene.join(returning("Ada", &ada.joined.resume));
    assert_eq!(closed(&back.out, ada.at), Some(CloseCode::Replaced));
    assert!(
        scene.text(&ada, "{}").is_empty(),
        "the old connection is nobody now"
    );
    assert!(scene.lose(&ada).is_empty());
    assert_eq!(scene.room.participants(), 1);
}

#[test]
fn what_was_muted_during_the_break_stays_muted() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&bob);
    scene.lose(&bob);
    let mut admission = returning("Bob", &bob.joined.resume);
    admission.muted = vec![SourceKind::Microphone];
    let back = scene.join(admission);
    assert_eq!(commands(&back.out).len(), 1);
    assert!(sent_to(&back.out, ada.at).iter().any(|message| matches!(
        message,
        ServerMessage::ParticipantChanged { change, .. } if change.live == Some(vec![SourceKind::Camera])
    )));
}

#[test]
fn a_join_that_could_not_be_written_down_never_was() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let (at, out) = scene.try_join(guest("Bob"));
    assert!(
        recorded(&out)
            .iter()
            .any(|fact| matches!(fact, MeetingFact::Usage { .. }))
    );
    scene.room.retract(at);
    assert_eq!(scene.room.participants(), 1);
    let bob = scene.join(guest("Bob"));
    let usage = recorded(&bob.out).into_iter().find_map(|fact| match fact {
        MeetingFact::Usage { entries } => Some(entries.len()),
        _ => None,
    });
    assert_eq!(
        usage,
        Some(2),
        "both count again, as nothing was written the first time"
    );
    assert_eq!(bob.joined.session, ada.joined.session);
}

#[test]
fn a_first_join_that_could_not_be_written_down_leaves_no_room() {
    let mut scene = Scene::new();
    let (at, _) = scene.try_join(guest("Ada"));
    scene.room.retract(at);
    assert!(scene.room.is_over());
    assert!(scene.pass(3_600).is_empty());
}

#[test]
fn a_second_join_on_one_connection_is_an_error() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let out = scene.text(&ada, r#"{"type":"join","version":1,"device":{"id":"x"}}"#);
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::Malformed));
    assert_eq!(scene.say(&ada, &ClientMessage::Ping { id: 5 }).len(), 1);
}

fn refused(out: &[Output]) -> Option<String> {
    match out {
        [Output::Refuse { refusal, .. }] => refusal.rule.clone(),
        _ => panic!("{out:?}"),
    }
}

#[test]
fn a_token_that_ran_out_lets_its_participant_come_back_and_nobody_else_in() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.lose(&bob);
    let back = scene.join(returning_late("Bob", &bob.joined.resume));
    assert!(back.joined.resumed && back.id == bob.id);
    // The break that the server has not noticed is one too.
    let back = scene.join(returning_late("Bob", &bob.joined.resume));
    assert!(back.joined.resumed);

    for secret in ["", "x", &ada.joined.resume[1..]] {
        let (at, out) = scene.try_join(returning_late("Bob", secret));
        assert_eq!(refused(&out).as_deref(), Some("expired"));
        assert_eq!(scene.room.endpoint(at), None);
    }
    scene.lose(&back);
    scene.pass(30);
    let (_, out) = scene.try_join(returning_late("Bob", &bob.joined.resume));
    assert_eq!(refused(&out).as_deref(), Some("expired"));
    assert_eq!(scene.room.participants(), 1);
}

#[test]
fn a_secret_speaks_for_nobody_without_the_key_he_came_with() {
    let mut scene = Scene::new();
    let ada = scene.join(moderator("Ada"));
    scene.lose(&ada);
    let other = Some(format!("{APP}/def456").parse().unwrap());
    let mut late = returning_late("Ada", &ada.joined.resume);
    late.guest.kid.clone_from(&other);
    assert_eq!(refused(&scene.try_join(late).1).as_deref(), Some("expired"));
    let mut admission = returning("Ada", &ada.joined.resume);
    admission.guest.kid = other;
    let newcomer = scene.join(admission);
    assert!(!newcomer.joined.resumed && newcomer.id != ada.id);
}
